import { existsSync, readFileSync } from 'node:fs';
import { allDefences } from './defences/all-defences.js';

const THREATS = Array.from({ length: 44 }, (_, index) => `T${index + 1}`);

/** The table of SECURITY.md: each threat with the test files that try it. */
function listed(): [string, string[]][] {
  const rows = readFileSync('SECURITY.md', 'utf8').matchAll(/^\| (T\d+) +\| [^|]+ \| ([^|]+) \|$/gm);
  return [...rows].map(([, threat = '', files = '']) => [
    threat,
    [...files.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
  ]);
}

/** The threats that tests of the file are named for: `T40: …`, `T1, T2: …`. */
function named(file: string): string[] {
  if (!existsSync(file)) return [];
  const names = readFileSync(file, 'utf8').matchAll(/\(\s*['"`](T\d+(?:, T\d+)*): /g);
  return [...names].flatMap(([, threats = '']) => threats.split(', '));
}

describe("SECURITY.md's table of threats", () => {
  it('lists T1 to T44, each once and with a test file', () => {
    expect(listed().map(([threat]) => threat)).toEqual(THREATS);
    expect(listed().filter(([, files]) => files.length === 0)).toEqual([]);
  });

  it.each(listed())('%s: each listed file has a test that is named for it', (threat, files) => {
    expect(files.filter((file) => !named(file).includes(threat))).toEqual([]);
  });
});

/** The threats for which SECURITY.md explains, in one line each, why there is no defence to remove. */
function explained(): string[] {
  const lines = readFileSync('SECURITY.md', 'utf8').matchAll(/^- (T\d+) has no defence to (?:take out|remove): \S/gm);
  return [...lines].map(([, threat = '']) => threat);
}

const defences = await allDefences();

describe('the defences that `npm run test:mutation` removes', () => {
  it.each(THREATS)('include one against %s, or SECURITY.md explains why there is none', (threat) => {
    expect([...defences.map((defence) => defence.threat), ...explained()]).toContain(threat);
  });

  it('mitigate no threat that SECURITY.md does not list', () => {
    expect(defences.filter(({ threat }) => !THREATS.includes(threat))).toEqual([]);
  });

  it.each(defences.map((defence) => [defence.threat, defence.what, defence.test] as const))(
    '%s, %s: has a test that is named for the threat',
    (threat, _what, test) => {
      expect(named(test)).toContain(threat);
    },
  );
});
