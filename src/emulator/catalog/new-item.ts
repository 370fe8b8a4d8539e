import type { AccountRecord, AccountTemplate, ItemRecord, MicroDeposit, SandboxPerson } from '../state/records.js';
import type { Ids } from '../ids.js';
import type { AuthMethod, Product } from '../plaid-types.js';
import type { Bank } from './institutions.js';

/** Length of a Plaid account_id or item_id (observed: 37 letters and digits). */
const ID_LENGTH = 37;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Automated micro-deposits expire after 7 days. */
const DEPOSIT_MS = 7 * DAY_MS;
/** A Sandbox Item needs a new login after 30 days. */
const SANDBOX_LOGIN_MS = 30 * DAY_MS;

/** The context for creating an account. */
export interface AccountSource {
  ids: Ids;
  bank: Bank;
  nowMs: number;
}

/** A new account. Its id, and at banks with tokenized numbers its account number, is unique to the Item. */
export function createAccount({ ids, bank, nowMs }: AccountSource, template: AccountTemplate): AccountRecord {
  const ach = template.numbers?.ach;
  const numbers = ach?.tokenized === true ? { ach: { ...ach, account: ids.digits('tan', 12) } } : template.numbers;
  const staleBalance = bank.institutionId === 'ins_128026' && template.type !== 'depository';
  return {
    accountId: ids.alphanumeric('account', ID_LENGTH),
    // The same account has the same persistent_account_id in every Item.
    ...(bank.tokenized ? { persistentAccountId: `persistent-${bank.institutionId}-${template.mask}` } : {}),
    name: template.name,
    officialName: template.officialName,
    mask: template.mask,
    type: template.type,
    subtype: template.subtype,
    balances: staleBalance
      ? { ...template.balances, last_updated_datetime: new Date(nowMs - 60 * 60 * 1000).toISOString() }
      : { ...template.balances },
    ...(template.apy === undefined ? {} : { apy: template.apy }),
    holderCategory: template.business === true ? 'business' : 'personal',
    ...(numbers === undefined ? {} : { numbers }),
  };
}

/** The input for a new Item. */
export interface NewItem extends AccountSource {
  products: Product[];
  billedProducts: Product[];
  consentedProducts: Product[];
  webhook: string | null;
  /** The accounts that the end user selected; all of them when absent. */
  templates?: AccountTemplate[];
  /** The test user who logged in; user_good when absent. */
  person?: SandboxPerson;
  userId?: string;
}

function blankItem(ids: Ids, nowMs: number) {
  return {
    id: ids.alphanumeric('item', ID_LENGTH),
    accessToken: null,
    error: null,
    createdAtMs: nowMs,
    loginExpiresAtMs: nowMs + SANDBOX_LOGIN_MS,
    consentWarnedForMs: null,
    scopes: null,
    permissionsRequested: false,
    accessedAtMs: {},
    lastWebhook: null,
    newAccountWaiting: false,
  };
}

/** Automated micro-deposits go to the checking account and stay pending for days. */
function sendDeposits(accounts: AccountRecord[], nowMs: number): void {
  const checking = accounts.find((account) => account.subtype === 'checking');
  if (checking === undefined) return;
  checking.verificationStatus = 'pending_automatic_verification';
  checking.micro = { kind: 'automated', expiresAtMs: nowMs + DEPOSIT_MS, wrongCodes: 0, sms: false };
}

/** Null until Auth has the numbers of at least one account. */
function authMethodOf({ products, person }: NewItem, accounts: AccountRecord[]): AuthMethod | null {
  if (!products.includes('auth') || !accounts.some((account) => account.numbers !== undefined)) return null;
  return person?.microdeposits === true ? 'AUTOMATED_MICRODEPOSITS' : 'INSTANT_AUTH';
}

/** A new Item. Its item_id and account_ids are always new, even for the same bank and end user. */
export function createItem(input: NewItem): ItemRecord {
  const { bank, nowMs, person } = input;
  const templates = input.templates ?? person?.accounts ?? bank.accounts;
  const accounts = templates.map((template) => createAccount(input, template));
  if (person?.microdeposits === true) sendDeposits(accounts, nowMs);
  return {
    ...blankItem(input.ids, nowMs),
    institutionId: bank.institutionId,
    webhook: input.webhook,
    products: input.products,
    billedProducts: input.billedProducts,
    consentedProducts: input.consentedProducts,
    accounts,
    consentExpiresAtMs: bank.consentDays === undefined ? null : nowMs + bank.consentDays * DAY_MS,
    authMethod: authMethodOf(input, accounts),
    ...(input.userId === undefined ? {} : { userId: input.userId }),
  };
}

/** Format of US account and routing numbers. */
export const ACCOUNT_NUMBER = /^\d{4,17}$/;
export const ROUTING_NUMBER = /^\d{9}$/;

/** Account numbers that the end user entered by hand. */
export interface TypedAccount {
  account: string;
  routing: string;
  subtype: 'checking' | 'savings';
}

/** The input for an Item without a login. */
export interface NewNumbersItem {
  ids: Ids;
  nowMs: number;
  institutionId: string | null;
  webhook: string | null;
  typed: TypedAccount;
  authMethod: 'SAME_DAY_MICRODEPOSITS' | 'DATABASE_INSIGHTS';
  /** The verification fields of the account. */
  verification: Pick<AccountRecord, 'verificationStatus' | 'verificationInsights' | 'verificationName'> & {
    micro?: MicroDeposit;
  };
  userId?: string;
}

/** An Item without a login. It has account numbers for Auth and nothing else. */
export function createNumbersItem(input: NewNumbersItem): ItemRecord {
  const { ids, nowMs, typed } = input;
  const mask = typed.account.slice(-4);
  return {
    ...blankItem(ids, nowMs),
    institutionId: input.institutionId,
    webhook: input.webhook,
    products: ['auth'],
    billedProducts: ['auth'],
    consentedProducts: ['auth'],
    accounts: [
      {
        accountId: ids.alphanumeric('account', ID_LENGTH),
        name: `${typed.subtype === 'checking' ? 'Checking' : 'Savings'} ...${mask}`,
        officialName: null,
        mask,
        type: 'depository',
        subtype: typed.subtype,
        balances: {
          available: null,
          current: null,
          limit: null,
          iso_currency_code: 'USD',
          unofficial_currency_code: null,
        },
        holderCategory: 'personal',
        numbers: { ach: { account: typed.account, routing: typed.routing, wireRouting: null, tokenized: false } },
        ...input.verification,
      },
    ],
    consentExpiresAtMs: null,
    authMethod: input.authMethod,
    ...(input.userId === undefined ? {} : { userId: input.userId }),
  };
}

/** When the login of a Sandbox Item expires that was repaired at `nowMs`. */
export function nextLoginExpiry(nowMs: number): number {
  return nowMs + SANDBOX_LOGIN_MS;
}
