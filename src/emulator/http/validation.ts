import type { ErrorCode } from '../error-catalog.js';

/** What a request broke, by field path such as `options.account_ids`. */
export interface Issues {
  missing: string[];
  unknown: string[];
  /** `code` where Plaid has a code of its own for it; else it is INVALID_FIELD. */
  invalid: { field: string; rule: string; code?: ErrorCode }[];
}

/** Checks one value and reports what is wrong with it. */
export interface Rule {
  readonly optional: boolean;
  check(value: unknown, field: string, issues: Issues): void;
}

/** A rule for a whole object that remembers the type it stands for. */
export interface Shape<T> extends Rule {
  /** Never there at run time. */
  readonly type?: T;
}

/** An object as it came in: its values are checked by the rules before anyone reads them. */
export type Fields = Record<string, unknown>;

/** True for `{…}`; false for null, arrays and everything else. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const rule = (check: Rule['check']): Rule => ({ optional: false, check });

function expect(holds: (value: unknown) => boolean, what: string): Rule {
  return rule((value, field, issues) => {
    if (!holds(value)) issues.invalid.push({ field, rule: `must be ${what}` });
  });
}

/** May be absent. */
export function optional(inner: Rule): Rule {
  return {
    optional: true,
    check: (...args) => {
      inner.check(...args);
    },
  };
}

/** May be null. */
export function nullable(inner: Rule): Rule {
  return {
    optional: inner.optional,
    check: (value, field, issues) => {
      if (value !== null) inner.check(value, field, issues);
    },
  };
}

/** What a string may be; `what` says it in words where a pattern decides. */
export interface TextLimits {
  min?: number;
  max?: number;
  pattern?: RegExp;
  what?: string;
}

function describeText({ min = 0, max = Infinity, what }: TextLimits): string {
  if (what !== undefined) return what;
  const length = max === Infinity ? '' : ` of at most ${max} characters`;
  return `a ${min > 0 ? 'non-empty ' : ''}string${length}`;
}

/** A string; by default any, also empty. */
export function text(limits: TextLimits = {}): Rule {
  const { min = 0, max = Infinity, pattern } = limits;
  return expect(
    (value) =>
      typeof value === 'string' &&
      value.length >= min &&
      value.length <= max &&
      (pattern === undefined || pattern.test(value)),
    describeText(limits),
  );
}

/** A number within limits. */
export function number(min: number, max: number): Rule {
  return expect(
    (value) => typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max,
    `a number from ${min} to ${max}`,
  );
}

/** true or false. */
export function flag(): Rule {
  return expect((value) => typeof value === 'boolean', 'a boolean');
}

/** A whole number within limits. */
export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Rule {
  return expect(
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    min === Number.MIN_SAFE_INTEGER ? 'an integer' : `an integer from ${min} to ${max}`,
  );
}

/** One of a list of words. `code` is the one that Plaid gives to another word; what is no word stays INVALID_FIELD. */
export function oneOf(words: readonly string[], code?: ErrorCode): Rule {
  const known = new Set(words);
  const told = `must be one of: ${words.join(', ')}`;
  return rule((value, field, issues) => {
    if (typeof value === 'string' && known.has(value)) return;
    const own = code !== undefined && typeof value === 'string' ? { code } : {};
    issues.invalid.push({ field, rule: told, ...own });
  });
}

function parsesAsUrl(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    return ['http:', 'https:'].includes(new URL(value).protocol);
  } catch {
    return false;
  }
}

/** Any parseable http or https address; loopback and plain http are welcome, unlike at Plaid. */
export function url(): Rule {
  return expect(parsesAsUrl, 'an http or https URL');
}

/** A date and time as RFC 3339 writes it. */
export function dateTime(): Rule {
  return expect(
    (value) =>
      typeof value === 'string' &&
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
      !Number.isNaN(Date.parse(value)),
    'a date-time such as 2026-01-31T12:00:00Z',
  );
}

/** A calendar day. */
export function day(): Rule {
  return expect(
    (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
    'a date such as 2026-01-31',
  );
}

/** A list whose members all follow one rule. */
export function list(member: Rule, { min = 0, max = Infinity }: { min?: number; max?: number } = {}): Rule {
  return rule((value, field, issues) => {
    if (!Array.isArray(value)) {
      issues.invalid.push({ field, rule: 'must be an array' });
      return;
    }
    if (value.length < min) issues.invalid.push({ field, rule: `must have at least ${min} member` });
    if (value.length > max) issues.invalid.push({ field, rule: `must have at most ${max} members` });
    value.forEach((entry, index) => {
      member.check(entry, `${field}[${index}]`, issues);
    });
  });
}

function checkFields(rules: ReadonlyMap<string, Rule>, value: Fields, prefix: string, issues: Issues): void {
  for (const name of Object.keys(value)) {
    if (!rules.has(name)) issues.unknown.push(`${prefix}${name}`);
  }
  for (const [name, member] of rules) {
    // An own property that holds undefined cannot come from JSON.
    const entry = Object.hasOwn(value, name) ? value[name] : undefined;
    if (entry !== undefined) member.check(entry, `${prefix}${name}`, issues);
    else if (!member.optional) issues.missing.push(`${prefix}${name}`);
  }
}

/** An object with exactly these fields; `T` is Plaid's type, so that no field of it can be forgotten. */
export function object<T extends object>(fields: Record<keyof T, Rule>): Shape<T> {
  const rules = new Map<string, Rule>(Object.entries<Rule>(fields));
  return rule((value, field, issues) => {
    if (isObject(value)) checkFields(rules, value, field === '' ? '' : `${field}.`, issues);
    else issues.invalid.push({ field, rule: 'must be an object' });
  });
}

/** An object that is accepted as it is: a part of Plaid's request that the emulator ignores. */
export function anyObject(): Rule {
  return expect(isObject, 'an object');
}

/** Any JSON value. */
export function anything(): Rule {
  return rule(() => undefined);
}

/** Checks a whole body. */
export function validateShape(shape: Rule, body: Fields): Issues {
  const issues: Issues = { missing: [], unknown: [], invalid: [] };
  shape.check(body, '', issues);
  return issues;
}
