import { failure, PlaidFailure } from '../plaid-errors.js';
import type { SandboxPerson } from '../state/records.js';
import { customAccounts } from './custom-user.js';

const people: ReadonlyMap<string, { password: string; person: SandboxPerson }> = new Map([
  ['user_good', { password: 'pass_good', person: { microdeposits: false, accounts: null } }],
  ['microdeposits_good', { password: 'microdeposits_good', person: { microdeposits: true, accounts: null } }],
]);

/** Brings accounts of their own, as JSON in the password. */
const CUSTOM = 'user_custom';

/** Test users of Plaid's Sandbox that this emulator does not play. */
const notModelled = new Set([
  'user_transactions_dynamic',
  'user_ewa_user',
  'user_yuppie',
  'user_small_business',
  'user_bank_income',
]);

/** Whether Plaid's Sandbox has this test user and the emulator has not. */
export const isNotModelled = (username: string): boolean => notModelled.has(username);

/** Who signs in, or null when username and password do not fit together. */
export const signIn = (username: string, password: string): SandboxPerson | null => {
  if (username === CUSTOM) {
    try {
      return { microdeposits: false, accounts: customAccounts(password) };
    } catch (error) {
      if (error instanceof PlaidFailure) return null;
      throw error;
    }
  }
  const known = people.get(username);
  return known?.password === password ? known.person : null;
};

/** The same where both may be left out, and where a refusal says what is wrong. */
export const requirePerson = (username: string | null, password: string | null): SandboxPerson => {
  if (username === CUSTOM) return { microdeposits: false, accounts: customAccounts(password ?? '') };
  if (username !== null && isNotModelled(username)) {
    throw failure(
      'NOT_MODELLED_BY_EMULATOR',
      `${username} exists in the Sandbox of Plaid but not in this emulator; use user_good or user_custom`,
    );
  }
  const name = username ?? 'user_good';
  const person = signIn(name, password ?? people.get(name)?.password ?? '');
  if (person === null) throw failure('INVALID_CREDENTIALS', 'the username or password is not one of the test users');
  return person;
};
