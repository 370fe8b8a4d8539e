/** Fails when a generated file is not what its generator makes now. Leaves the fresh files in place. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const GENERATED = [
  'schema/schema.graphql',
  'docs/plaid-coverage.md',
  'docs/emulator.md',
  'test/generated/operations.ts',
  'schema/trusted-documents.json',
];

const read = () => GENERATED.map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : null));
const before = read();
execFileSync('npm', ['run', '--silent', 'generate'], { stdio: 'inherit' });
const stale = GENERATED.filter((_path, index) => read()[index] !== before[index]);

if (stale.length > 0) {
  console.error(`Out of date, now regenerated: ${stale.join(', ')}. Commit the new version.`);
  process.exit(1);
}
console.log('Generated files are up to date.');
