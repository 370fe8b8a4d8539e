import { createConnection } from 'node:net';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';

/** More than is accepted as a request, and less than is read after it is rejected. */
const LONG_BYTES = 900_000;
const PIECE = Buffer.alloc(100_000, 'x');
const PIECES = LONG_BYTES / PIECE.length;

let tiny: TinyServer;
beforeAll(async () => {
  tiny = await startTinyServer();
});
afterAll(() => tiny.server.close());

/** The status line that a client receives that sends its complete request before it reads. */
function sendThenRead(head: string, frame: (piece: Buffer) => Buffer[], end: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(new URL(tiny.url).port), '127.0.0.1');
    socket.pause();
    socket.once('error', reject);
    socket.write(`${head}\r\n\r\n`);
    for (let piece = 0; piece < PIECES; piece += 1) for (const part of frame(PIECE)) socket.write(part);
    socket.write(end, () => {
      socket.once('data', (chunk: Buffer) => {
        socket.destroy();
        resolve(chunk.toString().split('\r\n')[0] ?? '');
      });
      socket.resume();
    });
  });
}

const head = (path: string, ...more: string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: localhost', ...more].join('\r\n');

it.each([
  ['a webhook that is too large', '/webhooks/plaid', 'application/json', '413 Payload Too Large'],
  ['a webhook of another media type', '/webhooks/plaid', 'text/plain', '415 Unsupported Media Type'],
  ['an operation that is too large', '/graphql', 'application/json', '413 Payload Too Large'],
  ['a subscription that is too large', '/graphql/stream', 'application/json', '413 Payload Too Large'],
])('A client that reads only after sending everything receives the response to %s', async (_, path, type, status) => {
  const whole = head(path, `content-type: ${type}`, `content-length: ${LONG_BYTES}`);
  await expect(sendThenRead(whole, (piece) => [piece], '')).resolves.toBe(`HTTP/1.1 ${status}`);
  const chunked = head(path, `content-type: ${type}`, 'transfer-encoding: chunked');
  const chunk = (piece: Buffer): Buffer[] => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ];
  await expect(sendThenRead(chunked, chunk, '0\r\n\r\n')).resolves.toBe(`HTTP/1.1 ${status}`);
});
