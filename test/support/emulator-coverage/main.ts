/**
 * `npm run emulator:coverage`: runs the emulator's tests, records the responses that they receive, and writes the table of
 * docs/emulator.md. With `--missing`, as in `npm run generate`, it adds only the paths that have no row yet and runs only the
 * tests that can call them. With `--check FOLDER` it runs no test: it compares the table with the responses recorded in the
 * folder.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import type { RecordedResponse } from './record.js';
import { coverageTable, rowsOf, withTable } from './table.js';

const MANUAL = 'docs/emulator.md';
const TEST_FOLDERS = ['test/integration/emulator', 'test/integration/conformance'];
const paths = routes.map((route) => route.path).sort();

/** Runs the emulator's tests, or some files of them. Shows Jest's report only if a test fails. */
function runTests(folder: string, options: readonly string[]): void {
  const env = { ...process.env, EMULATOR_RESPONSES: folder, CI: '' };
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['.config/run-tests.js', 'emulator', '--silent', ...options],
    { env, encoding: 'utf8' },
  );
  if (status === 0) return;
  process.stderr.write(`${stdout}${stderr}\nThe emulator's tests must pass before the table can be written.\n`);
  process.exit(1);
}

/** The files of the emulator's tests that name one of the paths or call every path. */
function filesThatCall(paths: readonly string[]): string[] {
  return TEST_FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`)).filter((file) => {
    const text = readFileSync(file, 'utf8');
    return text.includes('endpoints/routes.js') || paths.some((path) => text.includes(`'${path}'`));
  });
}

function readResponses(folder: string): RecordedResponse[] {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedResponse);
}

/** docs/emulator.md with new rows for the paths, made of the recorded responses. */
async function manualFrom(folder: string, changed: readonly string[]): Promise<string> {
  const manual = readFileSync(MANUAL, 'utf8');
  const table = coverageTable(paths, changed, readResponses(folder), rowsOf(manual));
  return format(withTable(manual, table), { ...(await resolveConfig(MANUAL)), parser: 'markdown' });
}

async function write(changed: readonly string[], options: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-coverage-'));
  try {
    if (changed.length > 0) runTests(folder, options);
    writeFileSync(MANUAL, await manualFrom(folder, changed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check(folder: string): Promise<void> {
  const current = readFileSync(MANUAL, 'utf8');
  const expected = await manualFrom(folder, paths);
  if (expected === current) return;
  writeFileSync(MANUAL, expected);
  process.stderr.write(`Out of date, now regenerated: ${MANUAL}. Commit the new version.\n`);
  process.exitCode = 1;
}

const [mode, folder] = process.argv.slice(2);
if (mode === '--check' && folder !== undefined) await check(folder);
else if (mode === '--missing') {
  const rows = rowsOf(readFileSync(MANUAL, 'utf8'));
  const missing = paths.filter((path) => !rows.has(path));
  await write(missing, ['--no-build', ...filesThatCall(missing)]);
} else await write(paths, []);
