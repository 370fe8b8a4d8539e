/**
 * `npm run emulator:coverage`: runs the emulator's tests, records the responses that they receive, and writes the table of
 * docs/emulator.md. With `--check FOLDER` it runs no test: it compares the table with the responses recorded in the folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import { sampleBodies } from '../fuzz/sample-bodies.js';
import type { RecordedResponse } from './record.js';
import { coverageTable, withTable } from './table.js';

const MANUAL = 'docs/emulator.md';

function runTests(folder: string): void {
  const env = { ...process.env, EMULATOR_RESPONSES: folder, CI: '' };
  // Jest's report of a run that passes is noise. That of a run that fails is shown with the error.
  execFileSync(process.execPath, ['.config/run-tests.js', 'emulator', '--silent'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function readResponses(folder: string): RecordedResponse[] {
  return readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedResponse);
}

/** docs/emulator.md with a table made of the recorded responses. */
async function manualFrom(folder: string): Promise<string> {
  const emulated = new Set(routes.map((route) => route.path));
  const table = coverageTable(Object.keys(sampleBodies), emulated, readResponses(folder));
  const manual = withTable(readFileSync(MANUAL, 'utf8'), table);
  return format(manual, { ...(await resolveConfig(MANUAL)), parser: 'markdown' });
}

async function write(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-coverage-'));
  try {
    runTests(folder);
    writeFileSync(MANUAL, await manualFrom(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function check(folder: string): Promise<void> {
  const current = readFileSync(MANUAL, 'utf8');
  const expected = await manualFrom(folder);
  if (expected === current) return;
  writeFileSync(MANUAL, expected);
  process.stderr.write(`Out of date, now regenerated: ${MANUAL}. Commit the new version.\n`);
  process.exitCode = 1;
}

const [mode, folder] = process.argv.slice(2);
if (mode === '--check' && folder !== undefined) await check(folder);
else await write();
