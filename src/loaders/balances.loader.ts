import DataLoader from 'dataloader';
import type { Balances } from '../model/account.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { accountsBalanceGet } from '../plaid/endpoints/accounts-balance-get.js';
import { hasPlaidCode } from '../plaid/errors.js';
import { allSettled, itemKey } from './batching.js';
import type { LoaderContext } from './loader-context.js';
import { onlyOwn } from './load.js';

interface BalanceRequest {
  item: OwnedItem;
  accountId: AccountId;
  minLastUpdatedDatetime: Date | null;
}

/** Requests with the same key can share one Plaid call. */
const callKey = ({ item, minLastUpdatedDatetime }: BalanceRequest): string =>
  `${minLastUpdatedDatetime?.getTime() ?? ''} ${itemKey(item)}`;

/**
 * Live balances: one call per Item and `minLastUpdatedDatetime`, because each call is slow and billed. Capital One refuses a
 * call for several accounts when one of them needs `minLastUpdatedDatetime` and it is missing: then each account is requested
 * by itself. null: the account is not in the response.
 */
export function liveBalances({
  viewer,
  plaid,
  call,
}: LoaderContext): (
  item: OwnedItem,
  accountId: AccountId,
  minLastUpdatedDatetime: Date | null,
) => Promise<Balances | null> {
  const readTogether = async (together: readonly BalanceRequest[]): Promise<Map<AccountId, Balances>> => {
    const [first] = together;
    if (first === undefined) return new Map();
    const { item, minLastUpdatedDatetime } = first;
    const accountIds = [...new Set(together.map((request) => request.accountId))];
    const accounts = await plaid.call(accountsBalanceGet, item, { accountIds, minLastUpdatedDatetime }, call);
    return new Map(accounts.map((account) => [account.id, account.balances]));
  };
  const loader = new DataLoader<BalanceRequest, Balances | null, string>(
    (all) => {
      const reads = new Map<string, Promise<Map<AccountId, Balances>>>();
      for (const [key, together] of grouped(all)) reads.set(key, readTogether(together));
      const readAlone = async (request: BalanceRequest, error: unknown): Promise<Map<AccountId, Balances>> => {
        const isAlone = all.every((other) => other === request || callKey(other) !== callKey(request));
        if (isAlone || !hasPlaidCode(error, 'INVALID_FIELD')) throw error;
        return readTogether([request]);
      };
      return allSettled(
        all.map(async (request) => {
          const together = reads.get(callKey(request)) ?? readTogether([request]);
          const balances = await together.catch((error: unknown) => readAlone(request, error));
          return balances.get(request.accountId) ?? null;
        }),
      );
    },
    { cacheKeyFn: (request) => JSON.stringify([callKey(request), request.accountId]) },
  );
  return onlyOwn(viewer, (item, accountId, minLastUpdatedDatetime) =>
    loader.load({ item, accountId, minLastUpdatedDatetime }),
  );
}

function grouped(all: readonly BalanceRequest[]): Map<string, BalanceRequest[]> {
  const groups = new Map<string, BalanceRequest[]>();
  for (const request of all) {
    const key = callKey(request);
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  return groups;
}
