import { readdirSync, readFileSync } from 'node:fs';
import { CORE, GROUPS } from '../../../.config/test-groups.js';

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name}`)
  .filter((path) => path.endsWith('.test.ts'));

/** What only tests use that need PostgreSQL, Redis, nginx or Chromium; each is reported as skipped where that is missing. */
const SERVERS = /\b(onPostgres|backends|findPostgres|findRedis|findNginx|missingServers|describeInBrowser)\(/;

describe('the groups of tests', () => {
  it('contain every test file exactly once', () => {
    const groupsOf = (path: string) => Object.values(GROUPS).filter((pattern) => pattern.test(path)).length;
    expect(files.filter((path) => groupsOf(path) !== 1)).toEqual([]);
  });

  it('each contain a test and have a command', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const [group, pattern] of Object.entries(GROUPS)) {
      expect(files.some((path) => pattern.test(path))).toBe(true);
      expect(scripts[`test:${group}`]).toBe(`node .config/run-tests.js ${group}`);
    }
  });
});

describe('npm test', () => {
  it('runs no test that needs anything but Node', () => {
    const core = files.filter((path) => CORE.test(path));
    expect(core.length).toBeGreaterThan(50);
    expect(core.filter((path) => SERVERS.test(readFileSync(path, 'utf8')))).toEqual([]);
  });
});
