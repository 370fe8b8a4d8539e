import { readdirSync } from 'node:fs';
import type { Defence } from './defence.js';

function isList(value: unknown): value is readonly Defence[] {
  return Array.isArray(value);
}

/** Every list that a file of this folder exports. */
export async function allDefences(): Promise<Defence[]> {
  const files = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.ts'));
  const lists = files.filter((name) => name !== 'defence.ts' && name !== 'all-defences.ts').sort();
  const modules = await Promise.all(lists.map((name) => import(`./${name}`) as Promise<Record<string, unknown>>));
  return modules.flatMap((module) => Object.values(module).filter(isList).flat());
}
