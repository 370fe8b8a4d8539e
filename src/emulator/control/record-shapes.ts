import { banks } from '../catalog/institutions.js';
import { scopesShape } from '../endpoints/consent.js';
import { identity } from '../endpoints/users.js';
import { country, language, product } from '../endpoints/vocabulary.js';
import { accountSubtype } from '../endpoints/word-lists.js';
import { meanings } from '../error-catalog.js';
import {
  anyObject,
  flag,
  integer,
  isObject,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  text,
  url,
} from '../http/shapes.js';
import type { Rule } from '../http/shapes.js';
import type { ItemFault } from '../plaid-errors.js';
import type { LinkEvent, PlaidBalance } from '../plaid-types.js';
import type * as records from '../state/records.js';
import type { TableName } from '../state/state.js';

/** The end of the year 9999: later moments cannot be written as a date. */
const LATEST_MS = 253_402_300_799_999;
/** A clock is at most a century ahead. */
const LARGEST_OFFSET_MS = 100 * 366 * 24 * 60 * 60 * 1000;
const LARGEST_AMOUNT = 1e15;
const MOST_STARTS = 1e9;
const LARGEST_PORT = 65_535;

const id = () => text({ min: 1 });
const time = () => integer(0, LATEST_MS);
const count = () => integer(0);
const word = () => nullable(text());
const amount = () => nullable(number(-LARGEST_AMOUNT, LARGEST_AMOUNT));
const bank = () => nullable(oneOf(banks.map(({ institutionId }) => institutionId)));
const accountType = () => oneOf(['investment', 'credit', 'depository', 'loan', 'brokerage', 'other']);
const fault = () =>
  nullable(object<ItemFault>({ code: oneOf(Object.keys(meanings)), message: text(), reason: optional(text()) }));

/** Any names, each with a value that follows the rule. */
const byName = (member: Rule): Rule => ({
  optional: false,
  check: (value, field, findings) => {
    if (!isObject(value)) findings.invalid.push({ field, rule: 'must be an object' });
    else for (const [name, one] of Object.entries(value)) member.check(one, `${field}.${name}`, findings);
  },
});

const balances = object<PlaidBalance>({
  available: amount(),
  current: amount(),
  limit: amount(),
  iso_currency_code: word(),
  unofficial_currency_code: word(),
  last_updated_datetime: optional(word()),
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

const account = object<records.AccountRecord>({
  accountId: id(),
  persistentAccountId: optional(text()),
  name: text(),
  officialName: word(),
  mask: word(),
  type: accountType(),
  subtype: accountSubtype(),
  balances,
  holderCategory: oneOf(['personal', 'business']),
  numbers: optional(numbers),
  verificationStatus: optional(text()),
  verificationInsights: optional(anyObject()),
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

const template = object<records.AccountTemplate>({
  name: text(),
  officialName: word(),
  mask: text(),
  type: accountType(),
  subtype: accountSubtype(),
  balances,
  numbers: optional(numbers),
  business: optional(flag()),
});

const step = object<records.LinkStep>({
  institutionId: bank(),
  signedIn: flag(),
  person: nullable(object<records.SandboxPerson>({ microdeposits: flag(), accounts: nullable(list(template)) })),
  manual: flag(),
  problem: nullable(oneOf(['credentials', 'accounts', 'numbers', 'code'])),
  askedForMore: flag(),
});

const institution = () =>
  nullable(object<{ institution_id: string; name: string }>({ institution_id: id(), name: text() }));

const session = object<records.LinkSessionRecord>({
  linkSessionId: id(),
  startedAtMs: time(),
  finishedAtMs: nullable(time()),
  lastActionAtMs: time(),
  step,
  events: list(
    object<LinkEvent>({ event_id: id(), event_name: text(), timestamp: text(), event_metadata: byName(text()) }),
  ),
  added: list(
    object<records.AddedItem>({
      publicToken: id(),
      itemId: id(),
      institution: institution(),
      accounts: list(
        object<records.LinkedAccount>({
          id: id(),
          name: text(),
          mask: word(),
          type: text(),
          subtype: text(),
          verification_status: word(),
          class_type: word(),
        }),
      ),
    }),
  ),
  exit: nullable(
    object<NonNullable<records.LinkSessionRecord['exit']>>({
      error: fault(),
      status: text(),
      institution: institution(),
    }),
  ),
});

/** One record of each table, down to its last field: a file that passes cannot break anything that reads it. */
export const recordShapes: Record<TableName, Rule> = {
  items: object<records.ItemRecord>({
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
    authMethod: optional(word()),
    scopes: optional(nullable(scopesShape)),
    permissionsRequested: optional(flag()),
    accessedAtMs: optional(byName(time())),
    lastWebhook: nullable(object<NonNullable<records.ItemRecord['lastWebhook']>>({ sentAtMs: time(), code: text() })),
    newAccountWaiting: flag(),
    userId: optional(id()),
  }),
  accessTokens: object<records.AccessTokenRecord>({ id: id(), itemId: id() }),
  publicTokens: object<records.PublicTokenRecord>({ id: id(), itemId: id(), expiresAtMs: time() }),
  linkTokens: object<records.LinkTokenRecord>({
    id: id(),
    createdAtMs: time(),
    expiresAtMs: time(),
    clientName: text(),
    language: language(),
    countryCodes: list(country()),
    products: list(product()),
    requiredIfSupported: list(product()),
    optionalProducts: list(product()),
    additionalConsented: list(product()),
    webhook: nullable(url()),
    redirectUri: nullable(url()),
    institutionId: word(),
    accountSubtypes: nullable(byName(list(text()))),
    accountFilters: optional(nullable(byName(byName(list(text()))))),
    institutionData: optional(nullable(byName(text()))),
    hosted: nullable(object<NonNullable<records.LinkTokenRecord['hosted']>>({ completionRedirectUri: word() })),
    multiItem: flag(),
    sameDay: optional(nullable(object<NonNullable<records.LinkTokenRecord['sameDay']>>({ sms: flag() }))),
    updateItemId: nullable(id()),
    accountSelection: flag(),
    userId: nullable(id()),
    sessions: list(session),
  }),
  processorTokens: object<records.ProcessorTokenRecord>({
    id: id(),
    itemId: id(),
    accountId: id(),
    processor: text(),
    redeemed: flag(),
  }),
  users: object<records.UserRecord>({
    id: id(),
    clientUserId: text(),
    userToken: word(),
    identity: nullable(identity()),
    createdAtMs: time(),
    updatedAtMs: time(),
  }),
  activities: object<records.ActivityRecord>({
    id: id(),
    itemId: id(),
    createdAtMs: time(),
    activity: text(),
    scopes: nullable(scopesShape),
  }),
  bankTransferEvents: object<records.BankTransferEventRecord>({
    id: id(),
    eventId: count(),
    transferId: id(),
    itemId: id(),
    accountId: id(),
    atMs: time(),
    type: oneOf(['pending', 'cancelled', 'failed', 'posted', 'reversed', 'receiver_pending', 'receiver_posted']),
    amount: text(),
    failure: nullable(
      object<NonNullable<records.BankTransferEventRecord['failure']>>({ ach_return_code: word(), description: text() }),
    ),
  }),
  signingKeys: object<records.SigningKeyRecord>({
    id: id(),
    privateJwk: object<records.SigningKeyRecord['privateJwk']>({
      kty: oneOf(['EC']),
      crv: oneOf(['P-256']),
      x: text({ min: 1 }),
      y: text({ min: 1 }),
      d: text({ min: 1 }),
    }),
    createdAtMs: time(),
    expiredAtMs: nullable(time()),
  }),
  deliveries: object<records.DeliveryRecord>({
    id: id(),
    sequence: count(),
    url: url(),
    type: text(),
    code: text(),
    itemId: nullable(id()),
    body: text(),
    createdAtMs: time(),
    outcome: oneOf(['pending', 'delivered', 'failed', 'dropped', 'abandoned']),
    nextAttemptAtMs: nullable(time()),
    attempts: list(
      object<records.DeliveryAttempt>({
        atMs: time(),
        status: nullable(integer(0, 999)),
        error: word(),
        durationMs: number(0, LATEST_MS),
      }),
    ),
    forged: flag(),
    staleMs: integer(0, LARGEST_OFFSET_MS),
  }),
  settings: object<records.SettingRecord>({
    id: id(),
    value: { optional: false, check: () => undefined },
  }),
};

/** What the settings that are read must be. */
const settings: Record<string, Rule> = {
  clock_offset_ms: integer(0, LARGEST_OFFSET_MS),
  epoch: integer(0, MOST_STARTS),
  port: integer(0, LARGEST_PORT),
};

/** The rule for the value of one setting. */
export const settingRule = (name: unknown): Rule =>
  (typeof name === 'string' && Object.hasOwn(settings, name) ? settings[name] : undefined) ?? oneOf([]);
