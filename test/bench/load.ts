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

/** Sends calls one after another on one connection while `shouldContinue` returns true. Returns their number. */
function callWhile(socket: Socket, request: Buffer, shouldContinue: (answered: number) => boolean): Promise<number> {
  return new Promise((done, failed) => {
    let answered = 0;
    let pending = Buffer.alloc(0);
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
      answered += 1;
      if (shouldContinue(answered)) socket.write(request);
      else done(answered);
    });
    socket.write(request);
  });
}

/**
 * Measures calls per second. Uses plain sockets, because the client must be much cheaper than the servers it measures. A
 * client library would be the bottleneck.
 */
export async function measure({ durationMs, ...load }: Load): Promise<number> {
  const startedAt = performance.now();
  const answered = await callOn(load, () => performance.now() < startedAt + durationMs);
  return answered / ((performance.now() - startedAt) / 1000);
}

/** Sends this many calls on each connection. */
export async function callTimes(load: Omit<Load, 'durationMs'>, callsEach: number): Promise<number> {
  return callOn(load, (answered) => answered < callsEach);
}

async function callOn(
  { url, path, headers, body, connections }: Omit<Load, 'durationMs'>,
  shouldContinue: (answered: number) => boolean,
): Promise<number> {
  const address = new URL(url);
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) });
  const head = [`POST ${path} HTTP/1.1`, `host: ${address.host}`, ...lines.map(([name, value]) => `${name}: ${value}`)];
  const request = Buffer.from(`${head.join('\r\n')}${HEAD_END}${body}`);
  const sockets = await Promise.all(Array.from({ length: connections }, () => openSocket(address)));
  try {
    const counts = await Promise.all(sockets.map((socket) => callWhile(socket, request, shouldContinue)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    for (const socket of sockets) socket.removeAllListeners('close').destroy();
  }
}
