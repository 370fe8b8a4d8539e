import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from '@photostructure/sqlite';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import * as operations from '../generated/operations.js';
import { startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { createTempDir } from '../support/temp-dir.js';

function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
});

afterEach(async () => {
  await emulator.close();
  dataDir.remove();
});

function envWith(keys: string) {
  return { DATA_DIR: dataDir.path, PLAID_BASE_URL: emulator.url, VAULT_KEYS: keys };
}

/** Runs the gateway with these keys, creates or reads Items, and stops it. Returns the ids of the Items. */
async function itemsWith(keys: string, make: boolean): Promise<{ id: string; status: string }[]> {
  const gateway = await startGatewayProcess(envWith(keys));
  const client = createGraphqlClient(gateway.url);
  if (make) {
    await client.must(operations.SandboxCreateItemDocument, { input: {} });
    await client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'], hostedLink: {} } });
  }
  const { viewer } = await client.must(operations.MyItemsDocument, { first: 10 });
  const { linkSessions } = await client.must<{ linkSessions: { nodes: unknown[] } }, object>(
    '{ linkSessions { nodes { linkToken hostedLinkUrl } } }',
  );
  expect(linkSessions.nodes).toHaveLength(1);
  await client.close();
  expect(await gateway.stop()).toBe(0);
  return viewer.items.nodes.map(({ id, status }) => ({ id, status }));
}

function run(command: string[], keys: string): { code: number | null; stderr: string; stdout: string } {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['dist/main.js', ...command], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...envWith(keys) },
    encoding: 'utf8',
  });
  return { code: status, stderr, stdout };
}

/** Every row of every table. */
function contents(): string {
  const database = new DatabaseSync(`${dataDir.path}/gateway.db`);
  const tables = database.prepare("select name from sqlite_master where type = 'table' order by name").all() as {
    name: string;
  }[];
  const rows = tables.map(({ name }) => [name, database.prepare(`select * from "${name}" order by 1`).all()]);
  database.close();
  return JSON.stringify(rows);
}

describe('vault keys', () => {
  it('rotate: after vault:rewrap the old key is no longer needed, and everything can be decrypted', async () => {
    const [old, fresh] = [newKey('old'), newKey('fresh')];
    const before = await itemsWith(old, true);
    const rewrapped = run(['vault:rewrap'], `${fresh},${old}`);
    expect(rewrapped.stderr).toBe('');
    expect(rewrapped.code).toBe(0);
    expect(rewrapped.stdout).toMatch(/Re-encrypted [1-9]\d* values .* 0 could not/);
    expect(contents()).not.toContain('v1.old.');
    expect(await itemsWith(fresh, false)).toEqual(before);
    expect(before).toEqual([{ id: expect.any(String) as string, status: 'HEALTHY' }]);
  });

  it('a second vault:rewrap has nothing to do', async () => {
    const [old, fresh] = [newKey('old'), newKey('fresh')];
    await itemsWith(old, true);
    run(['vault:rewrap'], `${fresh},${old}`);
    expect(run(['vault:rewrap'], `${fresh},${old}`).stdout).toContain('Re-encrypted 0 values');
  });

  it('a start with a wrong key exits with 78, and not a byte of the database changes', async () => {
    await itemsWith(newKey('old'), true);
    const before = contents();
    const start = run([], newKey('other'));
    expect(start.code).toBe(78);
    expect(start.stderr).toContain('VAULT_KEYS');
    expect(contents()).toBe(before);
  });

  it('vault:rewrap without the old key changes nothing and fails', async () => {
    await itemsWith(newKey('old'), true);
    const before = contents();
    expect(run(['vault:rewrap'], newKey('other')).code).toBe(78);
    expect(contents()).toBe(before);
  });
});

describe('an invalid configuration', () => {
  it('ends the process with 78 before it listens, naming every variable and no value', () => {
    const { code, stderr, stdout } = run([], 'not-a-key-but-a-canary');
    expect(code).toBe(78);
    expect(stderr).toContain('VAULT_KEYS');
    expect(stderr + stdout).not.toContain('canary');
  });
});
