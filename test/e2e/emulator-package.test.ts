import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createEmulatorClient } from '../support/emulator-client.js';
import { endProcess, startEmulatorProcess } from '../support/emulator-process.js';
import { createTempDir } from '../support/temp-dir.js';

const run = promisify(execFile);

const NAME = 'plaid-graphql-gateway';
/** What the emulator needs at run time, according to docs/emulator.md. */
const NEEDED = ['@photostructure/sqlite', 'fastify', 'jose', 'undici'];

const SCRIPT = `
import { createEmulator } from '${NAME}/emulator';
const emulator = await createEmulator({ seed: 'one' });
const answer = await fetch(emulator.url + '/institutions/get_by_id', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    client_id: 'emulator-client-id',
    secret: 'emulator-secret',
    institution_id: 'ins_109508',
    country_codes: ['US'],
  }),
});
console.log((await answer.json()).institution.name);
await emulator.close();
`;

const TYPED = `
import { createEmulator, type Emulator, type EmulatorOptions } from '${NAME}/emulator';
const options: EmulatorOptions = { rateLimits: 'off', environment: 'sandbox' };
export const started: Emulator = await createEmulator(options);
// @ts-expect-error -- not a valid mode
await createEmulator({ rateLimits: 'sometimes' });
`;

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    target: 'es2022',
    lib: ['es2022'],
    module: 'nodenext',
    types: [],
    noEmit: true,
    skipLibCheck: false,
  },
  files: ['typed.ts'],
};

interface Manifest {
  bin: Record<string, string>;
  scripts: Record<string, string>;
}

describe('the emulator in another project', () => {
  const project = createTempDir();
  const installed = join(project.path, 'node_modules', NAME);
  let manifest: Manifest;

  /** Installs the tarball as npm does, without a registry: unpacks it, links its commands and dependencies. */
  beforeAll(async () => {
    const env = { ...process.env, npm_config_offline: 'true', NODE_OPTIONS: '' };
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', project.path], { env });
    mkdirSync(join(project.path, 'node_modules', '.bin'), { recursive: true });
    mkdirSync(installed);
    await run('tar', ['-xzf', join(project.path, stdout.trim()), '--strip-components=1', '-C', installed]);
    manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Manifest;
    for (const [command, file] of Object.entries(manifest.bin)) {
      chmodSync(join(installed, file), 0o755);
      symlinkSync(join(installed, file), join(project.path, 'node_modules', '.bin', command));
    }
    for (const name of NEEDED) {
      const link = join(project.path, 'node_modules', name);
      // The name of a scoped package has a folder.
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(resolve('node_modules', name), link);
    }
    writeFileSync(join(project.path, 'package.json'), '{ "type": "module" }');
  }, 60_000);
  afterAll(() => {
    project.remove();
  });
  const node = (...args: string[]) =>
    run(process.execPath, args, { cwd: project.path, env: { PATH: process.env.PATH } });

  test('starts in a script that imports the package by name', async () => {
    writeFileSync(join(project.path, 'script.js'), SCRIPT);
    expect((await node('script.js')).stdout).toBe('First Platypus Bank\n');
  });

  test('has type declarations that need no other package', async () => {
    writeFileSync(join(project.path, 'typed.ts'), TYPED);
    writeFileSync(join(project.path, 'tsconfig.json'), JSON.stringify(TSCONFIG));
    expect((await node(resolve('node_modules/typescript/bin/tsc'), '-p', '.')).stdout).toBe('');
  }, 30_000);

  test('runs as the command plaid-emulator and stores its state in that project', async () => {
    const command = join(project.path, 'node_modules', '.bin', 'plaid-emulator');
    const running = await startEmulatorProcess([command], {}, project.path);
    const client = createEmulatorClient(running.url);
    try {
      expect((await client.link()).itemId).toBeTruthy();
    } finally {
      await client.close();
      expect(await endProcess(running.child, 'SIGTERM')).toBe(0);
    }
    expect(readFileSync(join(project.path, 'data', 'emulator', 'emulator.key'), 'utf8')).toBeTruthy();
  });

  test('is the second command of the package, and installing this repository does not build it', () => {
    for (const file of Object.values(manifest.bin))
      expect(readFileSync(join(installed, file), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(Object.keys(manifest.bin)).toContain(NAME);
    expect(Object.keys(manifest.scripts)).not.toEqual(expect.arrayContaining(['prepare']));
  });
});
