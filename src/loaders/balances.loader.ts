import DataLoader from 'dataloader';
import { hasPlaidCode } from '../plaid/errors.js';
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

/**
 * /accounts/balance/get: live, slow and billed, so one call per Item and freshness, and never from the cache. Capital One
 * refuses the whole call when one account of it needs a freshness that was not given: then each is asked for alone.
 */
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
      const readAlone = async (wanted: Wanted, error: unknown): Promise<Map<AccountId, Balances>> => {
        const isAlone = all.every((other) => other === wanted || callKey(other) !== callKey(wanted));
        if (isAlone || !hasPlaidCode(error, 'INVALID_FIELD')) throw error;
        return readTogether([wanted]);
      };
      return settled(
        all.map(async (wanted) => {
          const together = reads.get(callKey(wanted)) ?? readTogether([wanted]);
          const balances = await together.catch((error: unknown) => readAlone(wanted, error));
          return balances.get(wanted.accountId) ?? null;
        }),
      );
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
