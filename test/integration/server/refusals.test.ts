import { createConnection } from 'node:net';
import { createLogger } from '../../../src/observability/logger.js';
import { createPrometheus, type Prometheus } from '../../../src/observability/prometheus.js';
import { parseMetrics, sumOf } from '../../support/metrics.js';
import { createRawHttpClient } from '../../support/raw-http-client.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { signToken, TEST_SECRET } from '../../support/tokens.js';
import { openSocket } from '../../support/ws-client.js';

const auth = { mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: 'https://id.example', audience: null } as const;
const EVIL = 'https://evil.example';

let tiny: TinyServer;
let prometheus: Prometheus;
let lines: string[];
let at: number;
beforeEach(async () => {
  lines = [];
  at = Date.now();
  prometheus = await createPrometheus({ endpoint: [], kind: [], version: [] });
  const log = createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } });
  tiny = await startTinyServer({ config: { auth }, deps: { log, metrics: prometheus.metrics, now: () => at } });
});
afterEach(async () => {
  await tiny.server.close();
  prometheus.close();
});

interface Line {
  level: string;
  msg: string;
  reason?: string;
  setting?: string;
  notShown?: number;
}
const all = (): Line[] => lines.map((line) => JSON.parse(line) as Line);
const refused = (): Line[] => all().filter(({ msg }) => msg === 'refused');
const counted = async (reason: string): Promise<number> =>
  sumOf(parseMetrics(await prometheus.text()), 'plaid_gateway_refusals_total', { reason });

/** Sends text on a fresh socket and waits for its end. */
async function closeOf(...messages: string[]): Promise<{ code: number; reason: string }> {
  const client = await openSocket(tiny.socketUrl);
  client.socket.on('error', () => undefined);
  for (const message of messages) client.socket.send(message);
  return client.closed;
}

const TYPES = [
  'connection_ack',
  'next',
  'error',
  'complete',
  'pong',
  'ping',
  'subscribe',
  'start',
  '',
  'toString',
  '__proto__',
];
const SHAPES = [
  '',
  ',"id":"1"',
  ',"id":7',
  ',"payload":null',
  ',"id":"1","payload":{}',
  ',"id":"1","payload":[]',
  ',"payload":"x"',
];
const NO_MESSAGES = [
  '',
  ' ',
  'null',
  '[]',
  '7',
  '"next"',
  '{',
  '{}',
  '{"type":7}',
  '{"type":{"type":"next"}}',
  '{"type":"\\u006eext"}',
  '\ud800',
];

it('No message from an unauthenticated client on a socket causes an error line with a stack', async () => {
  const messages = [...NO_MESSAGES, ...TYPES.flatMap((type) => SHAPES.map((shape) => `{"type":"${type}"${shape}}`))];
  const closes = await Promise.all(
    messages.map((message) => closeOf(message, '{"type":"subscribe","id":"z","payload":{"query":"{a}"}}')),
  );
  for (const { code, reason } of closes) {
    expect([4400, 4401]).toContain(code);
    expect(reason).not.toBe('');
  }
  expect(await closeOf('{"type":"next","id":"1","payload":{}}')).toEqual({
    code: 4400,
    reason: 'Invalid message received',
  });
  const twice = await closeOf('{"type":"connection_init"}', '{"type":"connection_init"}');
  expect([4401, 4429]).toContain(twice.code);
  expect(all().filter(({ level }) => level === 'error')).toEqual([]);
  expect(lines.join('')).not.toContain('"stack"');
});

/** Bytes after the upgrade that are not frames, or frames that no client may send. */
const FRAMES = [
  'ffffffffff',
  '8100',
  '81050102030405',
  'c18001020304',
  '8b8001020304',
  '83800000000078',
  '88810000000041',
  '887e0000',
  '81ff7fffffffffffffff00000000',
  '0180000000008180000000000180',
];

it('No malformed frames or HTTP from an unauthenticated client cause an error line with a stack', async () => {
  const { port } = new URL(tiny.url);
  const upgrade = [
    ...['GET /graphql HTTP/1.1', 'host: localhost', 'connection: upgrade', 'upgrade: websocket'],
    ...[
      'sec-websocket-version: 13',
      'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-protocol: graphql-transport-ws',
      '\r\n',
    ],
  ].join('\r\n');
  await Promise.all(
    FRAMES.map(
      (frame) =>
        new Promise<void>((resolve) => {
          const socket = createConnection(Number(port), '127.0.0.1');
          socket.on('error', () => undefined);
          socket.once('data', () => socket.end(Buffer.from(frame, 'hex')));
          socket.once('close', () => {
            resolve();
          });
          socket.write(upgrade);
        }),
    ),
  );
  const rawClient = createRawHttpClient(tiny.url);
  const requests = [
    'GET',
    'nonsense\r\n\r\n',
    'POST /graphql HTTP/9.9\r\n\r\n',
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(99_000)}\r\n\r\n`,
    upgrade.replace('13', '1'),
    upgrade.replace('dGhl', '!'),
    upgrade.replace('graphql HTTP', '%00 HTTP'),
    'POST /graphql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\nexpect: tea\r\n\r\n',
  ];
  await Promise.all(requests.slice(1).map((bytes) => rawClient.bytes(bytes)));
  for (const body of ['', '{', 'null', '{"query":7}', '{"__proto__":{}}', '\0']) await rawClient.post(body);
  await rawClient.close();
  expect(all().filter(({ level }) => level === 'error')).toEqual([]);
  expect(lines.join('')).not.toContain('"stack"');
});

it('A rejected origin, upgrade or token is logged in one line that names the setting, and counted', async () => {
  const rawClient = createRawHttpClient(tiny.url);
  const bad = async (claims: Record<string, unknown>) => ({ authorization: `Bearer ${await signToken(claims)}` });
  await rawClient.send({ method: 'OPTIONS', headers: { origin: EVIL, 'access-control-request-method': 'POST' } });
  await expect(openSocket(tiny.socketUrl, { origin: EVIL })).rejects.toThrow('status 403');
  await expect(openSocket(tiny.socketUrl, { protocol: 'graphql-ws' })).rejects.toThrow('status 400');
  await expect(openSocket(`${tiny.socketUrl}/other`)).rejects.toThrow('status 404');
  await rawClient.post({ query: '{ me }' });
  await rawClient.post({ query: '{ me }' }, { authorization: 'Bearer nonsense' });
  await rawClient.post({ query: '{ me }' }, await bad({ iss: EVIL }));
  await closeOf(
    JSON.stringify({ type: 'connection_init', payload: await bad({ iss: 'https://id.example', sub: true }) }),
  );
  await rawClient.close();
  const reported = refused().map(({ reason, setting = null }) => [reason, setting]);
  expect(reported).toEqual([
    ['origin', 'CORS_ORIGINS'],
    ['origin', 'CORS_ORIGINS'],
    ['protocol', null],
    ['path', null],
    ['token_missing', 'AUTH_MODE'],
    ['token_signature', 'AUTH_JWT_SECRET or AUTH_JWKS_URL'],
    ['token_issuer', 'AUTH_ISSUER'],
    ['token_owner', 'AUTH_OWNER_CLAIM'],
  ]);
  expect(lines.join('')).toContain(`"origin":"${EVIL}"`);
  for (const [reason] of reported) expect(await counted(String(reason))).toBe(reason === 'origin' ? 2 : 1);
});

it('Unauthenticated clients cannot flood the log: ten lines a minute per reason, and the next line has the number of the others', async () => {
  const rawClient = createRawHttpClient(tiny.url);
  for (let call = 0; call < 50; call += 1) await rawClient.post({ query: '{ me }' });
  expect(refused()).toHaveLength(10);
  expect(await counted('token_missing')).toBe(50);
  await rawClient.post({ query: '{ me }' }, { authorization: 'Basic YTpi' });
  expect(refused()).toHaveLength(11);
  at += 60_000;
  await rawClient.post({ query: '{ me }' });
  await rawClient.close();
  expect(refused().at(-1)).toMatchObject({ reason: 'token_missing', notShown: 40 });
});
