import type {
  AccountBalance,
  AccountBase,
  AccountsGetResponse,
  AccountVerificationInsights,
  AccountVerificationInsightsNetworkStatus,
  AccountVerificationInsightsPreviousReturns,
  Item,
} from 'plaid';
import {
  type Account,
  ACCOUNT_TYPES,
  type AccountType,
  type Balances,
  type VerificationInsights,
} from '../../model/account.js';
import { asAccountId, type ItemId } from '../../model/ids.js';
import { itemRead } from '../endpoint.js';
import {
  date,
  fieldsOf,
  finiteNumber,
  boolean,
  int32,
  requiredFields,
  requireItem,
  requiredList,
  requiredText,
  text,
} from '../wire.js';

const MINUTE_MS = 60_000;

/** The accounts of an Item, with balances that Plaid itself refreshes about once a day. */
export const accountsGet = itemRead({
  path: '/accounts/get',
  rateLimit: { sandbox: { perItem: 100, perClient: 5_000 }, production: { perItem: 15, perClient: 15_000 } },
  cache: { kind: 'accounts', ttlMs: 15 * MINUTE_MS, encrypted: false },
  cost: 2,
  parse: (response, { item }) => toAccounts(response, item.id),
});

/** The accounts in a response of /accounts/get, /accounts/balance/get or /auth/get, which must be about the requested Item. */
export function toAccounts(response: unknown, itemId: ItemId): Account[] {
  const { accounts, item } = requiredFields<AccountsGetResponse>(response, 'accounts');
  const wireItem = fieldsOf<Item>(item);
  if (wireItem !== null) requireItem(wireItem.item_id, itemId);
  return requiredList(accounts, 'accounts').map((account) => toAccount(account, itemId));
}

function toAccount(value: unknown, itemId: ItemId): Account {
  const wire = requiredFields<AccountBase>(value, 'accounts[]');
  return {
    id: asAccountId(requiredText(wire.account_id, 'accounts[].account_id')),
    itemId,
    persistentAccountId: text(wire.persistent_account_id),
    name: text(wire.name) ?? text(wire.official_name) ?? '',
    officialName: text(wire.official_name),
    mask: text(wire.mask),
    type: toAccountType(wire.type),
    subtype: text(wire.subtype),
    holderCategory: text(wire.holder_category),
    verificationStatus: text(wire.verification_status),
    verificationName: text(wire.verification_name),
    verificationInsights: toInsights(wire.verification_insights),
    balances: toBalances(wire.balances),
  };
}

/** Plaid's account type in our enum; UNKNOWN for a type that Plaid added later. */
export function toAccountType(value: unknown): AccountType {
  const name = text(value)?.toUpperCase();
  return ACCOUNT_TYPES.find((type) => type === name) ?? 'UNKNOWN';
}

/** An account without balances is still an account: its balances are all null. */
function toBalances(value: unknown): Balances {
  const wire = fieldsOf<AccountBalance>(value);
  return {
    available: finiteNumber(wire?.available),
    current: finiteNumber(wire?.current),
    limit: finiteNumber(wire?.limit),
    isoCurrencyCode: text(wire?.iso_currency_code),
    unofficialCurrencyCode: text(wire?.unofficial_currency_code),
    lastUpdatedDatetime: date(wire?.last_updated_datetime),
  };
}

function toInsights(value: unknown): VerificationInsights | null {
  const wire = fieldsOf<AccountVerificationInsights>(value);
  if (wire === null) return null;
  const network = fieldsOf<AccountVerificationInsightsNetworkStatus>(wire.network_status);
  const returns = fieldsOf<AccountVerificationInsightsPreviousReturns>(wire.previous_returns);
  return {
    nameMatchScore: int32(wire.name_match_score),
    accountNumberFormat: text(wire.account_number_format),
    networkStatus: network && {
      hasNumbersMatch: boolean(network.has_numbers_match) ?? false,
      isNumbersMatchVerified: boolean(network.is_numbers_match_verified) ?? false,
    },
    previousReturns: returns && {
      hasPreviousAdministrativeReturn: boolean(returns.has_previous_administrative_return) ?? false,
    },
  };
}
