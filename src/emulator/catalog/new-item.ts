import type { AccountRecord, ItemRecord } from '../state/records.js';
import type { Ids } from '../ids.js';
import type { Product } from '../plaid-types.js';
import type { AccountTemplate, Bank } from './institutions.js';

/** Length of a Plaid account_id or item_id (observed: 37 letters and digits). */
const ID_LENGTH = 37;
/** A Sandbox Item needs a new login after 30 days. */
const SANDBOX_LOGIN_MS = 30 * 24 * 60 * 60 * 1000;

/** What is needed to make one account of an Item. */
export interface AccountSource {
  ids: Ids;
  bank: Bank;
  nowMs: number;
}

/** A fresh account: its own id in every Item; at banks with tokenized numbers its own stand-in number too. */
export const createAccount = ({ ids, bank, nowMs }: AccountSource, template: AccountTemplate): AccountRecord => {
  const ach = template.numbers?.ach;
  const numbers = ach?.tokenized === true ? { ach: { ...ach, account: ids.digits('tan', 12) } } : template.numbers;
  const staleBalance = bank.institutionId === 'ins_128026' && template.type !== 'depository';
  return {
    accountId: ids.alphanumeric('account', ID_LENGTH),
    // The same account of the same person keeps this id in every Item that holds it.
    ...(bank.tokenized ? { persistentAccountId: `persistent-${bank.institutionId}-${template.mask}` } : {}),
    name: template.name,
    officialName: template.officialName,
    mask: template.mask,
    type: template.type,
    subtype: template.subtype,
    balances: staleBalance
      ? { ...template.balances, last_updated_datetime: new Date(nowMs - 60 * 60 * 1000).toISOString() }
      : { ...template.balances },
    holderCategory: template.business === true ? 'business' : 'personal',
    ...(numbers === undefined ? {} : { numbers }),
  };
};

/** What a new Item starts from. */
export interface NewItem extends AccountSource {
  products: Product[];
  billedProducts: Product[];
  consentedProducts: Product[];
  webhook: string | null;
  /** Which of the bank's accounts the person chose; all when absent. */
  templates?: AccountTemplate[];
  userId?: string;
}

/** A new Item: never the same item_id or account_id twice, also for the same bank and person. */
export const createItem = (input: NewItem): ItemRecord => ({
  id: input.ids.alphanumeric('item', ID_LENGTH),
  institutionId: input.bank.institutionId,
  webhook: input.webhook,
  accessToken: null,
  products: input.products,
  billedProducts: input.billedProducts,
  consentedProducts: input.consentedProducts,
  accounts: (input.templates ?? input.bank.accounts).map((template) => createAccount(input, template)),
  error: null,
  createdAtMs: input.nowMs,
  loginExpiresAtMs: input.nowMs + SANDBOX_LOGIN_MS,
  consentExpiresAtMs: null,
  authInitialized: input.products.includes('auth'),
  lastWebhook: null,
  newAccountWaiting: false,
  ...(input.userId === undefined ? {} : { userId: input.userId }),
});

/** When the login of a Sandbox Item that was repaired now runs out. */
export const nextLoginExpiry = (nowMs: number): number => nowMs + SANDBOX_LOGIN_MS;
