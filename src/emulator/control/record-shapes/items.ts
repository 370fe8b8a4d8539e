import { scopesShape } from '../../endpoints/consent.js';
import { accountSubtype, product } from '../../endpoints/enums.js';
import {
  dateTime,
  flag,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
  url,
} from '../../http/validation.js';
import type { PlaidBalance, VerificationInsights } from '../../plaid-types.js';
import type * as records from '../../state/records.js';
import { accountType, bank, byName, count, fault, id, time, word } from './fields.js';
import { authMethod, verificationStatus } from './plaid-words.js';

const LARGEST_AMOUNT = 1e15;
const amount = () => nullable(number(-LARGEST_AMOUNT, LARGEST_AMOUNT));

const balances = object<PlaidBalance>({
  available: amount(),
  current: amount(),
  limit: amount(),
  iso_currency_code: word(),
  unofficial_currency_code: word(),
  last_updated_datetime: optional(nullable(dateTime())),
});

const numbers = object<records.AccountNumbers>({
  ach: optional(
    object<NonNullable<records.AccountNumbers['ach']>>({
      account: text(),
      routing: text(),
      wireRouting: word(),
      tokenized: flag(),
    }),
  ),
  eft: optional(
    object<NonNullable<records.AccountNumbers['eft']>>({ account: text(), institution: text(), branch: text() }),
  ),
  bacs: optional(object<NonNullable<records.AccountNumbers['bacs']>>({ account: text(), sortCode: text() })),
  international: optional(object<NonNullable<records.AccountNumbers['international']>>({ iban: text(), bic: text() })),
});

const insights = object<VerificationInsights>({
  name_match_score: optional(nullable(integer(0, 100))),
  network_status: object<VerificationInsights['network_status']>({
    has_numbers_match: flag(),
    is_numbers_match_verified: flag(),
  }),
  previous_returns: optional(
    object<NonNullable<VerificationInsights['previous_returns']>>({ has_previous_administrative_return: flag() }),
  ),
  account_number_format: oneOf(['valid', 'invalid', 'unknown']),
});

const account = object<records.AccountRecord>({
  accountId: id(),
  persistentAccountId: optional(text()),
  name: text(),
  officialName: word(),
  mask: word(),
  type: accountType(),
  subtype: accountSubtype(),
  balances,
  apy: optional(number(-LARGEST_AMOUNT, LARGEST_AMOUNT)),
  holderCategory: oneOf(['personal', 'business']),
  numbers: optional(numbers),
  verificationStatus: optional(verificationStatus()),
  verificationInsights: optional(insights),
  verificationName: optional(text()),
  micro: optional(
    object<records.MicroDeposit>({
      kind: oneOf(['automated', 'same-day']),
      expiresAtMs: nullable(time()),
      wrongCodes: count(),
      sms: flag(),
    }),
  ),
  revoked: optional(flag()),
});

/** An account that somebody can share. */
export const template = object<records.AccountTemplate>({
  name: text(),
  officialName: word(),
  mask: text(),
  type: accountType(),
  subtype: accountSubtype(),
  balances,
  apy: optional(number(-LARGEST_AMOUNT, LARGEST_AMOUNT)),
  numbers: optional(numbers),
  business: optional(flag()),
});

/** An Item. */
export const item = object<records.ItemRecord>({
  id: id(),
  institutionId: bank(),
  webhook: nullable(url()),
  accessToken: nullable(id()),
  products: list(product()),
  billedProducts: list(product()),
  consentedProducts: list(product()),
  accounts: list(account),
  error: fault(),
  createdAtMs: time(),
  loginExpiresAtMs: time(),
  consentExpiresAtMs: nullable(time()),
  consentWarnedForMs: optional(nullable(time())),
  authMethod: optional(nullable(authMethod())),
  scopes: optional(nullable(scopesShape)),
  permissionsRequested: optional(flag()),
  accessedAtMs: optional(byName(time())),
  lastWebhook: nullable(object<NonNullable<records.ItemRecord['lastWebhook']>>({ sentAtMs: time(), code: text() })),
  newAccountWaiting: flag(),
  userId: optional(id()),
});
