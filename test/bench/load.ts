import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

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

/** The next request of a connection. undefined: there are no more. */
type Next = () => Buffer | undefined | Promise<Buffer | undefined>;

/** Sends one request and resolves when its response is complete. */
function exchange(socket: Socket, request: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    let pending = Buffer.alloc(0);
    const settle = (error?: Error): void => {
      socket.removeAllListeners('data').removeAllListeners('error').removeAllListeners('close');
      if (error === undefined) done();
      else failed(error);
    };
    socket.on('error', settle);
    socket.on('close', () => {
      settle(new Error('the server closed a connection'));
    });
    socket.on('data', (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      try {
        const length = answerLength(pending);
        if (length !== null && pending.length >= length) settle();
      } catch (error) {
        settle(error instanceof Error ? error : new Error(String(error)));
      }
    });
    socket.write(request);
  });
}

/** Sends calls one after another on one connection. Returns how long each took, in milliseconds. */
async function callOneByOne(socket: Socket, next: Next): Promise<number[]> {
  const timesMs: number[] = [];
  for (let request = await next(); request !== undefined; request = await next()) {
    const sentAt = performance.now();
    await exchange(socket, request);
    timesMs.push(performance.now() - sentAt);
  }
  return timesMs;
}

/**
 * Measures calls per second. Uses plain sockets, because the client must be much cheaper than the servers it measures. A
 * client library would be the bottleneck.
 */
export async function measure({ durationMs, ...load }: Load): Promise<number> {
  const request = requestOf(load.url, load);
  const startedAt = performance.now();
  const next: Next = () => (performance.now() < startedAt + durationMs ? request : undefined);
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

/**
 * Sends each request once at a fixed rate, whether or not earlier ones have been responded to, as long as there are enough
 * connections.
 */
export async function callAtRate(
  url: string,
  requests: readonly Buffer[],
  { perSecond, connections }: { perSecond: number; connections: number },
): Promise<number[]> {
  const startedAt = performance.now();
  let taken = 0;
  const next: Next = async () => {
    const index = taken;
    taken += 1;
    const dueInMs = startedAt + (index * 1_000) / perSecond - performance.now();
    if (dueInMs > 0 && index < requests.length) await pause(dueInMs);
    return requests[index];
  };
  return callOn(url, connections, () => next);
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
async function callOn(url: string, connections: number, nextOf: () => Next): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(new URL(url))));
  try {
    return (await Promise.all(sockets.map((socket) => callOneByOne(socket, nextOf())))).flat();
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}
