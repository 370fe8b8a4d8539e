import DataLoader from 'dataloader';
import type { Balances } from '../model/account.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { itemKey, type LoaderContext, settled } from './loader-context.js';
import type { Loaders } from './loaders.js';

interface Wanted {
  item: OwnedItem;
  accountId: AccountId;
  minLastUpdatedDatetime: Date | null;
}

/** What one Plaid call can answer together. */
const callKey = ({ item, minLastUpdatedDatetime }: Wanted): string =>
  JSON.stringify([itemKey(item), minLastUpdatedDatetime?.getTime() ?? null]);

/** /accounts/balance/get: live, slow and billed, so one call per Item and freshness, and never from the cache. */
export function balanceLoader({ plaid, call }: LoaderContext): Pick<Loaders, 'liveBalances'> {
  const readTogether = async (together: readonly Wanted[]): Promise<Map<AccountId, Balances>> => {
    const [first] = together;
    if (first === undefined) return new Map();
    const { item, minLastUpdatedDatetime } = first;
    const accountIds = [...new Set(together.map((wanted) => wanted.accountId))];
    const accounts = await plaid.accountsBalanceGet(item, { accountIds, minLastUpdatedDatetime }, call);
    return new Map(accounts.map((account) => [account.id, account.balances]));
  };
  const loader = new DataLoader<Wanted, Balances | null, string>(
    (all) => {
      const reads = new Map<string, Promise<Map<AccountId, Balances>>>();
      for (const [key, together] of grouped(all)) reads.set(key, readTogether(together));
      return settled(all.map(async (wanted) => (await reads.get(callKey(wanted)))?.get(wanted.accountId) ?? null));
    },
    { cacheKeyFn: (wanted) => JSON.stringify([callKey(wanted), wanted.accountId]) },
  );
  return {
    liveBalances: (item, accountId, minLastUpdatedDatetime) => loader.load({ item, accountId, minLastUpdatedDatetime }),
  };
}

function grouped(all: readonly Wanted[]): Map<string, Wanted[]> {
  const groups = new Map<string, Wanted[]>();
  for (const wanted of all) {
    const key = callKey(wanted);
    groups.set(key, [...(groups.get(key) ?? []), wanted]);
  }
  return groups;
}
