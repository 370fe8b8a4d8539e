import { GatewayError } from '../errors/gateway-error.js';

/**
 * Reading Plaid's JSON. `T` is Plaid's own type, so that the compiler knows the field names; the values are not believed.
 * What a mapper cannot do without is read with `required…`; everything else is null when it is missing or odd, because
 * Plaid calls new fields and values a compatible change.
 */
export type Fields<T> = Readonly<Partial<Record<keyof T, unknown>>>;

/** An answer that cannot be understood. `where` names our expectation, never what came instead. */
export function invalidResponse(where: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'Plaid sent an answer that could not be understood. Try again; if it stays, check the status of Plaid and quote the request id to its support.',
    {},
    { cause: new Error(`unexpected answer at ${where}`) },
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of an object that must be there. */
export function requiredFields<T>(value: unknown, where: string): Fields<T> {
  if (!isObject(value)) throw invalidResponse(where);
  return value as Fields<T>;
}

/** The fields of an optional object: none when it is missing. */
export function fieldsOf<T>(value: unknown): Fields<T> | null {
  return isObject(value) ? (value as Fields<T>) : null;
}

/** A list that must be there. */
export function requiredList(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw invalidResponse(where);
  return value;
}

/** The entries of an optional list. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that must be there and say something. */
export function requiredText(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw invalidResponse(where);
  return value;
}

/** A text; null for anything else. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The strings of a list; null when there is no list. */
export function stringList(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : null;
}

/** A boolean; null for anything else. */
export function boolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** JSON can say 1e400, which is no number we can hold. */
export function finiteNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A whole number that JavaScript holds exactly; null for anything else. */
export function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

const MAX_INT32 = 2 ** 31 - 1;

/** A whole number that GraphQL's Int holds too; null for anything else. */
export function int32(value: unknown): number | null {
  const found = integer(value);
  return found !== null && Math.abs(found) <= MAX_INT32 ? found : null;
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}/;

/** An ISO 8601 time; null for anything else. */
export function date(value: unknown): Date | null {
  if (typeof value !== 'string' || !ISO_DATE.test(value)) return null;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time;
}

/** Names that mean something to JavaScript's objects, and nothing to Plaid. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Deeper than anything Plaid sends. */
const MAX_DEPTH = 32;

/** A copy of free-form JSON that is safe to hand on: strings pass `scrub`, unsafe keys and numbers that are none go. */
export function sanitizeJson(value: unknown, scrub: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'number') return finiteNumber(value);
  if (depth >= MAX_DEPTH || typeof value !== 'object' || value === null)
    return typeof value === 'boolean' ? value : null;
  if (Array.isArray(value)) return value.map((entry) => sanitizeJson(entry, scrub, depth + 1));
  const kept = Object.entries(value).filter(([key]) => !UNSAFE_KEYS.has(key));
  return Object.fromEntries(kept.map(([key, entry]) => [scrub(key), sanitizeJson(entry, scrub, depth + 1)]));
}

/** Like copyJson, for a value that must be an object; null when it is none. */
export function sanitizeJsonObject(value: unknown, scrub: (text: string) => string): Record<string, unknown> | null {
  return isObject(value) ? (sanitizeJson(value, scrub) as Record<string, unknown>) : null;
}
