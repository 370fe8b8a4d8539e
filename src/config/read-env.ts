import { readFileSync } from 'node:fs';

/** The environment, or a part of it. */
export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads variables one by one and collects their problems, so that all are reported together. Messages name the variable and
 * the rule, never the value.
 */
export interface EnvReader {
  /** null when unset or empty. */
  text(name: string): string | null;
  /** Like `text`. NAME_FILE may name a file with the value; surrounding white space is removed. */
  secret(name: string): string | null;
  /** The content of the file that the variable names; null when it is unset, or cannot be read, which is a problem. */
  file(name: string): string | null;
  oneOf<T extends string>(name: string, values: readonly T[], fallback: T): T;
  /** A whole number within the bounds. */
  integer(name: string, bounds: { min: number; max: number }, fallback: number): number;
  flag(name: string, fallback: boolean): boolean;
  /** The entries of a comma-separated list; null when unset. */
  list(name: string): string[] | null;
  problem(name: string, rule: string): void;
  readonly problems: readonly string[];
}

const DIGITS = /^\d{1,15}$/;

/** A reader of `env`. Tests replace `readFile`. */
export function createEnvReader(env: Env, readFile: (path: string) => string = readTextFile): EnvReader {
  const problems: string[] = [];
  const problem = (name: string, rule: string): void => {
    problems.push(`${name} ${rule}`);
  };
  const text = (name: string): string | null => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? null : value;
  };

  return {
    problems,
    problem,
    text,
    secret(name) {
      const path = text(`${name}_FILE`);
      if (path === null) return text(name);
      if (text(name) !== null) problem(name, `and ${name}_FILE are both set: remove one`);
      try {
        const value = readFile(path).trim();
        if (value === '') problem(`${name}_FILE`, 'names an empty file');
        return value === '' ? null : value;
      } catch {
        problem(`${name}_FILE`, 'names a file that cannot be read');
        return null;
      }
    },
    file(name) {
      const path = text(name);
      if (path === null) return null;
      try {
        return readFile(path);
      } catch {
        problem(name, 'names a file that cannot be read');
        return null;
      }
    },
    oneOf(name, values, fallback) {
      const value = text(name);
      if (value === null) return fallback;
      const found = values.find((candidate) => candidate === value);
      if (found === undefined) problem(name, `must be one of ${values.join(', ')}`);
      return found ?? fallback;
    },
    integer(name, { min, max }, fallback) {
      const value = text(name);
      if (value === null) return fallback;
      const number = DIGITS.test(value) ? Number(value) : NaN;
      if (number >= min && number <= max) return number;
      problem(name, `must be a whole number from ${min} to ${max}`);
      return fallback;
    },
    flag(name, fallback) {
      const value = text(name)?.toLowerCase();
      if (value === undefined) return fallback;
      if (['true', '1', 'on', 'yes'].includes(value)) return true;
      if (['false', '0', 'off', 'no'].includes(value)) return false;
      problem(name, 'must be true or false');
      return fallback;
    },
    list(name) {
      const value = text(name);
      if (value === null) return null;
      const entries = value.split(',').map((entry) => entry.trim());
      return entries.filter((entry) => entry !== '');
    },
  };
}

function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}
