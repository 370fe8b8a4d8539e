import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import { isJsonObject } from '../model/json.js';

/**
 * Helps to parse Plaid's JSON. `T` is Plaid's own type, so that the compiler knows the field names; the values are unverified.
 * A parser reads what it cannot do without with `required…`. Everything else is null when it is missing or malformed, because
 * Plaid considers new fields and values a compatible change.
 */
export type Fields<T> = Readonly<Partial<Record<keyof T, unknown>>>;

/** The error for a malformed response. `where` names what was expected, never what was received. */
export function invalidResponse(where: string): GatewayError {
  return new GatewayError(
    'UPSTREAM_INVALID_RESPONSE',
    'Plaid sent a response that the gateway could not read. Try again. If the error persists, check the status of Plaid and give the request id to its support.',
    {},
    { cause: new Error(`unexpected response at ${where}`) },
  );
}

/** The fields of a required object. */
export function requiredFields<T>(value: unknown, where: string): Fields<T> {
  if (!isJsonObject(value)) throw invalidResponse(where);
  return value as Fields<T>;
}

/** The fields of an optional object; null when it is missing. */
export function fieldsOf<T>(value: unknown): Fields<T> | null {
  return isJsonObject(value) ? (value as Fields<T>) : null;
}

/** A required list. */
export function requiredList(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw invalidResponse(where);
  return value;
}

/** The entries of an optional list; empty when it is missing. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A required, non-empty text. */
export function requiredText(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') throw invalidResponse(where);
  return value;
}

/** Refuses a response about another Item: one user's data must never be returned as another's. */
export function requireItem(received: unknown, requested: ItemId): ItemId {
  if (requiredText(received, 'item_id') !== requested) throw invalidResponse('item_id of another Item');
  return requested;
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

/** A finite number; null for anything else. JSON can contain 1e400, which becomes Infinity. */
export function finiteNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** An integer that JavaScript represents exactly; null for anything else. */
export function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

const MAX_INT32 = 2 ** 31 - 1;

/** An integer in the range of GraphQL's Int; null for anything else. */
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

/** Keys that could cause prototype pollution. Plaid uses none of them. */
const UNSAFE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Deeper than anything Plaid sends. */
const MAX_DEPTH = 32;

/** A copy of free-form JSON that is safe to return: strings are redacted, unsafe keys and non-finite numbers are removed. */
export function sanitizeJson(value: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value === 'number') return finiteNumber(value);
  if (depth >= MAX_DEPTH || typeof value !== 'object' || value === null)
    return typeof value === 'boolean' ? value : null;
  if (Array.isArray(value)) return value.map((entry) => sanitizeJson(entry, redact, depth + 1));
  const safe = Object.entries(value).filter(([key]) => !UNSAFE_KEYS.has(key));
  return Object.fromEntries(safe.map(([key, entry]) => [redact(key), sanitizeJson(entry, redact, depth + 1)]));
}

/** Like sanitizeJson, for an object; null for anything else. */
export function sanitizeJsonObject(value: unknown, redact: (text: string) => string): Record<string, unknown> | null {
  return isJsonObject(value) ? (sanitizeJson(value, redact) as Record<string, unknown>) : null;
}
