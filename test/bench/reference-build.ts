import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The commit that later versions are compared with. */
export const REFERENCE_COMMIT = '277d7b1';

/**
 * Builds the gateway as it was at the reference commit, unless an earlier run has, and returns its folder. Null when this
 * clone does not contain the commit.
 */
export async function buildReference(): Promise<string | null> {
  const folder = resolve(`node_modules/.cache/gateway-${REFERENCE_COMMIT}`);
  if (existsSync(folder)) return folder;
  try {
    await run('git', ['cat-file', '-e', `${REFERENCE_COMMIT}^{commit}`]);
  } catch {
    process.stdout.write(`skipped: this clone does not contain commit ${REFERENCE_COMMIT}\n`);
    return null;
  }
  // Under its name only when it is complete.
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const archive = join(unfinished, 'source.tar');
  await run('git', ['archive', '--output', archive, REFERENCE_COMMIT]);
  await run('tar', ['-xf', archive, '-C', unfinished]);
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished });
  await run('npm', ['run', 'build'], { cwd: unfinished });
  renameSync(unfinished, folder);
  return folder;
}
