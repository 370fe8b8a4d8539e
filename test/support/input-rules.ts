import { readdirSync } from 'node:fs';
import { getMetadataStorage } from 'class-validator';
import { CALLER_URL_RULES } from '../../src/graphql/caller-url.js';

/** One rule on one field of one input, such as "RemoveItemInput.itemId isLength". */
export interface InputRule {
  /** Class and field. */
  field: string;
  /** The rule's name in class-validator. */
  name: string;
  /** The number of bounds to test: two for a length, one for the lengths of list entries, several for a URL. */
  bounds: number;
}

const GRAPHQL = new URL('../../src/graphql/', import.meta.url);
/** Rules that only describe structure. */
const STRUCTURE = ['nestedValidation', 'conditionalValidation', 'isOptional'];

/** Every rule of every input class in src/graphql, read from class-validator's metadata. */
export async function inputRules(): Promise<InputRule[]> {
  const files = readdirSync(GRAPHQL, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.input.ts'),
  );
  const modules = await Promise.all(files.map((name) => import(new URL(name, GRAPHQL).href) as Promise<object>));
  const classes = modules.flatMap((module) => Object.values(module) as unknown[]).filter(isClass);
  return classes.flatMap((input) =>
    getMetadataStorage()
      .getTargetValidationMetadatas(input, '', false, false)
      .filter(({ type, name }) => !STRUCTURE.includes(type) && !STRUCTURE.includes(name ?? ''))
      .map(({ propertyName, name = '', constraints, each }) => ({
        field: `${input.name}.${propertyName}`,
        name,
        bounds: boundsOf(name, each, constraints),
      })),
  );
}

function boundsOf(name: string, each: boolean, constraints: unknown): number {
  if (name === 'isCallerUrl') return Object.keys(CALLER_URL_RULES).length;
  return name === 'isLength' && !each ? (constraints as unknown[]).length : 1;
}

function isClass(value: unknown): value is abstract new () => object {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
