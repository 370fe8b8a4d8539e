/**
 * Builds the gateway and runs tests: `node .config/run-tests.js core`, `all`, `rest` (all but core), or groups by name.
 * Paths behind the names run those files instead: `npm test -- test/unit/feed`. Options go to Jest, except `--no-build`,
 * which runs what has been built already.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { CORE, GROUPS } from './test-groups.js';

const selections = { ...GROUPS, core: CORE, all: /^test\//, rest: { test: (path) => !CORE.test(path) } };

const words = process.argv.slice(2);
const options = words.filter((word) => word.startsWith('-') && word !== '--no-build');
const paths = words.filter((word) => word.startsWith('test/'));
const names = words.filter((word) => !word.startsWith('-') && !word.startsWith('test/'));
if (names.length === 0 || names.some((name) => !(name in selections))) {
  console.error(`Name one or more of ${Object.keys(selections).join(', ')}; then paths that begin with test/.`);
  process.exit(64);
}

const isSelected = (path) =>
  paths.length > 0 ? paths.some((start) => path.startsWith(start)) : names.some((name) => selections[name].test(path));
const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((path) => path.endsWith('.test.ts') && isSelected(path));

const run = (program, args) => spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
const built = words.includes('--no-build') ? 0 : run('npm', ['run', '--silent', 'build']);
const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...options, '--runTestsByPath', ...files];
process.exitCode = built === 0 ? run(process.execPath, jest) : built;
