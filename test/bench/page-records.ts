// Complete enough for the gateway, in the format of Plaid's API.

/** An Item that belongs to an owner before the benchmark starts. */
export interface PageItem {
  owner: string;
  item: string;
  accessToken: string;
}

export const ITEMS_PER_PAGE = 10;
const ACCOUNTS_PER_ITEM = 5;
const TOKEN_PREFIX = 'access-sandbox-';

/** The Items of these owners, each with as many as one page shows. */
export function itemsOf(owners: readonly string[], perOwner = ITEMS_PER_PAGE): PageItem[] {
  return owners.flatMap((owner) =>
    Array.from({ length: perOwner }, (_, index) => {
      const item = `${owner}-item-${index}`;
      return { owner, item, accessToken: accessTokenOf(item) };
    }),
  );
}

/** The stand-in needs no memory of tokens: each one contains the id of its Item. */
export function accessTokenOf(item: string): string {
  return `${TOKEN_PREFIX}${item}`;
}

export function itemOfToken(accessToken: string): string {
  return accessToken.slice(TOKEN_PREFIX.length);
}

/** The response of /item/get. */
export function itemGetResponse(item: string) {
  return { item: wireItem(item), status: null, request_id: 'bench-request' };
}

/** The response of /accounts/get. */
export function accountsGetResponse(item: string) {
  return { accounts: wireAccounts(item), item: wireItem(item), request_id: 'bench-request' };
}

/** The response of /auth/get: the accounts again, and a number of each. */
export function authGetResponse(item: string) {
  const numbers = { ach: wireAccounts(item).map(wireNumbers), eft: [], international: [], bacs: [] };
  return { ...accountsGetResponse(item), numbers };
}

function wireItem(item: string) {
  return {
    item_id: item,
    institution_id: 'ins_109508',
    institution_name: 'First Platypus Bank',
    webhook: 'https://gateway.example/webhooks/plaid',
    auth_method: 'INSTANT_AUTH',
    error: null as { error_code: string; display_message: string | null } | null,
    available_products: ['balance', 'identity', 'investments', 'liabilities', 'signal'],
    billed_products: ['auth', 'transactions'],
    products: ['auth', 'transactions'],
    consented_products: ['auth', 'transactions', 'identity'],
    consent_expiration_time: null,
    update_type: 'background',
    created_at: '2026-01-15T09:30:00Z',
  };
}

function wireAccounts(item: string) {
  return Array.from({ length: ACCOUNTS_PER_ITEM }, (_, index) => ({
    account_id: `${item}-account-${index}`,
    name: `Plaid Checking ${index}`,
    official_name: 'Plaid Gold Standard 0% Interest Checking',
    mask: String(1_000 + index),
    type: 'depository',
    subtype: 'checking',
    holder_category: 'personal',
    balances: {
      available: 100 + index,
      current: 110 + index,
      limit: null,
      iso_currency_code: 'USD',
      unofficial_currency_code: null,
    },
  }));
}

function wireNumbers(account: { account_id: string }, index: number) {
  return {
    account_id: account.account_id,
    account: `111122223333${1_000 + index}`,
    routing: '011401533',
    wire_routing: '021000021',
    is_tokenized_account_number: false,
    can_transfer_in: true,
    can_transfer_out: true,
  };
}

export type ItemGetResponse = ReturnType<typeof itemGetResponse>;
export type AccountsGetResponse = ReturnType<typeof accountsGetResponse>;
export type AuthGetResponse = ReturnType<typeof authGetResponse>;
