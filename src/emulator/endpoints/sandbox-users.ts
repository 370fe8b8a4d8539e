import { isErrorCode, type ItemFault, findError, PlaidFailure } from '../error-catalog.js';
import { mfaOf } from '../link/mfa.js';
import type { MfaRecord, SandboxPerson } from '../state/records.js';
import { customUser } from './custom-user.js';

/** The result of a login with test credentials: a test user, possibly after MFA, or an error. */
export type LoginResult = { person: SandboxPerson; mfa: MfaRecord | null } | { refusal: ItemFault };

const defaultPerson: SandboxPerson = { microdeposits: false, accounts: null };
const awaitingDeposits: SandboxPerson = { microdeposits: true, accounts: null };

const USER_GOOD = 'user_good';
/** Defines its own accounts, as JSON in the password. */
const USER_CUSTOM = 'user_custom';
/** A password of `user_good`; also accepted as a username, which only the emulator supports. */
const DEPOSITS = 'microdeposits_good';

/** Test users of Plaid's Sandbox for products that are not emulated. */
const NOT_MODELLED =
  /^user_(transactions_dynamic|ewa(_user)?|yuppie|small_business|bank_income|(credit|prism|income|payroll)_\w+)$/;

const invalidCredentials: ItemFault = {
  code: 'INVALID_CREDENTIALS',
  message: 'the username or password is not one of the test users',
};
function notModelled(what: string): ItemFault {
  return {
    code: 'NOT_MODELLED_BY_EMULATOR',
    message: `${what} exists in Plaid's Sandbox but not in this emulator; use user_good or user_custom`,
  };
}

/** Whether this error can occur during a login. */
function canRefuse(code: string): boolean {
  return (
    code === 'INVALID_LINK_TOKEN' ||
    code === 'RECAPTCHA_BAD' ||
    ['ITEM_ERROR', 'INSTITUTION_ERROR', 'API_ERROR'].includes(findError(code)?.type ?? '')
  );
}

function forcedError(code: string, credential: string): LoginResult {
  return {
    refusal:
      isErrorCode(code) && canRefuse(code)
        ? { code, message: `the test credentials request this error: ${credential}` }
        : notModelled(credential),
  };
}

const ERROR = /^error_([A-Z][A-Z0-9_]*)$/;
const RECAPTCHA = /^\s*\{\s*"recaptcha"\s*:\s*"(good|bad)"\s*\}\s*$/;

/** The password of `user_good` determines the result. */
function logInUserGood(password: string): LoginResult {
  if (password === 'pass_good') return { person: defaultPerson, mfa: null };
  if (password === DEPOSITS) return { person: awaitingDeposits, mfa: null };
  const mfa = mfaOf(password);
  if (mfa !== null) return { person: defaultPerson, mfa };
  const [, code] = ERROR.exec(password) ?? [];
  if (code !== undefined) return forcedError(code, password);
  const [, recaptcha] = RECAPTCHA.exec(password) ?? [];
  // The emulator shows no reCAPTCHA; a good one passes.
  if (recaptcha === 'good') return { person: defaultPerson, mfa: null };
  if (recaptcha === 'bad') return forcedError('RECAPTCHA_BAD', 'recaptcha');
  return {
    refusal: /^(mfa|error)_/.test(password) ? notModelled(`the password ${password.slice(0, 60)}`) : invalidCredentials,
  };
}

function logInUserCustom(password: string): LoginResult {
  const { accounts, mfa, forceError } = customUser(password);
  if (forceError !== null) return forcedError(forceError, `force_error ${forceError.slice(0, 60)}`);
  return { person: { microdeposits: false, accounts }, mfa };
}

/** Logs in with test credentials. An invalid password of `user_custom` is refused with the reason. */
export function logIn(username: string, password: string): LoginResult {
  if (username === USER_GOOD) return logInUserGood(password);
  if (username === DEPOSITS && password === DEPOSITS) return { person: awaitingDeposits, mfa: null };
  if (NOT_MODELLED.test(username)) return { refusal: notModelled(username) };
  if (username !== USER_CUSTOM) return { refusal: invalidCredentials };
  try {
    return logInUserCustom(password);
  } catch (error) {
    if (error instanceof PlaidFailure) return { refusal: error.fault };
    throw error;
  }
}

/** The password when only a username is given. */
function defaultPassword(username: string): string {
  if (username === USER_GOOD) return 'pass_good';
  return username === DEPOSITS ? DEPOSITS : '';
}

/** Like logIn, but with defaults for both credentials; throws on a failed login. */
export function requireLogin(
  username: string | null,
  password: string | null,
): Exclude<LoginResult, { refusal: ItemFault }> {
  const name = username ?? USER_GOOD;
  const result = logIn(name, password ?? defaultPassword(name));
  if ('refusal' in result) throw new PlaidFailure(result.refusal);
  return result;
}

/** The test user of an Item created without Link; MFA is skipped. */
export function requirePerson(username: string | null, password: string | null): SandboxPerson {
  return requireLogin(username, password).person;
}
