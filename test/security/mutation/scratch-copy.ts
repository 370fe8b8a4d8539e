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

/** What the tests do not need, or what is made anew. */
const LEFT_OUT = ['.git', 'node_modules', 'dist', 'data', 'coverage'];
const BUILD = '.config/tsconfig.build.json';

/** A copy of the repository that may be broken. `remove` deletes it. */
export interface ScratchCopy {
  readonly path: string;
  /**
   * Takes the defence out, also of what was built; answers how to put it back, or null when its text does not stand there
   * exactly once.
   */
  takeOut(defence: Defence): (() => void) | null;
  /** Compiles src/, whatever the types say. */
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
      const source = join(path, file);
      const whole = readFileSync(source, 'utf8');
      if (whole.split(find).length !== 2) return null;
      const broken = whole.replace(find, () => replace);
      const built = join(path, file.replace(/^src\//, 'dist/').replace(/\.ts$/, '.js'));
      const wholeBuilt = file.startsWith('src/') && existsSync(built) ? readFileSync(built) : null;
      writeFileSync(source, broken);
      if (wholeBuilt !== null) writeFileSync(built, compileAlone(file, broken));
      return () => {
        writeFileSync(source, whole);
        if (wholeBuilt !== null) writeFileSync(built, wholeBuilt);
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
 * One file alone: compiling all of src/ for each defence took most of the time. Decorators learn no types of other files
 * so; the schema names its types itself.
 */
function compileAlone(fileName: string, text: string): string {
  const { config } = ts.readConfigFile(BUILD, (file) => ts.sys.readFile(file)) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.config');
  // Without the package around it the compiler would take a NodeNext file for CommonJS.
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext, sourceMap: false };
  return ts.transpileModule(text, { fileName, compilerOptions }).outputText;
}
