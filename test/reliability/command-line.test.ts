import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTempDir } from '../support/temp-dir.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

let folder: ReturnType<typeof createTempDir>;
beforeEach(() => {
  folder = createTempDir();
});
afterEach(() => {
  folder.remove();
});

/** Runs a command until it exits. One that starts a server instead is stopped and has no exit code. */
function run(file: string, args: string[], env: Record<string, string> = {}) {
  const dataDir = join(folder.path, 'data');
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', EMULATOR_PORT: '0', DATA_DIR: dataDir, ...env },
    encoding: 'utf8',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  });
  return { status, stdout, stderr, leftNothing: !existsSync(dataDir) };
}

describe.each([
  { file: 'dist/main.js', words: ['vault:rewrap', 'audit:verify', '--help', '--version', 'DATA_DIR'] },
  { file: 'dist/emulator/main.js', words: ['--help', '--version', 'EMULATOR_PORT'] },
])('node $file', ({ file, words }) => {
  it.each(['--help', '-h', 'help'])('%s prints the help and exits with 0, whatever the configuration', (word) => {
    const { status, stdout, stderr, leftNothing } = run(file, [word], { PORT: 'none', EMULATOR_PORT: 'none' });
    expect({ status, stderr, leftNothing }).toEqual({ status: 0, stderr: '', leftNothing: true });
    for (const known of words) expect(stdout).toContain(known);
  });

  it.each(['--version', '-v'])('%s prints the version and exits with 0', (word) => {
    const ended = run(file, [word], { PORT: 'none', EMULATOR_PORT: 'none' });
    expect(ended).toEqual({ status: 0, stdout: `${version}\n`, stderr: '', leftNothing: true });
  });

  it.each([
    ['an unknown command', ['serve']],
    ['a typo', ['vault:rewarp']],
    ['an unknown option', ['--port=4000']],
    ['an empty argument', ['']],
    ['the name of a property of all objects', ['constructor']],
    ['one argument too many', ['--version', 'please']],
  ])('exits with 64 and prints the help to stderr for %s, and starts nothing', (_what, args) => {
    const { status, stdout, stderr, leftNothing } = run(file, args);
    expect({ status, stdout, leftNothing }).toEqual({ status: 64, stdout: '', leftNothing: true });
    expect(stderr).toContain('--help');
    if (args[0] !== '' && args[0] !== '--version') expect(stderr).not.toContain(args[0]);
  });
});

it.each([
  ['vault:rewrap', ['vault:rewrap', 'again']],
  ['audit:verify', ['audit:verify', '1:abc', 'again']],
])('%s with unexpected arguments exits with 64 and changes nothing', (_word, args) => {
  const { status, leftNothing } = run('dist/main.js', args);
  expect({ status, leftNothing }).toEqual({ status: 64, leftNothing: true });
});

it.each(['vault:rewrap', 'audit:verify'])('%s --help prints the help and does nothing else', (word) => {
  const { status, stdout, leftNothing } = run('dist/main.js', [word, '--help']);
  expect({ status, leftNothing }).toEqual({ status: 0, leftNothing: true });
  expect(stdout).toContain(word);
});
