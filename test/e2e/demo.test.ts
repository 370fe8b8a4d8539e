import { spawnSync } from 'node:child_process';

describe('npm run demo', () => {
  it('walks the whole product once, prints every step, and exits with 0', () => {
    const { status, stdout, stderr } = spawnSync('node_modules/.bin/tsx', ['test/demo/main.ts'], { encoding: 'utf8' });
    const failed = stdout.split('\n').filter((line) => /✗|FAILED/.test(line));
    expect({ status, failed, stderr }).toEqual({ status: 0, failed: [], stderr: '' });
    const steps = [...stdout.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
    expect(steps).toEqual(Array.from({ length: 11 }, (_, index) => index + 1));
  }, 60_000);
});
