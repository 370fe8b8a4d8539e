import type { ErrorCode } from '../error-catalog.js';

/** Validation issues, by field path such as `options.account_ids`. */
export interface Issues {
  missing: string[];
  unknown: string[];
  /** `code` when Plaid has a specific code for the issue; otherwise it is INVALID_FIELD. */
  invalid: { field: string; rule: string; code?: ErrorCode }[];
}

/** Validates one value and adds its issues. */
export interface Rule {
  readonly optional: boolean;
  check(value: unknown, field: string, issues: Issues): void;
}

/** A rule for an object of type T. */
export interface Shape<T> extends Rule {
  /** Exists only at compile time. */
  readonly type?: T;
}

/** An object that may not have been validated yet. */
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

/** The field may be absent. */
export function optional(inner: Rule): Rule {
  return {
    optional: true,
    check: (...args) => {
      inner.check(...args);
    },
  };
}

/** The field may be null. */
export function nullable(inner: Rule): Rule {
  return {
    optional: inner.optional,
    check: (value, field, issues) => {
      if (value !== null) inner.check(value, field, issues);
    },
  };
}

/** Limits of a string; `what` describes the pattern in the error message. */
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

/** A string; by default any, including the empty string. */
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

/** A number within a range. */
export function number(min: number, max: number): Rule {
  return expect(
    (value) => typeof value === 'number' && Number.isFinite(value) && value >= min && value <= max,
    `a number from ${min} to ${max}`,
  );
}

/** true or false. */
export function boolean(): Rule {
  return expect((value) => typeof value === 'boolean', 'a boolean');
}

/** An integer within a range. */
export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Rule {
  return expect(
    (value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max,
    min === Number.MIN_SAFE_INTEGER ? 'an integer' : `an integer from ${min} to ${max}`,
  );
}

/** One of the listed values. `code` is the error code for other strings; any other type is INVALID_FIELD. */
export function oneOf(words: readonly string[], code?: ErrorCode): Rule {
  const known = new Set(words);
  const message = `must be one of: ${words.join(', ')}`;
  return rule((value, field, issues) => {
    if (typeof value === 'string' && known.has(value)) return;
    const own = code !== undefined && typeof value === 'string' ? { code } : {};
    issues.invalid.push({ field, rule: message, ...own });
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

/** Any http or https URL. Unlike Plaid, this accepts loopback addresses and plain http. */
export function url(): Rule {
  return expect(parsesAsUrl, 'an http or https URL');
}

/** An RFC 3339 date-time. */
export function dateTime(): Rule {
  return expect(
    (value) =>
      typeof value === 'string' &&
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(value) &&
      !Number.isNaN(Date.parse(value)),
    'a date-time such as 2026-01-31T12:00:00Z',
  );
}

/** A calendar date. */
export function day(): Rule {
  return expect(
    (value) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)),
    'a date such as 2026-01-31',
  );
}

/** An array whose members follow one rule. */
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
    // JSON never contains undefined, so undefined means absent.
    const entry = Object.hasOwn(value, name) ? value[name] : undefined;
    if (entry !== undefined) member.check(entry, `${prefix}${name}`, issues);
    else if (!member.optional) issues.missing.push(`${prefix}${name}`);
  }
}

/** An object with exactly these fields. Every field of `T` must have a rule. */
export function object<T extends object>(fields: Record<keyof T, Rule>): Shape<T> {
  const rules = new Map<string, Rule>(Object.entries<Rule>(fields));
  return rule((value, field, issues) => {
    if (isObject(value)) checkFields(rules, value, field === '' ? '' : `${field}.`, issues);
    else issues.invalid.push({ field, rule: 'must be an object' });
  });
}

/** Any object: a part of a request that the emulator ignores. */
export function anyObject(): Rule {
  return expect(isObject, 'an object');
}

/** Any JSON value. */
export function anything(): Rule {
  return rule(() => undefined);
}

/** Validates a request body. */
export function validateShape(shape: Rule, body: Fields): Issues {
  const issues: Issues = { missing: [], unknown: [], invalid: [] };
  shape.check(body, '', issues);
  return issues;
}
