import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { createTempDir } from '../support/temp-dir.js';

function newKey(id: string): string {
  return `${id}:${randomBytes(32).toString('base64')}`;
}
const old = newKey('old');

let folder: ReturnType<typeof createTempDir>;

/** Runs a command of the gateway on the folder. */
function run(args: string[], keys: string): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/main.js', ...args], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', EMULATOR_PORT: '0', DATA_DIR: folder.path, VAULT_KEYS: keys },
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

/** Changes the database without the gateway. */
function tamper(...statements: string[]): void {
  const file = new DatabaseSync(join(folder.path, 'gateway.db'));
  for (const statement of statements) file.exec(statement);
  file.close();
}

function start() {
  return startGatewayProcess({ DATA_DIR: folder.path, VAULT_KEYS: old, EMULATOR_PORT: '0' });
}

beforeEach(async () => {
  folder = createTempDir();
  const gateway = await start();
  const client = createGraphqlClient(gateway.url);
  await client.must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
  await client.must('{ viewer { items { nodes { authNumbers { ach { account } } } } } }');
  await client.close();
  await gateway.stop();
});
afterEach(() => {
  folder.remove();
});

describe('npm run audit:verify', () => {
  it('T41: exits with 0 for what the gateway wrote, also after vault:rewrap with only the new key, and accepts its own anchor', () => {
    const verified = run(['audit:verify'], old);
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toMatch(/^The audit log is intact: 3 records\.\nAnchor: 3:[\w-]{43}\n$/);
    const anchor = /Anchor: (\S+)/.exec(verified.stdout)?.[1] ?? '';
    const fresh = newKey('fresh');
    expect(run(['vault:rewrap'], `${fresh},${old}`).code).toBe(0);
    expect(run(['audit:verify', anchor], fresh)).toEqual(verified);
    expect(run(['audit:verify', anchor.replace(/:./, ':!')], fresh).code).toBe(1);
  });

  it('T41: exits with 1 and names the record when one was altered', () => {
    tamper('drop trigger audit_records_no_update', "update audit_records set actor_id = 'mallory' where number = 2");
    expect(run(['audit:verify'], old)).toMatchObject({
      code: 1,
      stdout: 'The audit log is NOT intact. Record 2 was altered, or replaced by another.\n',
    });
  });

  it('T41: exits with 1 when all records were deleted together with the head, and creates no new head', () => {
    tamper(
      'drop trigger audit_records_no_delete',
      'delete from audit_records',
      "delete from settings where name = 'audit.head'",
    );
    for (const verified of [run(['audit:verify'], old), run(['audit:verify'], old)]) {
      expect(verified).toMatchObject({
        code: 1,
        stdout: 'The audit log is NOT intact. The head of the chain is missing.\n',
      });
    }
  });
});

describe('a second gateway on one DATA_DIR', () => {
  it('fails with one sentence, also after the first was killed and restarted', async () => {
    const killed = await start();
    await killed.kill();
    const first = await start();
    const second = spawnSync(process.execPath, ['dist/main.js'], {
      env: {
        ...{ PATH: process.env.PATH ?? '', PORT: '0', DATA_DIR: folder.path, VAULT_KEYS: old },
        PLAID_BASE_URL: 'http://127.0.0.1:9',
      },
      encoding: 'utf8',
      timeout: 15_000,
    });
    await first.stop();
    expect([second.status, second.stdout]).toEqual([1, '']);
    expect(second.stderr).toContain('another gateway uses this DATA_DIR');
  });
});
