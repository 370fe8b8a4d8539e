import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const THREATS = Array.from({ length: 44 }, (_, index) => `T${index + 1}`);

/** The threats that tests of the repository are named for: `T40: …`, `T1, T2: …`. */
function named(): Set<string> {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const names = files.flatMap((file) => [
    ...readFileSync(join('test', file), 'utf8').matchAll(/\(\s*['"`](T\d+(?:, T\d+)*): /g),
  ]);
  return new Set(names.flatMap((match) => match[1]?.split(', ') ?? []));
}

/** The threats that SECURITY.md says have no test, each with its reason: `- T12: …`. */
function excused(): Set<string> {
  const [, section = ''] = readFileSync('SECURITY.md', 'utf8').split('### Threats without a test');
  return new Set([...section.matchAll(/^- (T\d+): .{20,}/gm)].map((match) => match[1] ?? ''));
}

describe('the threats T1 to T44', () => {
  it('each have a test that is named for them, or a reason in SECURITY.md', () => {
    const covered = new Set([...named(), ...excused()]);
    expect(THREATS.filter((threat) => !covered.has(threat))).toEqual([]);
  });
});
