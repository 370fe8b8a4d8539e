import type * as plaid from 'plaid';
import {
  anyObject,
  anything,
  boolean,
  integer,
  isObject,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
  validateShape,
} from '../http/validation.js';
import { failure } from '../error-catalog.js';
import type { AccountType, Wire } from '../plaid-types.js';
import type { AccountNumbers, AccountTemplate, MfaRecord } from '../state/records.js';
import { accountSubtype } from './enums.js';

/** Limits of one custom user, because the state is held in memory. */
const MAX_JSON_LENGTH = 64 * 1024;
const MAX_ACCOUNTS = 20;
const MAX_NAME_LENGTH = 200;
const MAX_ROUNDS = 9;
const MAX_AMOUNT = 1e12;

type Override = Partial<Omit<Wire<plaid.OverrideAccounts>, 'meta' | 'numbers'>> & {
  type: Wire<plaid.OverrideAccountType>;
  meta?: Partial<Wire<plaid.Meta>>;
  numbers?: Wire<plaid.Numbers>;
};

/** All types except payroll, which belongs to Income. */
const types = ['investment', 'credit', 'depository', 'loan', 'other'];
const amount = () => number(-MAX_AMOUNT, MAX_AMOUNT);
const name = () => text({ max: MAX_NAME_LENGTH });
function digits(least: number, most: number) {
  return text({ pattern: new RegExp(`^\\d{${least},${most}}$`), what: `${least} to ${most} digits` });
}

const shape = object<plaid.UserCustomPassword>({
  version: optional(nullable(text())),
  seed: optional(text({ max: MAX_NAME_LENGTH })),
  override_accounts: optional(
    list(
      object<plaid.OverrideAccounts>({
        type: oneOf(types),
        subtype: optional(nullable(accountSubtype())),
        starting_balance: optional(amount()),
        force_available_balance: optional(nullable(amount())),
        has_null_available_balance: optional(boolean()),
        currency: optional(text({ pattern: /^[A-Z]{3}$/, what: 'a currency code such as USD' })),
        meta: optional(
          object<plaid.Meta>({
            name: optional(name()),
            official_name: optional(name()),
            limit: optional(amount()),
            mask: optional(text({ pattern: /^[A-Za-z0-9]{2,4}$/, what: '2 to 4 letters or digits' })),
            apy: optional(amount()),
          }),
        ),
        numbers: optional(
          object<plaid.Numbers>({
            account: optional(digits(4, 17)),
            ach_routing: optional(digits(9, 9)),
            ach_wire_routing: optional(digits(9, 9)),
            eft_institution: optional(digits(3, 3)),
            eft_branch: optional(digits(5, 5)),
            international_bic: optional(text({ max: 11 })),
            international_iban: optional(text({ max: 34 })),
            bacs_sort_code: optional(digits(6, 6)),
          }),
        ),
        // Products that are not emulated: accepted and ignored.
        transactions: optional(list(anything())),
        holdings: optional(anyObject()),
        investment_transactions: optional(anyObject()),
        identity: optional(anyObject()),
        liability: optional(anyObject()),
        inflow_model: optional(anyObject()),
        income: optional(anyObject()),
      }),
      { min: 1, max: MAX_ACCOUNTS },
    ),
  ),
  mfa: optional(
    object<plaid.MFA>({
      type: oneOf(['device', 'questions', 'selections']),
      question_rounds: optional(integer(1, MAX_ROUNDS)),
      questions_per_round: optional(integer(1, MAX_ROUNDS)),
      selection_rounds: optional(integer(1, MAX_ROUNDS)),
      selections_per_question: optional(integer(2, MAX_ROUNDS)),
    }),
  ),
  recaptcha: optional(oneOf(['good', 'bad'])),
  force_error: optional(text()),
});

function parse(password: string): unknown {
  if (password.length > MAX_JSON_LENGTH)
    throw failure('INVALID_FIELD', `the password of user_custom may have at most ${MAX_JSON_LENGTH} characters`);
  try {
    return JSON.parse(password);
  } catch {
    throw failure('INVALID_FIELD', 'the password of user_custom must be JSON with override_accounts');
  }
}

/** The validated JSON of the password. */
interface CustomUser {
  override_accounts?: Override[];
  mfa?: Partial<plaid.MFA> & { type: MfaRecord['kind'] };
  recaptcha?: 'good' | 'bad';
  force_error?: string;
}

function validate(value: unknown): CustomUser {
  if (!isObject(value)) throw failure('INVALID_FIELD', 'the password of user_custom must be a JSON object');
  const { unknown, missing, invalid } = validateShape(shape, value);
  const problems = [
    ...unknown.map((field) => `${field} is unknown`),
    ...missing.map((field) => `${field} is missing`),
    ...invalid.map(({ field, rule }) => `${field} ${rule}`),
  ];
  if (problems.length > 0)
    throw failure('INVALID_FIELD', `the password of user_custom: ${problems.slice(0, 10).join('; ')}`);
  return value;
}

const defaults: Record<AccountType, AccountTemplate['subtype']> = {
  depository: 'checking',
  credit: 'credit card',
  loan: 'student',
  investment: 'brokerage',
  brokerage: 'brokerage',
  other: 'other',
};

/** The given account numbers; ACH numbers by default, so that /auth/get returns some. */
function numbersOf(given: Wire<plaid.Numbers>, position: number): AccountNumbers {
  const account = given.account ?? String(1111_2222_0000 + position * 1111);
  const numbers: AccountNumbers = {};
  if (given.eft_institution !== undefined && given.eft_branch !== undefined)
    numbers.eft = { account, institution: given.eft_institution, branch: given.eft_branch };
  if (given.bacs_sort_code !== undefined) numbers.bacs = { account, sortCode: given.bacs_sort_code };
  if (given.international_iban !== undefined)
    numbers.international = { iban: given.international_iban, bic: given.international_bic ?? '' };
  if (Object.keys(numbers).length === 0 || given.ach_routing !== undefined)
    numbers.ach = {
      account,
      routing: given.ach_routing ?? '011401533',
      wireRouting: given.ach_wire_routing ?? null,
      tokenized: false,
    };
  return numbers;
}

const DEFAULT_BALANCE = 100;

function templateOf(override: Override, index: number): AccountTemplate {
  const { meta = {}, type } = override;
  const subtype = override.subtype ?? defaults[type as AccountType];
  const numbers = type === 'depository' ? numbersOf(override.numbers ?? {}, index) : undefined;
  const real = numbers?.ach?.account ?? numbers?.eft?.account ?? numbers?.bacs?.account;
  const current = override.starting_balance ?? DEFAULT_BALANCE;
  const available = override.has_null_available_balance === true ? null : (override.force_available_balance ?? current);
  return {
    name: meta.name ?? `Plaid ${subtype}`,
    officialName: meta.official_name ?? null,
    mask: meta.mask ?? real?.slice(-4) ?? String(1000 + index),
    type: type as AccountType,
    subtype,
    balances: {
      available,
      current,
      limit: meta.limit ?? null,
      iso_currency_code: override.currency ?? 'USD',
      unofficial_currency_code: null,
    },
    ...(meta.apy === undefined ? {} : { apy: meta.apy }),
    ...(numbers === undefined ? {} : { numbers }),
  };
}

/** The multi-factor authentication of the user, with Plaid's defaults. */
function mfaOfCustom(mfa: CustomUser['mfa']): MfaRecord | null {
  if (mfa === undefined) return null;
  const { type: kind } = mfa;
  if (kind === 'device') return { kind, rounds: 1, questions: 1, options: 0, round: 0 };
  if (kind === 'questions')
    return { kind, rounds: mfa.question_rounds ?? 1, questions: mfa.questions_per_round ?? 1, options: 0, round: 0 };
  return {
    kind,
    rounds: mfa.selection_rounds ?? 1,
    questions: mfa.questions_per_round ?? 2,
    options: mfa.selections_per_question ?? 2,
    round: 0,
  };
}

/** Parses the JSON in the password of `user_custom`; throws INVALID_FIELD with the name of each invalid field. */
export function customUser(password: string): {
  accounts: AccountTemplate[] | null;
  mfa: MfaRecord | null;
  forceError: string | null;
} {
  const user = validate(parse(password));
  // Plaid generates accounts when none are given; the emulator uses the bank's accounts.
  const accounts = user.override_accounts?.map(templateOf) ?? null;
  const masks = accounts?.map((template) => template.mask) ?? [];
  if (new Set(masks).size < masks.length)
    throw failure('INVALID_FIELD', 'the password of user_custom: two accounts have the same mask');
  const forceError = user.force_error === '' ? undefined : user.force_error;
  return {
    accounts,
    mfa: mfaOfCustom(user.mfa),
    forceError: forceError ?? (user.recaptcha === 'bad' ? 'RECAPTCHA_BAD' : null),
  };
}
