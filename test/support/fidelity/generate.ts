/** `npm run fidelity`: runs the emulator's tests, notes what they see, and writes the table of docs/emulator.md. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import { sampleBodies } from '../fuzz/sample-bodies.js';
import type { RecordedAnswer } from './record.js';
import { fidelityTable, withTable } from './table.js';

const MANUAL = 'docs/emulator.md';
const TESTS = ['test/integration/emulator', 'test/integration/conformance'];

const runTests = (folder: string): void => {
  const env = { ...process.env, EMULATOR_RECORD: folder, NODE_OPTIONS: '--experimental-vm-modules', CI: '' };
  // What Jest says of a run that passes is in the way; what it says of one that fails is shown with the error.
  execFileSync('npx', ['jest', '--silent', ...TESTS], { env, stdio: ['ignore', 'ignore', 'pipe'] });
};

const readAnswers = (folder: string): RecordedAnswer[] =>
  readdirSync(folder)
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedAnswer);

const folder = mkdtempSync(join(tmpdir(), 'fidelity-'));
try {
  runTests(folder);
  const played = new Set(routes.map((route) => route.path));
  const table = fidelityTable(Object.keys(sampleBodies), played, readAnswers(folder));
  const manual = withTable(readFileSync(MANUAL, 'utf8'), table);
  const style = await resolveConfig(MANUAL);
  writeFileSync(MANUAL, await format(manual, { ...style, parser: 'markdown' }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
