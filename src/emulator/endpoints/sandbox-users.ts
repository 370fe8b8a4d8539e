import { isErrorCode, type ItemFault, findError, PlaidFailure } from '../error-catalog.js';
import { mfaOf } from '../link/mfa.js';
import type { MfaRecord, SandboxPerson } from '../state/records.js';
import { customUser } from './custom-user.js';

/** What signing in with test credentials comes to: somebody, perhaps after more questions, or a refusal. */
export type SignIn = { person: SandboxPerson; mfa: MfaRecord | null } | { refusal: ItemFault };

const defaultPerson: SandboxPerson = { microdeposits: false, accounts: null };
const awaitingDeposits: SandboxPerson = { microdeposits: true, accounts: null };

const USER_GOOD = 'user_good';
/** Brings accounts of their own, as JSON in the password. */
const USER_CUSTOM = 'user_custom';
/** `microdeposits_good` as a name too: the emulator's own way to have them without a password. */
const DEPOSITS = 'microdeposits_good';

/** Test users of Plaid's Sandbox that are made for products this emulator does not play. */
const NOT_MODELLED =
  /^user_(transactions_dynamic|ewa(_user)?|yuppie|small_business|bank_income|(credit|prism|income|payroll)_\w+)$/;

const invalidCredentials: ItemFault = {
  code: 'INVALID_CREDENTIALS',
  message: 'the username or password is not one of the test users',
};
function notModelled(what: string): ItemFault {
  return {
    code: 'NOT_MODELLED_BY_EMULATOR',
    message: `${what} exists in the Sandbox of Plaid but not in this emulator; use user_good or user_custom`,
  };
}

/** Whether a bank or Plaid itself can answer so while somebody signs in. */
function canRefuse(code: string): boolean {
  return (
    code === 'INVALID_LINK_TOKEN' ||
    code === 'RECAPTCHA_BAD' ||
    ['ITEM_ERROR', 'INSTITUTION_ERROR', 'API_ERROR'].includes(findError(code)?.type ?? '')
  );
}

function forcedError(code: string, asked: string): SignIn {
  return {
    refusal:
      isErrorCode(code) && canRefuse(code)
        ? { code, message: `the test credentials ask for this error: ${asked}` }
        : notModelled(asked),
  };
}

const ERROR = /^error_([A-Z][A-Z0-9_]*)$/;
const RECAPTCHA = /^\s*\{\s*"recaptcha"\s*:\s*"(good|bad)"\s*\}\s*$/;

/** `user_good`, whose password says what happens. */
function signInUserGood(password: string): SignIn {
  if (password === 'pass_good') return { person: defaultPerson, mfa: null };
  if (password === DEPOSITS) return { person: awaitingDeposits, mfa: null };
  const mfa = mfaOf(password);
  if (mfa !== null) return { person: defaultPerson, mfa };
  const [, code] = ERROR.exec(password) ?? [];
  if (code !== undefined) return forcedError(code, password);
  const [, recaptcha] = RECAPTCHA.exec(password) ?? [];
  // The emulator has no reCAPTCHA to solve: one that would be solved is passed.
  if (recaptcha === 'good') return { person: defaultPerson, mfa: null };
  if (recaptcha === 'bad') return forcedError('RECAPTCHA_BAD', 'recaptcha');
  return { refusal: /^(mfa|error)_/.test(password) ? notModelled(`the password ${password.slice(0, 60)}`) : invalidCredentials };
}

function signInUserCustom(password: string): SignIn {
  const { accounts, mfa, forceError } = customUser(password);
  if (forceError !== null) return forcedError(forceError, `force_error ${forceError.slice(0, 60)}`);
  return { person: { microdeposits: false, accounts }, mfa };
}

/** Who signs in with these credentials. A password of `user_custom` that does not fit is refused by what is invalidCredentials with it. */
export function signIn(username: string, password: string): SignIn {
  if (username === USER_GOOD) return signInUserGood(password);
  if (username === DEPOSITS && password === DEPOSITS) return { person: awaitingDeposits, mfa: null };
  if (NOT_MODELLED.test(username)) return { refusal: notModelled(username) };
  if (username !== USER_CUSTOM) return { refusal: invalidCredentials };
  try {
    return signInUserCustom(password);
  } catch (error) {
    if (error instanceof PlaidFailure) return { refusal: error.fault };
    throw error;
  }
}

/** The password of whom the caller names without one. */
function defaultPassword(username: string): string {
  if (username === USER_GOOD) return 'pass_good';
  return username === DEPOSITS ? DEPOSITS : '';
}

/** The same where both may be left out, and where a refusal ends the call. */
export function requireSignIn(
  username: string | null,
  password: string | null,
): Exclude<SignIn, { refusal: ItemFault }> {
  const name = username ?? USER_GOOD;
  const result = signIn(name, password ?? defaultPassword(name));
  if ('refusal' in result) throw new PlaidFailure(result.refusal);
  return result;
}

/** Who an Item is made for without Link: whatever more would be asked of them there counts as answered. */
export function requirePerson(username: string | null, password: string | null): SandboxPerson {
  return requireSignIn(username, password).person;
}
