import { createPlaidSchema } from './plaid-schema.js';
import type { PlaidSchema } from './plaid-schema.js';

let read: PlaidSchema | null | undefined;

/** The check, read once per test file because that takes a third of a second; null when the file is not there. */
export const plaidSchema = (): PlaidSchema | null => (read ??= createPlaidSchema());

/** Throws when something breaks Plaid's schemas; without the file there is nothing to say. */
export const requireConformance = (what: string, violations: readonly string[] | undefined): void => {
  if (violations === undefined || violations.length === 0) return;
  throw new Error(`Not as Plaid's OpenAPI file has it: ${what}\n  ${violations.join('\n  ')}`);
};
