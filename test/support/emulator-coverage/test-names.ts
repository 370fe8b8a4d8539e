import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The folders whose tests may demonstrate a behaviour. */
const FOLDERS = ['test/integration/emulator', 'test/integration/conformance'];

/** The numbers at the start of a test's name: `12, 13: an HTTP error …`. */
export function numbersIn(name: string): number[] {
  return (/^(\d+(?:, \d+)*): /.exec(name)?.[1] ?? '').split(', ').filter(Boolean).map(Number);
}

function namesIn(source: string): string[] {
  return [...source.matchAll(/\b(?:test|it)(?:\.each\((?:\[[\s\S]*?\]|\w+)\))?\(\s*(['"`])(\d[^\n]*?)\1,/g)].map(
    ([, , name = '']) => name,
  );
}

/** Every numbered behaviour that has a test. */
export function behavioursWithTests(): Set<number> {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => join(ROOT, folder, name)),
  );
  return new Set(files.flatMap((file) => namesIn(readFileSync(file, 'utf8')).flatMap(numbersIn)));
}

/** Every numbered behaviour that docs/emulator.md lists as not tested: rows `| 31 | why |`. */
export function behavioursExcused(): Set<number> {
  const manual = readFileSync(join(ROOT, 'docs/emulator.md'), 'utf8');
  return new Set([...manual.matchAll(/^\|\s*(\d+)\s*\|/gm)].map(([, number]) => Number(number)));
}
