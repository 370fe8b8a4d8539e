import { request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import {
  onItem,
  type Request,
  type Said,
  say,
  type Sender,
  type Transport,
  TRANSPORTS,
} from '../support/transports.js';

/** The promised limits in milliseconds. */
const ANSWER_MS = 100;
const HEALTH_MS = 200;
/** The fastest of this many runs counts, because other load on the machine only adds time. */
const RUNS = 10;

function times(count: number, text: string): string {
  return text.repeat(count);
}
function each(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, n) => text(n)).join(' ');
}
function spreading(levels: number, body: (next: string) => string): string {
  return each(levels, (n) => `fragment F${n} on Item { ${n === levels - 1 ? 'id' : body(`...F${n + 1}`)} }`);
}

const CREATE_LINK_SESSION =
  'mutation ($input: CreateLinkSessionInput!) { createLinkSession(input: $input) { linkSession { id } } }';

/** Every attack document, for the operation type of the transport. `hold` is one within the size limits. */
const ATTACKS: [string, (transport: Transport) => Request][] = [
  ['10,000 nested fields', (by) => ({ query: onItem(by, `${times(5_000, 'accounts{item{')}id${times(10_000, '}')}`) })],
  ['80 nested fields', (by) => ({ query: onItem(by, `${times(40, 'accounts{item{')}id${times(80, '}')}`) })],
  [
    '1,000 aliases',
    (by) => ({
      query: onItem(
        by,
        each(1_000, (n) => `a${n}:id`),
      ),
    }),
  ],
  [
    '250 aliases',
    (by) => ({
      query: onItem(
        by,
        each(250, (n) => `a${n}:id`),
      ),
    }),
  ],
  [
    'fragment fan-out',
    (by) => ({ query: `${onItem(by, '...F0')} ${spreading(30, (next) => `a: error { errorCode } ${next} ${next}`)}` }),
  ],
  [
    'circular fragments',
    (by) => ({
      query: `${onItem(by, '...F0')} ${each(100, (n) => `fragment F${n} on Item { ...F${(n + 1) % 100} ...F${(n + 7) % 100} }`)}`,
    }),
  ],
  ['repeated inline fragments of 127 KB', (by) => ({ query: onItem(by, times(7_055, '... on Item { id } ')) })],
  ['repeated inline fragments of 16 KB', (by) => ({ query: onItem(by, times(880, '... on Item { id } ')) })],
  ['5,000 directives', (by) => ({ query: onItem(by, `id ${times(5_000, '@include(if:true)')}`) })],
  ['150 directives', (by) => ({ query: onItem(by, `id ${times(150, '@include(if:true)')}`) })],
  ['a literal list of 50,000', (by) => ({ query: onItem(by, `accounts(ids:[${times(50_000, '1 ')}]) { id }`) })],
  ['a literal list of 900', (by) => ({ query: onItem(by, `accounts(ids:[${times(900, '1 ')}]) { nothing }`) })],
  ['a variable list of 50,000', (by) => listOf(by, Array(50_000).fill(1))],
  ['a variable list of 30,000', (by) => listOf(by, Array(30_000).fill(1))],
  ['a variable list of 30,000 that are of the wrong type', (by) => listOf(by, Array(30_000).fill(true))],
  [
    'a variable with 6,000 unknown fields',
    (by) => {
      const fields = Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`i${n}`, 1]));
      // No subscription has an input object.
      return by === 'HTTP' ? { query: CREATE_LINK_SESSION, variables: { input: fields } } : listOf(by, fields);
    },
  ],
];

function listOf(transport: Transport, ids: unknown): Request {
  if (transport === 'HTTP') {
    return { query: onItem(transport, 'accounts(ids: $ids) { id }', '($ids: [ID!])'), variables: { ids } };
  }
  return { query: 'subscription S($ids: [ID!]) { webhookEvents(itemIds: $ids) { id } }', variables: { ids } };
}

const dataDir = createTempDir();
let emulator: Emulator;
let gateway: GatewayProcess;
let sender: Sender;

// In its own process, so that the test's own work is not measured.
beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off' });
  gateway = await startGatewayProcess({
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
    LIMIT_SOCKETS_PER_VIEWER: '1000',
  });
  sender = { url: gateway.url, authorization: `Bearer ${await signIn('ada')}` };
  // Warm-up: the limits are not about the first request.
  for (const transport of TRANSPORTS) await say(sender, transport, { query: onItem(transport, 'nothing') });
});

afterAll(async () => {
  await gateway.stop();
  await emulator.close();
  dataDir.remove();
});

async function healthMs(): Promise<number> {
  const startedAt = performance.now();
  const { statusCode, body } = await request(`${gateway.url}/health/live`);
  await body.dump();
  expect(statusCode).toBe(200);
  return performance.now() - startedAt;
}

/** Sends the attack and, meanwhile, health probes one after another. Returns the duration of the attack and of the slowest probe. */
async function run(transport: Transport, body: Request): Promise<{ outcome: Said; longestProbeMs: number }> {
  let isOver = false as boolean;
  const attack = say(sender, transport, body).finally(() => {
    isOver = true;
  });
  let longestProbeMs = 0;
  do longestProbeMs = Math.max(longestProbeMs, await healthMs());
  while (!isOver);
  return { outcome: await attack, longestProbeMs };
}

describe.each(TRANSPORTS.map((transport) => [transport]))('over %s', (transport) => {
  it.each(ATTACKS)(
    'T23, T24, T26, T29: %s get an error immediately, and no other client waits',
    async (_name, attack) => {
      const body = attack(transport);
      const runs: Awaited<ReturnType<typeof run>>[] = [];
      for (let count = 0; count < RUNS; count += 1) runs.push(await run(transport, body));
      for (const { outcome } of runs) {
        expect(outcome.codes[0]).toMatch(/^(LIMIT_EXCEEDED|BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED|closed 1009)$/);
        expect(outcome.data ?? null).toBeNull();
      }
      expect(Math.min(...runs.map(({ outcome }) => outcome.tookMs))).toBeLessThan(ANSWER_MS);
      expect(Math.min(...runs.map(({ longestProbeMs }) => longestProbeMs))).toBeLessThan(HEALTH_MS);
    },
  );
});
