import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTempDir } from '../support/temp-dir.js';

let folder: ReturnType<typeof createTempDir>;
beforeEach(() => {
  folder = createTempDir();
});
afterEach(() => {
  folder.remove();
});

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Each creates an unusable folder and returns its path and the reason. */
const UNUSABLE: [string, (inside: string) => { path: string; reason: string; uid?: number }][] = [
  ['below /proc', () => ({ path: '/proc/data-folder', reason: 'cannot be created there' })],
  ['deep below /proc', () => ({ path: '/proc/data-folder/of/gateway', reason: 'cannot be created there' })],
  [
    'where a file exists',
    (inside) => {
      writeFileSync(join(inside, 'file'), '');
      return { path: join(inside, 'file'), reason: 'is a file' };
    },
  ],
  [
    'below a file',
    (inside) => {
      writeFileSync(join(inside, 'file'), '');
      return { path: join(inside, 'file', 'data'), reason: 'is a file' };
    },
  ],
  [
    'at the end of circular links',
    (inside) => {
      symlinkSync(join(inside, 'b'), join(inside, 'a'));
      symlinkSync(join(inside, 'a'), join(inside, 'b'));
      return { path: join(inside, 'a', 'data'), reason: 'loop' };
    },
  ],
  ['whose name is too long', (inside) => ({ path: join(inside, 'n'.repeat(300)), reason: 'too long' })],
  [
    'whose path is too long for the database',
    (inside) => ({ path: join(inside, ...Array.from({ length: 6 }, () => 'n'.repeat(90))), reason: 'too long' }),
  ],
  [
    'that belongs to another user',
    (inside) => {
      chmodSync(inside, 0o755);
      mkdirSync(join(inside, 'theirs'), { mode: 0o500 });
      // Root can write everywhere, so the process then runs as the user nobody.
      return { path: join(inside, 'theirs'), reason: 'no permission', ...(isRoot && { uid: NOBODY }) };
    },
  ],
];

const COMMANDS: [string, string[]][] = [
  ['the gateway', ['dist/main.js']],
  ['audit:verify', ['dist/main.js', 'audit:verify']],
  ['the emulator', ['dist/emulator/main.js']],
];

describe.each(COMMANDS)('%s with a data folder', (_name, args) => {
  it.each(UNUSABLE)('%s exits with 78, names DATA_DIR and the reason, and leaves no file', (_what, make) => {
    const { path, reason, uid } = make(folder.path);
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      env: { PATH: process.env.PATH ?? '', PORT: '0', EMULATOR_PORT: '0', DATA_DIR: path },
      encoding: 'utf8',
      timeout: 15_000,
      killSignal: 'SIGKILL',
      ...(uid !== undefined && { uid, gid: uid }),
    });
    expect({ status, output: stderr }).toEqual({ status: 78, output: expect.stringContaining('DATA_DIR') as string });
    expect(stderr).toContain(reason);
    expect(stderr + stdout).not.toContain(path);
    if (uid !== undefined) expect(readdirSync(path)).toEqual([]);
  });
});

it('the write check leaves no file in a usable folder', () => {
  const path = join(folder.path, 'a', 'b');
  const { status } = spawnSync(process.execPath, ['dist/main.js', 'audit:verify'], {
    env: { PATH: process.env.PATH ?? '', DATA_DIR: path },
    timeout: 15_000,
  });
  expect(status).not.toBe(78);
  expect(existsSync(path)).toBe(true);
  expect(readdirSync(path).filter((name) => name.startsWith('write-test'))).toEqual([]);
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends a startup that waits for its database', async (signal) => {
  // Accepts connections and never responds.
  const silent = createServer((socket) => {
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const connected = once(silent, 'connection') as Promise<[{ destroy(): void }]>;
  const child = spawn(process.execPath, ['dist/main.js'], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      DATA_DIR: folder.path,
      DATABASE_URL: `postgres://nobody@127.0.0.1:${port}/none`,
      DATABASE_POOL_WAIT_MS: '60000',
    },
    stdio: 'ignore',
  });
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  try {
    const [socket] = await connected;
    const signalledAt = performance.now();
    child.kill(signal);
    expect(await exited).toEqual([0, null]);
    expect(performance.now() - signalledAt).toBeLessThan(5_000);
    socket.destroy();
  } finally {
    child.kill('SIGKILL');
    silent.close();
  }
});
