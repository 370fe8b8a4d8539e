import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Kysely } from 'kysely';
import { Pool } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { asItemId } from '../../src/model/ids.js';
import { embeddedDatabase } from '../../src/store/dialect-embedded.js';
import { postgresDatabase } from '../../src/store/dialect-postgres.js';
import type { Tables } from '../../src/store/schema.js';
import { createStore } from '../../src/store/store.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { fillLog } from '../support/filled-log.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { createTestDatabase, findPostgres } from '../support/postgres.js';
import { newEvent } from '../support/store.js';
import { createTempDir } from '../support/temp-dir.js';
import { type Benchmark, compare, type Measure } from './benchmark.js';
import { type ServerProcess, startServer } from './server-process.js';

const OWNER = 'ada';
const HOUR_MS = 3_600_000;
const ITEMS = 10_000;
const FEW = { events: 1_000, busy: 100 };
const MANY = { events: 2_000_000, busy: 65_000 };
/** The events are of the last 200 hours: the second period purges a quarter of them, 500,000. */
const FILLED_HOURS = 200;
const RETAINS_ALL = '400';
const PURGES_A_QUARTER = '150';
const ROUNDS = 7;
const PAGE = '{ items(first: 10) { nodes { id status products accounts { id name } } } }';
const LOG = '{ webhookEvents(first: 100) { nodes { id webhookCode receivedAt } } }';

/** A gateway's records, with few or many events. */
interface Records {
  env: Record<string, string>;
  databaseUrl: string | null;
  dataDir: string;
  /** The Item that has most events. */
  itemId: string;
  remove(): Promise<void>;
}

async function prepare(emulator: Emulator, serverUrl: string | null, { events, busy }: typeof FEW): Promise<Records> {
  const folder = createTempDir();
  const database = serverUrl === null ? null : await createTestDatabase(serverUrl);
  const databaseUrl = database?.url ?? null;
  const env = {
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    PLAID_RATE_LIMITS: 'off',
    PORT: '0',
    DATA_DIR: folder.path,
    ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
  };
  const itemId = await linkItems(env);
  const opened = databaseUrl === null ? embeddedDatabase(`${folder.path}/gateway.db`) : postgresDatabase(databaseUrl);
  const db = new Kysely<Tables>({ dialect: opened.dialect({ statementTimeoutMs: 600_000 }) });
  const receivedTo = Date.now() - HOUR_MS;
  await fillLog(db, {
    items: ITEMS,
    events,
    busy: { itemId, ownerId: OWNER, codes: ['ITEM/LOGIN_REPAIRED'], count: busy },
    receivedFrom: receivedTo - FILLED_HOURS * HOUR_MS,
    receivedTo,
  });
  await db.destroy();
  const remove = async (): Promise<void> => {
    await database?.drop();
    folder.remove();
  };
  return { env, databaseUrl, dataDir: folder.path, itemId, remove };
}

/** Ten Items of the owner. Returns one of them. */
async function linkItems(env: Record<string, string>): Promise<string> {
  const server = await startServer(['dist/main.js'], env);
  const client = createGraphqlClient(server.url, await signIn(OWNER));
  const create = 'mutation { sandboxCreateItem(input: {}) { item { id } } }';
  let itemId = '';
  for (let count = 0; count < 10; count += 1) {
    const made = await client.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(create);
    itemId = made.sandboxCreateItem.item.id;
  }
  await client.close();
  await server.close();
  return itemId;
}

function start({ env }: Records, retentionHours = RETAINS_ALL): Promise<ServerProcess> {
  return startServer(['dist/main.js'], { ...env, WEBHOOK_RETENTION_HOURS: retentionHours });
}

/** The milliseconds that each of these queries takes, one after another. */
async function latencies({ url }: ServerProcess, query: string, count: number): Promise<number[]> {
  const pool = new Pool(url, { connections: 1 });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await signIn(OWNER)}` };
  const times: number[] = [];
  while (times.length < count) {
    const startedAt = performance.now();
    const response = await pool.request({ path: '/graphql', method: 'POST', headers, body: JSON.stringify({ query }) });
    const body = (await response.body.json()) as { errors?: unknown };
    if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
    times.push(performance.now() - startedAt);
  }
  await pool.close();
  return times;
}

function quantile(times: readonly number[], part: number): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * part)] ?? Infinity;
}

/** The milliseconds that two thousand webhooks of the busy Item and others take, sixty-four at a time. */
async function appendTime({ databaseUrl, dataDir, itemId }: Records): Promise<number> {
  const store = await createStore({ databaseUrl, dataDir, now: Date.now });
  const run = randomBytes(6).toString('hex');
  const rest = Array.from({ length: 2_000 }, (_, n) => ({
    ...newEvent({ itemId: asItemId(n % 2 === 0 ? itemId : `filled-item-${n}`), receivedAt: Date.now() }),
    replayKey: `${run}-${n}`,
  })).map((event) => ({ ...event, id: `${event.id}-${run}` as typeof event.id }));
  const startedAt = performance.now();
  const append = async (): Promise<void> => {
    for (let event = rest.pop(); event !== undefined; event = rest.pop()) await store.events.append(event);
  };
  await Promise.all(Array.from({ length: 64 }, append));
  const tookMs = performance.now() - startedAt;
  await store.close();
  return tookMs;
}

/** The milliseconds until the gateway listens. */
async function startTime(records: Records): Promise<number> {
  const startedAt = performance.now();
  const server = await start(records);
  const tookMs = performance.now() - startedAt;
  await server.close();
  return tookMs;
}

const WITHIN = 1 / 1.5;

async function growth(name: string, many: Records, few: Records): Promise<Measure[]> {
  const less = (one: (records: Records) => Promise<number>) =>
    compare(
      ROUNDS,
      () => one(many),
      () => one(few),
      'less',
    );
  const measures: Measure[] = [
    { name: `${name}: 2,000 webhooks`, unit: 'ms', ...(await less(appendTime)), atLeast: WITHIN },
    { name: `${name}: start`, unit: 'ms', ...(await less(startTime)), atLeast: WITHIN },
  ];
  const servers = { many: await start(many), few: await start(few) };
  for (const [what, query] of [
    ['page of ten Items', PAGE],
    ['replay of 100 events', LOG],
  ] as const) {
    for (const server of Object.values(servers)) await latencies(server, query, 300);
    const median = async (server: ServerProcess) => quantile(await latencies(server, query, 100), 0.5);
    const numbers = await compare(
      ROUNDS,
      () => median(servers.many),
      () => median(servers.few),
      'less',
    );
    measures.push({ name: `${name}: ${what}`, unit: 'ms', ...numbers, atLeast: WITHIN });
  }
  await servers.many.close();
  measures.push(await whilePurging(name, many, servers.few));
  await servers.few.close();
  return measures;
}

/** Pages of a gateway that purges, in turn with pages of one that does not. */
async function whilePurging(name: string, many: Records, quiet: ServerProcess): Promise<Measure> {
  const purging = await start(many, PURGES_A_QUARTER);
  for (const server of [purging, quiet]) await latencies(server, PAGE, 300);
  const p99 = async (server: ServerProcess) => quantile(await latencies(server, PAGE, 500), 0.99);
  const numbers = await compare(
    ROUNDS,
    () => p99(purging),
    () => p99(quiet),
    'less',
  );
  await purging.close();
  return { name: `${name}: p99 of pages during a purge`, unit: 'ms', ...numbers, atLeast: 0.5 };
}

const APPEND_MS = 5_000;

/** How many events three processes append in a second, all together. */
async function appendedBy(mode: 'gateway' | 'plain', url: string): Promise<number> {
  const args = ['--import', 'tsx', 'test/bench/append-events.ts', mode, url, String(APPEND_MS)];
  const writers = Array.from({ length: 3 }, () => promisify(execFile)(process.execPath, args));
  const counts = (await Promise.all(writers)).map(({ stdout }) => Number(stdout));
  return counts.reduce((sum, count) => sum + count, 0) / (APPEND_MS / 1000);
}

async function threeInstances(emulator: Emulator, serverUrl: string): Promise<Measure> {
  // Not one of the logs that are compared: this one grows while it is measured.
  const records = await prepare(emulator, serverUrl, FEW);
  const url = records.databaseUrl ?? '';
  const numbers = await compare(
    ROUNDS,
    () => appendedBy('gateway', url),
    () => appendedBy('plain', url),
  );
  await records.remove();
  return { name: 'PostgreSQL: appends of three instances', unit: '/s', ...numbers, atLeast: 0.5 };
}

async function run(): Promise<Measure[]> {
  const postgres = await findPostgres();
  if (postgres.url === null) throw new Error('needs PostgreSQL');
  const emulator = await createEmulator({ rateLimits: 'off' });
  const measures: Measure[] = [await threeInstances(emulator, postgres.url)];
  for (const [name, url] of [
    ['PostgreSQL', postgres.url],
    ['embedded', null],
  ] as const) {
    const [few, many] = [await prepare(emulator, url, FEW), await prepare(emulator, url, MANY)];
    measures.push(...(await growth(name, many, few)));
    for (const records of [few, many]) await records.remove();
  }
  await emulator.close();
  return measures;
}

export const logGrowth: Benchmark = {
  title:
    'A log of 2,000,000 events, 65,000 of them of one Item, against one of 1,000; and three instances that append together, against three clients that insert without order',
  run,
};
