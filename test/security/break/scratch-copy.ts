import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Defence } from '../defences/defence.js';

/** What the tests do not need, or what is made anew. */
const LEFT_OUT = ['.git', 'node_modules', 'dist', 'data', 'coverage'];

/** A copy of the repository that may be broken. `remove` deletes it. */
export interface ScratchCopy {
  readonly path: string;
  /** Takes the defence out; answers how to put it back, or null when its text does not stand there exactly once. */
  takeOut(defence: Defence): (() => void) | null;
  /** Compiles src/ as it is now, whatever the types say. */
  build(): void;
  remove(): void;
}

export function createScratchCopy(): ScratchCopy {
  const path = mkdtempSync(join(tmpdir(), 'gateway-break-'));
  for (const name of readdirSync('.').filter((entry) => !LEFT_OUT.includes(entry) && !entry.endsWith('.tsbuildinfo'))) {
    cpSync(name, join(path, name), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(path, 'node_modules'));
  return {
    path,
    takeOut({ file, find, replace }) {
      const whole = readFileSync(join(path, file), 'utf8');
      if (whole.split(find).length !== 2) return null;
      writeFileSync(
        join(path, file),
        whole.replace(find, () => replace),
      );
      return () => {
        writeFileSync(join(path, file), whole);
      };
    },
    build() {
      const compiler = join(path, 'node_modules/typescript/bin/tsc');
      const options = [
        '-p',
        '.config/tsconfig.build.json',
        '--noCheck',
        '--incremental',
        'false',
        '--composite',
        'false',
      ];
      const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: path, encoding: 'utf8' });
      if (status !== 0) throw new Error(`the copy does not compile:\n${stdout}`);
    },
    remove() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}
