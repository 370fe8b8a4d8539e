import { execFileSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { createItem } from '../support/fixtures.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';

const ITEMS = '{ viewer { items { totalCount nodes { id } } } }';
const PAGE_BYTES = 4_096;

let folder: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let gateway: GatewayProcess;
let client: GraphqlClient;

/** Starts the gateway on the data folder in a new process, which has read little of it yet. */
async function start(): Promise<void> {
  const env = { DATA_DIR: folder.path, PLAID_BASE_URL: emulator.url, AUTH_JWT_SECRET: TEST_JWT_SECRET };
  gateway = await startGatewayProcess(env);
  client = createGraphqlClient(gateway.url, await signIn('ada'));
}

async function stop(): Promise<void> {
  await client.close();
  await gateway.stop();
}

beforeEach(async () => {
  folder = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  await start();
});

afterEach(async () => {
  await client.close();
  await gateway.kill();
  await emulator.close();
  folder.remove();
});

async function readiness(): Promise<number> {
  const { statusCode, body } = await request(`${gateway.url}/health/ready`);
  await body.dump();
  return statusCode;
}

/** Checkpoints the write-ahead log into the database file. */
function intoOneFile(): void {
  const database = new DatabaseSync(join(folder.path, 'gateway.db'));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Overwrites the open database file, like a disk that returns other data than was written. */
function overwrite(path: string, contents: Buffer, fromByte: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, contents, fromByte, contents.length - fromByte, fromByte);
  closeSync(file);
}

it('a disk that cannot be read makes the gateway unready until it can be read again', async () => {
  await createItem(client);
  await stop();
  intoOneFile();
  await start();
  const path = join(folder.path, 'gateway.db');
  const whole = readFileSync(path);
  // Everything except the first page, which holds the schema.
  overwrite(path, Buffer.alloc(whole.length, 0xff), PAGE_BYTES);
  const broken = await client.run(ITEMS, {});
  expect(broken.errors[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect(await readiness()).toBe(503);

  overwrite(path, whole, PAGE_BYTES);
  expect((await client.run(ITEMS, {})).errors).toEqual([]);
  expect((await client.run(ITEMS, {})).data).toMatchObject({ viewer: { items: { totalCount: 1 } } });
  expect(await readiness()).toBe(200);
}, 60_000);

it('a disk that cannot be written makes the gateway unready, while it still reads, until it can be written again', async () => {
  const id = await createItem(client);
  const limitFiles = (bytes: string) => execFileSync('prlimit', [`--pid=${gateway.pid}`, `--fsize=${bytes}:`]);
  limitFiles('0');
  // A successful write counts as healthy for a second.
  const until = performance.now() + 5_000;
  while ((await readiness()) === 200 && performance.now() < until);
  expect(await readiness()).toBe(503);
  const write = 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }';
  expect((await client.run(write, { id })).errors[0]?.extensions).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  expect((await client.run(ITEMS, {})).data).toMatchObject({ viewer: { items: { totalCount: 1 } } });

  limitFiles('unlimited');
  expect(await readiness()).toBe(200);
  expect((await client.run(write, { id })).errors).toEqual([]);
}, 60_000);
