import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** The request that is repeated. */
export interface Load {
  url: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  connections: number;
  durationMs: number;
}

const HEAD_END = '\r\n\r\n';

/** The length of the response at the start of the bytes, or null while its headers are incomplete. Throws unless it is a 200. */
function answerLength(bytes: Buffer): number | null {
  const end = bytes.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = bytes.toString('latin1', 0, end);
  if (!head.startsWith('HTTP/1.1 200 ')) throw new Error(`a call failed: ${bytes.toString('utf8', 0, 300)}`);
  return end + HEAD_END.length + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
}

function openSocket(url: URL): Promise<Socket> {
  return new Promise((opened, failed) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    socket.once('connect', () => {
      opened(socket);
    });
    socket.once('error', failed);
  });
}

/** Sends calls one after another on one connection until there is no next one. Returns how long each took, in ms. */
function callOneByOne(socket: Socket, next: () => Buffer | undefined): Promise<number[]> {
  return new Promise((done, failed) => {
    const timesMs: number[] = [];
    let pending = Buffer.alloc(0);
    let sentAt = 0;
    const sendNext = (): void => {
      const request = next();
      if (request === undefined) {
        done(timesMs);
        return;
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('error', failed);
    socket.on('close', () => {
      failed(new Error('the server closed a connection'));
    });
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      try {
        const length = answerLength(pending);
        if (length === null || pending.length < length) return;
      } catch (error) {
        failed(error instanceof Error ? error : new Error(String(error)));
        return;
      }
      pending = Buffer.alloc(0);
      timesMs.push(performance.now() - sentAt);
      sendNext();
    });
    sendNext();
  });
}

/**
 * Measures calls per second. Uses plain sockets, because the client must be much cheaper than the servers it measures. A
 * client library would be the bottleneck.
 */
export async function measure({ durationMs, ...load }: Load): Promise<number> {
  const request = requestOf(load.url, load);
  const startedAt = performance.now();
  const next = (): Buffer | undefined => (performance.now() < startedAt + durationMs ? request : undefined);
  const timesMs = await callOn(load.url, load.connections, () => next);
  return timesMs.length / ((performance.now() - startedAt) / 1000);
}

/** Sends this many calls on each connection. Returns their number. */
export async function callTimes(load: Omit<Load, 'durationMs'>, callsEach: number): Promise<number> {
  const request = requestOf(load.url, load);
  const timesMs = await callOn(load.url, load.connections, () => {
    let left = callsEach;
    return () => ((left -= 1) < 0 ? undefined : request);
  });
  return timesMs.length;
}

/** Sends each request once, over this many connections. Returns how long each took, in milliseconds. */
export async function callEach(url: string, requests: readonly Buffer[], connections: number): Promise<number[]> {
  const left = requests.values();
  return callOn(url, connections, () => () => left.next().value);
}

/** The bytes of a POST request. */
export function requestOf(url: string, { path, headers, body }: Pick<Load, 'path' | 'headers' | 'body'>): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: ${new URL(url).host}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${head.join('\r\n')}${HEAD_END}${body}`);
}

/** `nextOf` creates, for each connection, what returns its next request. */
async function callOn(url: string, connections: number, nextOf: () => () => Buffer | undefined): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(new URL(url))));
  try {
    return (await Promise.all(sockets.map((socket) => callOneByOne(socket, nextOf())))).flat();
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
}
