import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { startEchoingUpstream, type EchoingUpstream } from '../support/echoing-upstream.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { secretsIn } from '../support/secret-search.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';

const dataDir = createTempDir();
const probeDir = createTempDir();
const key = randomBytes(32).toString('base64');
const SECRETS = {
  VAULT_KEYS: `k:${key}`,
  AUTH_JWT_SECRET: TEST_JWT_SECRET,
  PLAID_CLIENT_ID: 'emulator-client-id',
  PLAID_SECRET: 'emulator-secret',
};

let emulator: Emulator;
let upstream: EchoingUpstream;
let gateway: GatewayProcess;

/** Resolves when the gateway's output contains this text. */
async function untilLogged(text: string): Promise<void> {
  while (!gateway.output().includes(text)) await new Promise((wake) => setImmediate(wake));
}

function environment(): string {
  return readFileSync(join(probeDir.path, 'environment.json'), 'utf8');
}
function heap(): Buffer {
  return readFileSync(join(probeDir.path, 'gateway.heapsnapshot'));
}

beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off' });
  upstream = await startEchoingUpstream(emulator.url);
  gateway = await startGatewayProcess({
    ...SECRETS,
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: upstream.url,
    CONTAINER_PROBE_DIR: probeDir.path,
    NODE_OPTIONS: `--import ${pathToFileURL('test/support/container-probe.js').href}`,
  });
  const client = createGraphqlClient(gateway.url, await signIn('ada'));
  await client.must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
  await client.must('{ viewer { items { nodes { accounts { mask } authNumbers { ach { account } } } } } }');
  await client.close();
  process.kill(gateway.pid, 'SIGUSR2');
  await untilLogged('probe written');
}, 60_000);

afterAll(async () => {
  await gateway.kill();
  await upstream.close();
  await emulator.close();
  dataDir.remove();
  probeDir.remove();
});

describe('the process', () => {
  it('T36: reads its secrets once and removes them from its environment', () => {
    expect(Object.keys(JSON.parse(environment()) as object)).toContain('PLAID_BASE_URL');
    for (const [name, value] of Object.entries(SECRETS)) {
      expect(environment()).not.toContain(`"${name}"`);
      expect(environment()).not.toContain(value);
    }
  });

  it('T3: holds no access or public token in memory once its calls are over', () => {
    const seen = secretsIn(upstream.recorded()).filter(
      ({ kind }) => kind === 'access token' || kind === 'public token',
    );
    expect(seen.length).toBeGreaterThanOrEqual(2);
    const snapshot = heap();
    // Proves that the search works.
    expect(snapshot.includes('Plaid Gateway')).toBe(true);
    expect(seen.filter(({ text }) => snapshot.includes(text)).map(({ kind }) => kind)).toEqual([]);
  });

  it('T3: opens no debugger on SIGUSR1', async () => {
    process.kill(gateway.pid, 'SIGUSR1');
    await untilLogged('it would open a debugger');
    expect(gateway.output()).not.toContain('Debugger listening');
  });

  it('T36: writes only to DATA_DIR and runs where everything else is read-only', async () => {
    const [data, elsewhere] = [createTempDir(), createTempDir()];
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission';
    const child = spawn(
      process.execPath,
      [
        ...[permission, '--allow-addons', '--allow-worker', '--allow-fs-read=*', `--allow-fs-write=${data.path}*`],
        resolve('dist/main.js'),
      ],
      {
        cwd: elsewhere.path,
        env: {
          PATH: process.env.PATH ?? '',
          PORT: '0',
          DATA_DIR: data.path,
          TMPDIR: elsewhere.path,
          HOME: elsewhere.path,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exited = once(child, 'exit');
    const url = await new Promise<string>((found, failed) => {
      child.once('exit', () => {
        failed(new Error(output));
      });
      child.stdout.on('data', (chunk: Buffer) => {
        const listening = /"url":"([^"]+)".*"msg":"listening"/.exec((output += chunk.toString()))?.[1];
        if (listening !== undefined) found(new URL(listening).origin);
      });
    });
    const client = createGraphqlClient(url);
    await client.must('mutation { sandboxCreateItem(input: {}) { item { id accounts { mask } } } }');
    await client.close();
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(readdirSync(elsewhere.path)).toEqual([]);
    expect(readdirSync(data.path)).toEqual(expect.arrayContaining(['gateway.db', 'vault.key']));
    data.remove();
    elsewhere.remove();
  });
});
