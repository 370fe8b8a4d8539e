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
/** By ports; null: of more than one connection. */
type Connections = ReadonlyMap<string, Queues | null>;
let reading: Promise<Connections> | null = null;

/**
 * How many bytes the system holds for the other end of a connection. It falls as they are taken, long before Node learns of
 * it: a socket is writable again only when a good part of a buffer of megabytes is free. When the other end is on this
 * host (a proxy, say), what it has not read counts too: it acknowledges in large steps. null where it cannot be known.
 */
export async function systemQueueBytes({ localPort, remotePort }: Socket): Promise<number | null> {
  if (localPort === undefined || remotePort === undefined) return null;
  reading ??= read();
  const connections = await reading;
  const own = connections.get(`${localPort} ${remotePort}`);
  const other = connections.get(`${remotePort} ${localPort}`);
  return own ? own.unacknowledged + (other?.unread ?? 0) : null;
}

async function read(): Promise<Connections> {
  setTimeout(() => (reading = null), SHARED_FOR_MS).unref();
  const texts = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')));
  const queues = new Map<string, Queues | null>();
  for (const line of texts.join('\n').split('\n')) {
    const found = LINE.exec(line);
    if (found === null) continue;
    const [local = 0, remote = 0, unacknowledged = 0, unread = 0] = found
      .slice(1)
      .map((hex) => Number.parseInt(hex, 16));
    const ports = `${local} ${remote}`;
    // Two connections between the same ports, of other addresses: better not known than mistaken.
    queues.set(ports, queues.has(ports) ? null : { unacknowledged, unread });
  }
  return queues;
}

/** number: local address:PORT remote address:PORT state UNACKNOWLEDGED:UNREAD ... */
const LINE = /^ *\d+: [\dA-F]+:([\dA-F]{4}) [\dA-F]+:([\dA-F]{4}) [\dA-F]{2} ([\dA-F]{8}):([\dA-F]{8})/;
