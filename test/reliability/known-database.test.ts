import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { createItem } from '../support/fixtures.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { createWebhookReceiver, type ReceivedWebhook } from '../support/webhook-receiver.js';

const EXIT_CONFIGURATION = 78;

let folder: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let plaid: EmulatorClient;
let keys: string;
let running: GatewayProcess | null;

beforeEach(async () => {
  folder = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  plaid = createEmulatorClient(emulator.url);
  keys = `k1:${randomBytes(32).toString('base64')}`;
  running = null;
});

afterEach(async () => {
  await running?.kill();
  await plaid.close();
  await emulator.close();
  folder.remove();
});

/** The data folder of this name. It may exist already. */
function dataDir(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function envWith(more: Record<string, string>) {
  return {
    PLAID_BASE_URL: emulator.url,
    VAULT_KEYS: keys,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    ...more,
  };
}

async function start(more: Record<string, string>): Promise<GatewayProcess> {
  return (running = await startGatewayProcess(envWith(more)));
}

/** Starts a gateway that must fail to start. Returns its exit code and output. */
function refused(more: Record<string, string>, command: string[] = []): { code: number | null; output: string } {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['dist/main.js', ...command], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...envWith(more) },
    encoding: 'utf8',
    timeout: 15_000,
  });
  return { code: status, output: stderr + stdout };
}

function expectRefusal(more: Record<string, string>, command: string[] = []): void {
  const { code, output } = refused(more, command);
  expect(output).toContain('DATABASE_EXPECT');
  expect(code).toBe(EXIT_CONFIGURATION);
}

async function makeItem(gateway: GatewayProcess): Promise<string> {
  const client = createGraphqlClient(gateway.url, await signIn('ada'));
  const id = await createItem(client);
  await client.close();
  return id;
}

async function itemCount(gateway: GatewayProcess): Promise<number> {
  const client = createGraphqlClient(gateway.url, await signIn('ada'));
  const { viewer } = await client.must<{ viewer: { items: { totalCount: number } } }, object>(
    '{ viewer { items { totalCount } } }',
    {},
  );
  await client.close();
  return viewer.items.totalCount;
}

async function deliver(gateway: GatewayProcess, webhook: ReceivedWebhook): Promise<number> {
  const { statusCode, body } = await request(`${gateway.url}/webhooks/plaid`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'plaid-verification': webhook.verification },
    body: webhook.raw,
  });
  await body.dump();
  return statusCode;
}

async function readiness(gateway: GatewayProcess): Promise<number> {
  const { statusCode, body } = await request(`${gateway.url}/health/ready`);
  await body.dump();
  return statusCode;
}

describe('the embedded database', () => {
  it('that is missing from a data folder that knows it is refused at startup, by commands too, unless DATABASE_EXPECT=new', async () => {
    const DATA_DIR = dataDir('one');
    const first = await start({ DATA_DIR });
    await makeItem(first);
    expect(await first.stop()).toBe(0);
    const away = dataDir('away');
    // It was closed, so everything is in one file.
    renameSync(join(DATA_DIR, 'gateway.db'), join(away, 'gateway.db'));
    expectRefusal({ DATA_DIR });
    expectRefusal({ DATA_DIR }, ['vault:rewrap']);

    renameSync(join(away, 'gateway.db'), join(DATA_DIR, 'gateway.db'));
    const again = await start({ DATA_DIR });
    expect(await itemCount(again)).toBe(1);
    await again.stop();
    rmSync(join(DATA_DIR, 'gateway.db'));
    const fresh = await start({ DATA_DIR, DATABASE_EXPECT: 'new' });
    expect(await itemCount(fresh)).toBe(0);
    await fresh.stop();
    expect(await itemCount(await start({ DATA_DIR }))).toBe(0);
  }, 90_000);

  it('that is removed while the gateway runs makes it unready and webhooks get 503 until it is back', async () => {
    const postbox = await createWebhookReceiver();
    postbox.takeAnything();
    const DATA_DIR = dataDir('one');
    const gateway = await start({ DATA_DIR, PUBLIC_URL: new URL(postbox.url).origin });
    const itemId = await makeItem(gateway);
    const webhook = await fired(postbox, itemId);
    renameSync(join(DATA_DIR, 'gateway.db'), join(DATA_DIR, 'away.db'));
    expect(await deliver(gateway, webhook)).toBe(503);
    expect(await readiness(gateway)).toBe(503);
    renameSync(join(DATA_DIR, 'away.db'), join(DATA_DIR, 'gateway.db'));
    expect(await readiness(gateway)).toBe(200);
    expect(await deliver(gateway, webhook)).toBe(200);
    await postbox.close();
  }, 60_000);
});

/** A webhook signed by Plaid that has not been delivered yet. */
async function fired(
  postbox: Awaited<ReturnType<typeof createWebhookReceiver>>,
  itemId: string,
): Promise<ReceivedWebhook> {
  const before = postbox.received.length;
  const body = { webhook_type: 'TEST', webhook_code: 'KNOWN', item_id: itemId, environment: 'sandbox' };
  await plaid.control('POST', '/emulator/webhooks/send', { itemId, body });
  await plaid.control('POST', '/emulator/clock', { advanceMs: 0 });
  const webhook = (await postbox.count(before + 1))[before];
  if (webhook === undefined) throw new Error('the emulator did not deliver');
  return webhook;
}

const postgres = await findPostgres();
const suite = postgres.url === null ? describe.skip : describe;

suite(`PostgreSQL${postgres.url === null ? ` (${postgres.missing})` : ''}`, () => {
  let right: TestDatabase;
  let other: TestDatabase;

  beforeEach(async () => {
    right = await createTestDatabase(postgres.url ?? '');
    other = await createTestDatabase(postgres.url ?? '');
  });

  afterEach(async () => {
    await running?.kill();
    running = null;
    await right.drop();
    await other.drop();
  });

  it('that is empty, or of another installation with the same keys, is refused at startup, and nothing is written', async () => {
    const [one, two] = [dataDir('one'), dataDir('two')];
    const first = await start({ DATA_DIR: one, DATABASE_URL: right.url });
    await makeItem(first);
    await first.stop();
    expectRefusal({ DATA_DIR: one, DATABASE_URL: other.url });
    expect(await tables(other.url)).toEqual([]);

    await (await start({ DATA_DIR: two, DATABASE_URL: other.url })).stop();
    expectRefusal({ DATA_DIR: one, DATABASE_URL: other.url });
    expectRefusal({ DATA_DIR: two, DATABASE_URL: right.url });
    // Accepted by intent, it is the known database from then on.
    await (await start({ DATA_DIR: one, DATABASE_URL: other.url, DATABASE_EXPECT: 'new' })).stop();
    await (await start({ DATA_DIR: one, DATABASE_URL: other.url })).stop();
    expectRefusal({ DATA_DIR: one, DATABASE_URL: right.url });
  }, 120_000);

  it('that is known accepts an instance with an empty data folder; with DATABASE_EXPECT=known, an empty one is refused', async () => {
    await (await start({ DATA_DIR: dataDir('one'), DATABASE_URL: right.url })).stop();
    await (await start({ DATA_DIR: dataDir('two'), DATABASE_URL: right.url, DATABASE_EXPECT: 'known' })).stop();
    expectRefusal({ DATA_DIR: dataDir('two'), DATABASE_URL: other.url });
    expectRefusal({ DATA_DIR: dataDir('three'), DATABASE_URL: other.url, DATABASE_EXPECT: 'known' });
  }, 90_000);

  it('is still known after a key rotation', async () => {
    const DATA_DIR = dataDir('one');
    await (await start({ DATA_DIR, DATABASE_URL: right.url })).stop();
    const both = `k2:${randomBytes(32).toString('base64')},${keys}`;
    keys = both;
    expect(refused({ DATA_DIR, DATABASE_URL: right.url }, ['vault:rewrap']).code).toBe(0);
    keys = both.split(',')[0] ?? '';
    expect(await readiness(await start({ DATA_DIR, DATABASE_URL: right.url }))).toBe(200);
  }, 90_000);

  it('that is replaced while the gateway runs makes it unready and webhooks get 503', async () => {
    const postbox = await createWebhookReceiver();
    postbox.takeAnything();
    await (await start({ DATA_DIR: dataDir('two'), DATABASE_URL: other.url })).stop();
    const PUBLIC_URL = new URL(postbox.url).origin;
    const gateway = await start({ DATA_DIR: dataDir('one'), DATABASE_URL: right.url, PUBLIC_URL });
    const webhook = await fired(postbox, await makeItem(gateway));
    await swap();
    expect(await deliver(gateway, webhook)).toBe(503);
    expect(await readiness(gateway)).toBe(503);
    await swap();
    expect(await readiness(gateway)).toBe(200);
    expect(await deliver(gateway, webhook)).toBe(200);
    await postbox.close();
  }, 90_000);

  /** Swaps the names of both databases, like a failover to the wrong server: connections break and are reopened. */
  async function swap(): Promise<void> {
    const [a, b] = [right, other].map(({ url }) => /\/(\w+)$/.exec(url)?.[1] ?? '');
    const client = new pg.Client({ connectionString: postgres.url ?? '' });
    await client.connect();
    for (const [from, to] of [
      [a, `${a}_away`],
      [b, a],
      [`${a}_away`, b],
    ]) {
      await client.query(`alter database ${from} with allow_connections false`);
      await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [from]);
      while ((await client.query('select 1 from pg_stat_activity where datname = $1', [from])).rows.length > 0);
      await client.query(`alter database ${from} rename to ${to}`);
    }
    for (const name of [a, b]) await client.query(`alter database ${name} with allow_connections true`);
    await client.end();
  }

  async function tables(url: string): Promise<unknown[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<{ tablename: string }>(
      "select tablename from pg_tables where schemaname = 'public'",
    );
    await client.end();
    return rows;
  }
});
