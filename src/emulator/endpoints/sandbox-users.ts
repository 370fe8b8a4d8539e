import { failure } from '../plaid-errors.js';

/** The people who can sign in at every bank of the emulator. */
export type SandboxPerson = 'good' | 'microdeposits';

const people: ReadonlyMap<string, { password: string; person: SandboxPerson }> = new Map([
  ['user_good', { password: 'pass_good', person: 'good' }],
  ['microdeposits_good', { password: 'microdeposits_good', person: 'microdeposits' }],
]);

/** Test users of Plaid's Sandbox that this emulator does not play. */
const notModelled = new Set([
  'user_custom',
  'user_transactions_dynamic',
  'user_ewa_user',
  'user_yuppie',
  'user_small_business',
  'user_bank_income',
]);

/** Who signs in, or null when username and password do not fit together. */
export const signIn = (username: string, password: string): SandboxPerson | null => {
  const known = people.get(username);
  return known?.password === password ? known.person : null;
};

/** The same for /sandbox/public_token/create, where both may be left out. */
export const requireUsablePassword = (username: string | null, password: string | null): SandboxPerson => {
  if (username === null) return 'good';
  if (notModelled.has(username)) {
    throw failure(
      'NOT_MODELLED_BY_EMULATOR',
      'this test user exists in the Sandbox of Plaid but not in this emulator; use user_good',
    );
  }
  const person = signIn(username, password ?? people.get(username)?.password ?? '');
  if (person === null) throw failure('INVALID_CREDENTIALS', 'the username or password is not one of the test users');
  return person;
};
