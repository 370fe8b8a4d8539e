import { connect, type Socket } from 'node:net';
import { request as httpRequest } from 'node:http';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { TEST_SECRET, signToken } from '../../support/tokens.js';

/** The bytes that may be read after the rejection, including the buffers of both ends. */
const MAX_TAKEN_BYTES = 9_000_000;
/** Two seconds, and a margin for a busy machine. */
const MAX_TAKEN_MS = 6_000;
const CHUNK = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')]);

let tiny: TinyServer;
beforeAll(async () => {
  const auth = { mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: null, audience: null } as const;
  tiny = await startTinyServer({ config: { auth }, limits: { operationsPerMinute: 1, subscribesPerMinute: 1 } });
  await tiny.post({ query: '{ me }' }, { authorization: `Bearer ${await signToken({ sub: 'spent' })}` });
});
afterAll(() => tiny.server.close());

/** Sends chunks for as long as they are accepted, and reads meanwhile. */
function sendWithoutEnd(socket: Socket, chunk: Buffer): Promise<{ reply: string; sent: number; tookMs: number }> {
  return new Promise((resolve) => {
    let reply = '';
    const startedAt = performance.now();
    const push = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', push);
    socket.on('data', (data) => (reply += data.toString()));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      resolve({ reply, sent: socket.bytesWritten, tookMs: performance.now() - startedAt });
    });
    push();
  });
}

const endless = async (method: string, path: string, headers: readonly string[]) => {
  const socket = connect({ port: Number(new URL(tiny.url).port), host: '127.0.0.1', allowHalfOpen: true });
  socket.write(
    [`${method} ${path} HTTP/1.1`, 'host: localhost', ...headers, 'transfer-encoding: chunked\r\n\r\n'].join('\r\n'),
  );
  return sendWithoutEnd(socket, CHUNK);
};

const JSON_TYPE = 'content-type: application/json';

/** What is sent, and the status that rejects it. `authenticated`: with a token of a user who has not called before. */
const REFUSED: readonly [name: string, method: string, path: string, headers: readonly string[], status: number][] = [
  ['too long, at the receiver', 'POST', '/webhooks/plaid', [JSON_TYPE], 413],
  ['of another type, at the receiver', 'POST', '/webhooks/plaid', ['content-type: text/plain'], 415],
  ['encoded, at the receiver', 'POST', '/webhooks/plaid', [JSON_TYPE, 'content-encoding: gzip'], 415],
  ['of another method, at the receiver', 'PUT', '/webhooks/plaid', [JSON_TYPE], 405],
  ['too long', 'POST', '/graphql', [JSON_TYPE, 'authenticated'], 413],
  ['of another type', 'POST', '/graphql', ['content-type: text/plain', 'authenticated'], 415],
  ['without a token', 'POST', '/graphql', [JSON_TYPE], 401],
  ['over the rate limit', 'POST', '/graphql', [JSON_TYPE, 'spent'], 429],
  ['of another method', 'DELETE', '/graphql', [JSON_TYPE], 405],
  ['too long, for a stream', 'POST', '/graphql/stream', [JSON_TYPE, 'authenticated'], 413],
  ['without a token, for a stream', 'POST', '/graphql/stream', [JSON_TYPE], 401],
  ['of another method, for a stream', 'DELETE', '/graphql/stream', [JSON_TYPE], 405],
  ['too long, for an unknown path', 'POST', '/nowhere', [JSON_TYPE], 413],
  ['for an unknown path', 'POST', '/nowhere', ['content-type: text/plain'], 404],
  ['for a malformed path', 'POST', '/%zz', [JSON_TYPE], 400],
  ['of a GET request', 'GET', '/health/live', [JSON_TYPE], 200],
];

it('An endless body gets a response and is not read further, whatever rejects it: at most a megabyte and two seconds', async () => {
  const outcomes = await Promise.all(
    REFUSED.map(async ([name, method, path, headers]) => {
      const tokens: Record<string, string> = {
        authenticated: `authorization: Bearer ${await signToken({ sub: name })}`,
        spent: `authorization: Bearer ${await signToken({ sub: 'spent' })}`,
      };
      const { reply, sent, tookMs } = await endless(
        method,
        path,
        headers.map((header) => tokens[header] ?? header),
      );
      return [name, Number(reply.split(' ')[1]), sent < MAX_TAKEN_BYTES || sent, tookMs < MAX_TAKEN_MS || tookMs];
    }),
  );
  expect(outcomes).toEqual(REFUSED.map(([name, , , , status]) => [name, status, true, true]));
});

it('A rejected body that arrives slowly is not waited for', async () => {
  const startedAt = performance.now();
  const socket = connect({ port: Number(new URL(tiny.url).port), host: '127.0.0.1' });
  socket.write(`POST /graphql HTTP/1.1\r\nhost: localhost\r\n${JSON_TYPE}\r\ncontent-length: 100000\r\n\r\n`);
  const drops = setInterval(() => socket.write(' '), 50);
  let reply = '';
  socket.on('data', (data) => (reply += data.toString()));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('close', resolve));
  clearInterval(drops);
  expect(reply).toMatch(/^HTTP\/1.1 401 /);
  expect(performance.now() - startedAt).toBeLessThan(MAX_TAKEN_MS);
});

it('A client that reads while it sends receives the whole error response, however long its body is', async () => {
  const { port } = new URL(tiny.url);
  const authorization = `Bearer ${await signToken()}`;
  const reply = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const sending = httpRequest({
      ...{ port, path: '/graphql', method: 'POST' },
      headers: { 'content-type': 'application/json', authorization },
    });
    sending.on('error', reject);
    sending.once('response', (response) => {
      let text = '';
      response.on('data', (data) => (text += String(data)));
      response.once('end', () => {
        sending.destroy();
        resolve({ status: response.statusCode, text });
      });
    });
    sending.end(Buffer.alloc(30_000_000, 'x'));
  });
  expect(reply.status).toBe(413);
  expect(JSON.parse(reply.text)).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
});

it('A connection whose rejected body ends in time stays open and is reused', async () => {
  const socket = connect({ port: Number(new URL(tiny.url).port), host: '127.0.0.1' });
  const body = 'x'.repeat(300_000);
  const requestText = `POST /graphql HTTP/1.1\r\nhost: localhost\r\n${JSON_TYPE}\r\ncontent-length: ${body.length}\r\n\r\n`;
  let responses = 0;
  const both = new Promise<void>((resolve, reject) => {
    socket.on('data', (data) => {
      responses += data.toString().match(/HTTP\/1.1 401 /g)?.length ?? 0;
      if (responses === 2) resolve();
      else socket.write(requestText + body);
    });
    socket.once('close', () => {
      reject(new Error('closed'));
    });
  });
  socket.write(requestText);
  socket.write(body);
  await both;
  socket.destroy();
});
