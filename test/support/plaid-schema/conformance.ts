import { createPlaidSchema } from './plaid-schema.js';
import type { PlaidSchema } from './plaid-schema.js';

let read: PlaidSchema | null | undefined;

/** The validator, loaded once per test file because that takes a third of a second. Null without Plaid's OpenAPI file. */
export function plaidSchema(): PlaidSchema | null {
  return (read ??= createPlaidSchema());
}

/** Throws when something does not conform to Plaid's schemas. Does nothing without Plaid's OpenAPI file. */
export function requireConformance(what: string, violations: readonly string[] | undefined): void {
  if (violations === undefined || violations.length === 0) return;
  throw new Error(`Does not conform to Plaid's OpenAPI file: ${what}\n  ${violations.join('\n  ')}`);
}
