/**
 * The checks that CI runs, as `npm run check`: formatting, lint, types, generated files, `npm test` (which runs the demo), then every
 * other test. Builds once, runs nothing twice, and stops at the first step that fails. The last line counts the tests of
 * both runs: `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GENERATED = [
  'src/emulator/endpoints/routes.ts',
  'schema/schema.graphql',
  'docs/plaid-coverage.md',
  'test/generated/operations.ts',
  'schema/trusted-documents.json',
];

const folder = mkdtempSync(join(tmpdir(), 'gateway-check-'));
const totals = join(folder, 'totals.jsonl');
const responses = join(folder, 'responses');

const run = (command, env = {}) => {
  const started = Date.now();
  console.log(`\n> ${command}`);
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit', env: { ...process.env, ...env } });
  console.log(`> ${command}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - started) / 1000)} s`);
  return status === 0;
};

/** Regenerates the files and compares. Leaves the new ones in place. */
function generatedFilesAreCurrent() {
  const read = () => GENERATED.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : null));
  const before = read();
  if (!run('node .config/emit-emulator-routes.js && node .config/emit-schema.js && npm run --silent codegen'))
    return false;
  const after = read();
  const stale = GENERATED.filter((_path, index) => after[index] !== before[index]);
  if (stale.length > 0) console.error(`Out of date, now regenerated: ${stale.join(', ')}. Commit the new version.`);
  return stale.length === 0;
}

const passed =
  run('npm run --silent format:check') &&
  run('npm run --silent lint') &&
  run('npm run --silent types') &&
  run('npm run --silent build') &&
  generatedFilesAreCurrent() &&
  run('node .config/run-tests.js core --no-build', { TEST_TOTALS: totals }) &&
  run('node .config/run-tests.js rest --no-build', { TEST_TOTALS: totals, EMULATOR_RESPONSES: responses }) &&
  // The table is made of what the emulator's tests have just seen.
  run(`npm run --silent emulator:coverage -- --check ${responses}`);

const runs = existsSync(totals)
  ? readFileSync(totals, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
const sum = (what) => runs.reduce((total, one) => total + one[what], 0);
rmSync(folder, { recursive: true, force: true });

// A step that failed without a test failing counts as one failure.
const failed = passed ? sum('failed') : Math.max(1, sum('failed'));
console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exitCode = passed ? 0 : 1;
