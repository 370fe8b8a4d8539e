import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

/** Where Linux tells of each connection how much its other end has not acknowledged. */
const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** Readers of the same moment share one reading: with thousands of connections the tables are long. */
const SHARED_FOR_MS = 50;

interface Queues {
  unacknowledged: number;
  unread: number;
}
/** By both ends, in the spelling of the tables. */
type Connections = ReadonlyMap<string, Queues>;
let reading: Promise<Connections> | null = null;

/**
 * How many bytes the system holds for the other end of a connection. It falls as they are taken, long before Node learns of
 * it: a socket is writable again only when a good part of a buffer of megabytes is free. When the other end is on this
 * host (a proxy, say), what it has not read counts too: it acknowledges in large steps. null where it cannot be known.
 */
export async function systemQueueBytes(socket: Socket): Promise<number | null> {
  const local = spelled(socket.localAddress, socket.localPort);
  const remote = spelled(socket.remoteAddress, socket.remotePort);
  if (local === null || remote === null) return null;
  reading ??= read();
  const connections = await reading;
  const own = connections.get(`${local} ${remote}`);
  const other = connections.get(`${remote} ${local}`);
  return own ? own.unacknowledged + (other?.unread ?? 0) : null;
}

async function read(): Promise<Connections> {
  setTimeout(() => (reading = null), SHARED_FOR_MS).unref();
  const texts = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')));
  const queues = new Map<string, Queues>();
  for (const line of texts.join('\n').split('\n')) {
    const [, local = '', remote = '', unacknowledged = '', unread = ''] = LINE.exec(line) ?? [];
    if (local === '') continue;
    queues.set(`${local} ${remote}`, {
      unacknowledged: Number.parseInt(unacknowledged, 16),
      unread: Number.parseInt(unread, 16),
    });
  }
  return queues;
}

/** number: local ADDRESS:PORT remote ADDRESS:PORT state UNACKNOWLEDGED:UNREAD ... An IPv4 address within IPv6 is taken as IPv4. */
const LINE =
  /^ *\d+: (?:0{16}FFFF0000)?([\dA-F]+:[\dA-F]{4}) (?:0{16}FFFF0000)?([\dA-F]+:[\dA-F]{4}) [\dA-F]{2} ([\dA-F]{8}):([\dA-F]{8})/;

/** An end of a connection as the tables spell it. null: it has none. */
function spelled(address: string | undefined, port: number | undefined): string | null {
  if (address === undefined || port === undefined) return null;
  const ipv4 = /^(?:::ffff:)?([\d.]+)$/i.exec(address)?.[1];
  const bytes = ipv4 === undefined ? ipv6Bytes(address) : ipv4.split('.').map(Number);
  return `${words(bytes)}:${hex(port, 4)}`;
}

/** Four bytes at a time as one number, in the order of the machine: little-endian, as every processor that Node is built for. */
function words(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    for (let n = at + 3; n >= at; n -= 1) text += hex(bytes[n] ?? 0, 2);
  }
  return text;
}

function ipv6Bytes(address: string): number[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groupsOf = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [before, after] = [groupsOf(head), groupsOf(tail)];
  const between = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...between, ...after].flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
