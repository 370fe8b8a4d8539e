import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import type { Defence } from '../defences/defence.js';

/** Not copied: what the tests do not need or what is created again. */
const EXCLUDED = ['.git', 'node_modules', 'dist', 'data', 'coverage'];
const BUILD = '.config/tsconfig.build.json';

/** A copy of the repository in which defences are removed. `remove` deletes it. */
export interface ScratchCopy {
  readonly path: string;
  /**
   * Removes the defence, from the build too. Returns a function that restores it, or null unless its text occurs exactly
   * once.
   */
  removeDefence(defence: Defence): (() => void) | null;
  /** Compiles src/ without checking types. */
  build(): void;
  remove(): void;
}

export function createScratchCopy(): ScratchCopy {
  const path = mkdtempSync(join(tmpdir(), 'gateway-mutation-'));
  for (const name of readdirSync('.').filter((entry) => !EXCLUDED.includes(entry) && !entry.endsWith('.tsbuildinfo'))) {
    cpSync(name, join(path, name), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(path, 'node_modules'));

  return {
    path,
    removeDefence({ file, find, replace }) {
      const source = join(path, file);
      const original = readFileSync(source, 'utf8');
      if (original.split(find).length !== 2) return null;
      const mutated = original.replace(find, () => replace);
      const built = join(path, file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js'));
      const originalBuild = file.startsWith('src/') && existsSync(built) ? readFileSync(built) : null;
      writeFileSync(source, mutated);
      if (originalBuild !== null) writeFileSync(built, compileFile(file, mutated));
      return () => {
        writeFileSync(source, original);
        if (originalBuild !== null) writeFileSync(built, originalBuild);
      };
    },
    build() {
      const compiler = join(path, 'node_modules/typescript/bin/tsc');
      const options = ['-p', BUILD, '--noCheck', '--incremental', 'false', '--composite', 'false'];
      const { status, stdout } = spawnSync(process.execPath, [compiler, ...options], { cwd: path, encoding: 'utf8' });
      if (status !== 0) throw new Error(`the copy does not compile:\n${stdout}`);
    },
    remove() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/**
 * Compiles one file, because compiling all of src/ for each defence would take most of the time. Decorators see no types of
 * other files this way, which is fine as the schema states its types explicitly.
 */
function compileFile(fileName: string, text: string): string {
  const { config } = ts.readConfigFile(BUILD, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.config');
  // Outside its package, the compiler would treat a NodeNext file as CommonJS.
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext, sourceMap: false };
  return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}
