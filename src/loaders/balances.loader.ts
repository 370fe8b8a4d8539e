import DataLoader from 'dataloader';
import { hasPlaidCode } from '../plaid/errors.js';
import type { Balances } from '../model/account.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { itemKey, type LoaderContext, allSettled } from './loader-context.js';
import type { Loaders } from './loaders.js';

interface BalanceRequest {
  item: OwnedItem;
  accountId: AccountId;
  minLastUpdatedDatetime: Date | null;
}

/** What one Plaid call can answer together. */
const callKey = ({ item, minLastUpdatedDatetime }: BalanceRequest): string =>
  JSON.stringify([itemKey(item), minLastUpdatedDatetime?.getTime() ?? null]);

/**
 * /accounts/balance/get: live, slow and billed, so one call per Item and freshness, and never from the cache. Capital One
 * refuses the whole call when one account of it needs a freshness that was not given: then each is asked for alone.
 */
export function balanceLoader({ plaid, call }: LoaderContext): Pick<Loaders, 'liveBalances'> {
  const readTogether = async (together: readonly BalanceRequest[]): Promise<Map<AccountId, Balances>> => {
    const [first] = together;
    if (first === undefined) return new Map();
    const { item, minLastUpdatedDatetime } = first;
    const accountIds = [...new Set(together.map((request) => request.accountId))];
    const accounts = await plaid.accountsBalanceGet(item, { accountIds, minLastUpdatedDatetime }, call);
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
  return {
    liveBalances: (item, accountId, minLastUpdatedDatetime) => loader.load({ item, accountId, minLastUpdatedDatetime }),
  };
}

function grouped(all: readonly BalanceRequest[]): Map<string, BalanceRequest[]> {
  const groups = new Map<string, BalanceRequest[]>();
  for (const request of all) {
    const key = callKey(request);
    groups.set(key, [...(groups.get(key) ?? []), request]);
  }
  return groups;
}
