import type { AccountsGetResponse, AuthGetResponse, ItemGetResponse } from './page-records.js';

/** The part of the gateway's schema that the pages select, for the servers that they are compared with. */
export const PAGE_SCHEMA = `#graphql
  type Query { items(first: Int = 20): ItemConnection! }
  type ItemConnection { nodes: [Item!]! }
  type Item {
    id: ID!
    status: ItemStatus!
    institutionId: String
    institutionName: String
    products: [String!]
    error: PlaidError
    accounts: [Account!]
    authNumbers: AuthNumbers
  }
  enum ItemStatus { HEALTHY LOGIN_REQUIRED ERROR }
  type PlaidError { errorCode: String! displayMessage: String }
  type Account { id: ID! name: String! officialName: String mask: String type: AccountType! subtype: String balances: Balances! }
  enum AccountType { DEPOSITORY CREDIT LOAN INVESTMENT OTHER }
  type Balances { available: Float current: Float limit: Float isoCurrencyCode: String }
  type AuthNumbers { ach: [AchNumbers!]! }
  type AchNumbers { accountId: ID! mask: String account: String! routing: String! wireRouting: String }
`;

const ACCOUNTS =
  'accounts { id name officialName mask type subtype balances { available current limit isoCurrencyCode } }';
const NUMBERS = 'authNumbers { ach { accountId mask account routing wireRouting } }';
const STATE = 'status institutionId institutionName products error { errorCode displayMessage }';

/** The pages, named by the calls to Plaid that they need for each Item when nothing is cached. */
export const PAGE_QUERIES = {
  everything: `query Page { items(first: 10) { nodes { id ${STATE} ${ACCOUNTS} ${NUMBERS} } } }`,
  accountsAndNumbers: `query Page { items(first: 10) { nodes { id ${ACCOUNTS} ${NUMBERS} } } }`,
  accounts: `query Page { items(first: 10) { nodes { id ${ACCOUNTS} } } }`,
};
export type PageName = keyof typeof PAGE_QUERIES;
export const CALLS_PER_ITEM: Readonly<Record<PageName, number>> = { everything: 3, accountsAndNumbers: 2, accounts: 1 };

export interface ItemDetails {
  status: 'HEALTHY' | 'LOGIN_REQUIRED' | 'ERROR';
  institutionId: string;
  institutionName: string;
  products: string[];
  error: { errorCode: string; displayMessage: string | null } | null;
}

export function toItemDetails({ item }: ItemGetResponse): ItemDetails {
  const error = item.error && { errorCode: item.error.error_code, displayMessage: item.error.display_message };
  return {
    status: error === null ? 'HEALTHY' : error.errorCode === 'ITEM_LOGIN_REQUIRED' ? 'LOGIN_REQUIRED' : 'ERROR',
    institutionId: item.institution_id,
    institutionName: item.institution_name,
    products: item.products,
    error,
  };
}

export function toAccounts({ accounts }: AccountsGetResponse): object[] {
  return accounts.map((account) => ({
    id: account.account_id,
    name: account.name,
    officialName: account.official_name,
    mask: account.mask,
    type: account.type.toUpperCase(),
    subtype: account.subtype,
    balances: {
      available: account.balances.available,
      current: account.balances.current,
      limit: account.balances.limit,
      isoCurrencyCode: account.balances.iso_currency_code,
    },
  }));
}

export function toAuthNumbers({ accounts, numbers }: AuthGetResponse): object {
  const masks = new Map(accounts.map(({ account_id, mask }) => [account_id, mask]));
  return {
    ach: numbers.ach.map(({ account_id, account, routing, wire_routing }) => ({
      accountId: account_id,
      mask: masks.get(account_id) ?? null,
      account,
      routing,
      wireRouting: wire_routing,
    })),
  };
}
