import type * as plaid from 'plaid';
import { itemRoute, type Route } from '../http/route.js';
import { dateTime, list, object, optional, text } from '../http/validation.js';
import { failure } from '../error-catalog.js';
import { findBank } from '../catalog/institutions.js';
import type { AccountRecord, ItemRecord } from '../state/records.js';
import { beginAuth, isEligible, assertHealthy, requireVerified } from './auth-access.js';
import { serializeAccount, serializeItem } from './serializers.js';
import { accountId } from './enums.js';

/** The only institution that requires min_last_updated_datetime. */
const DATED_BALANCES = 'ins_128026';

/** The requested accounts. An account_id that is not on the Item is an error, never ignored. */
export function choose(item: ItemRecord, ids: string[] | undefined): AccountRecord[] {
  const present = item.accounts.filter((account) => account.revoked !== true);
  if (ids === undefined) return present;
  if (ids.some((id) => !present.some((account) => account.accountId === id))) {
    throw failure('INVALID_ACCOUNT_ID', 'options.account_ids contains an account_id that is not on this Item');
  }
  return present.filter((account) => ids.includes(account.accountId));
}

const accountsGet = itemRoute<plaid.AccountsGetRequest, plaid.AccountsGetResponse>(
  '/accounts/get',
  {
    access_token: text(),
    options: optional(object<plaid.AccountsGetRequestOptions>({ account_ids: optional(list(accountId())) })),
  },
  ({ accessToken, accountId }) => ({
    access_token: accessToken,
    options: { account_ids: [accountId] },
  }),
  ({ clock }, item, body) => {
    const accounts = choose(item, body.options?.account_ids);
    item.accessedAtMs.account_balance_info = clock.now();
    return { accounts: accounts.map(serializeAccount), item: serializeItem(item) };
  },
);

function requireFreshEnough(item: ItemRecord, accounts: AccountRecord[], oldestAllowed: string | undefined): void {
  const dated = accounts.filter((account) => account.type !== 'depository');
  if (item.institutionId !== DATED_BALANCES || dated.length === 0) return;
  if (oldestAllowed === undefined) {
    throw failure(
      'INVALID_FIELD',
      'options.min_last_updated_datetime is required for accounts of this institution other than depository accounts',
    );
  }
  const tooOld = dated.find(
    (account) => Date.parse(account.balances.last_updated_datetime ?? '') < Date.parse(oldestAllowed),
  );
  if (tooOld !== undefined) {
    throw failure(
      'LAST_UPDATED_DATETIME_OUT_OF_RANGE',
      `no balance is that recent; the newest is from ${tooOld.balances.last_updated_datetime ?? 'an unknown time'}`,
    );
  }
}

const balanceGet = itemRoute<plaid.AccountsBalanceGetRequest, plaid.AccountsGetResponse>(
  '/accounts/balance/get',
  {
    access_token: text(),
    options: optional(
      object<plaid.AccountsBalanceGetRequestOptions>({
        account_ids: optional(list(accountId())),
        min_last_updated_datetime: optional(dateTime()),
      }),
    ),
  },
  ({ accessToken, accountId }) => ({
    access_token: accessToken,
    options: { account_ids: [accountId], min_last_updated_datetime: '2026-01-31T12:00:00Z' },
  }),
  ({ clock }, item, body) => {
    assertHealthy(item);
    if (item.institutionId === null)
      throw failure('PRODUCTS_NOT_SUPPORTED', 'this Item has account numbers only, without a login at a bank');
    const accounts = choose(item, body.options?.account_ids);
    requireFreshEnough(item, accounts, body.options?.min_last_updated_datetime);
    item.accessedAtMs.account_balance_info = clock.now();
    return { accounts: accounts.map(serializeAccount), item: serializeItem(item) };
  },
);

type Numbers = plaid.AuthGetNumbers;

function numbersOf(accounts: AccountRecord[]): Numbers {
  const numbers: Numbers = { ach: [], eft: [], international: [], bacs: [] };
  for (const { accountId: account_id, numbers: own } of accounts) {
    if (own?.ach !== undefined) {
      const { account, routing, wireRouting, tokenized } = own.ach;
      numbers.ach.push({
        account_id,
        account,
        routing,
        wire_routing: wireRouting,
        is_tokenized_account_number: tokenized,
      });
    }
    if (own?.eft !== undefined) numbers.eft.push({ account_id, ...own.eft });
    if (own?.bacs !== undefined)
      numbers.bacs.push({ account_id, account: own.bacs.account, sort_code: own.bacs.sortCode });
    if (own?.international !== undefined) numbers.international.push({ account_id, ...own.international });
  }
  return numbers;
}

const authGet = itemRoute<plaid.AuthGetRequest, plaid.AuthGetResponse>(
  '/auth/get',
  {
    access_token: text(),
    options: optional(object<plaid.AuthGetRequestOptions>({ account_ids: optional(list(accountId())) })),
  },
  ({ accessToken, accountId }) => ({ access_token: accessToken, options: { account_ids: [accountId] } }),
  (services, item, body) => {
    assertHealthy(item);
    const accounts = choose(item, body.options?.account_ids).filter(isEligible);
    if (accounts.length === 0)
      throw failure('NO_AUTH_ACCOUNTS', 'this Item has no checking, savings or cash management account');
    // Without a bank, the end user entered the account numbers.
    if (item.institutionId !== null && findBank(item.institutionId)?.products.includes('auth') !== true) {
      throw failure('PRODUCTS_NOT_SUPPORTED', 'this institution does not support auth');
    }
    requireVerified(accounts);
    beginAuth(services, item);
    item.accessedAtMs.account_routing_number = services.clock.now();
    return { accounts: accounts.map(serializeAccount), numbers: numbersOf(accounts), item: serializeItem(item) };
  },
);

/** /accounts/* and /auth/get. */
export const routes: Route[] = [accountsGet, balanceGet, authGet];
