import { ERROR_CODES } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Account } from '../model/account.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { batched, type LoaderContext, memoizeByItem } from './loader-context.js';
import type { Loaders } from './loaders.js';

type Found = Awaited<ReturnType<Loaders['accountById']>>;

/** How many Items of the viewer are asked for an account that the index does not know. */
const MAX_ITEMS_SEARCHED = 20;

/** /accounts/get through the cache. Every fresh answer teaches the index which Item an account belongs to. */
export function accountLoaders(context: LoaderContext): Pick<Loaders, 'accounts' | 'accountById'> {
  const { viewer, store, cache, plaid, call } = context;
  const accounts = memoizeByItem((item) =>
    cache.readItemData('accounts', item, call, async (shared) => {
      const fresh = await plaid.accountsGet(item, shared);
      await store.accounts.replace(
        item,
        fresh.map((account) => account.id),
      );
      return fresh;
    }),
  );
  const itemOfAccount = batched((ids: readonly AccountId[]) => store.accounts.findOwnedItems(viewer.id, ids));
  let itemsToSearch: Promise<OwnedItem[]> | undefined;
  return {
    accounts,
    async accountById(id) {
      const item = await itemOfAccount(id);
      if (item !== null) return findIn(item, await accounts(item), id);
      itemsToSearch ??= store.accounts.unindexedItems(viewer.id, MAX_ITEMS_SEARCHED);
      return searchIn(await itemsToSearch, accounts, id);
    },
  };
}

function findIn(item: OwnedItem, accounts: readonly Account[], id: AccountId): Found {
  const account = accounts.find((candidate) => candidate.id === id);
  return account === undefined ? null : { account, item };
}

/**
 * Asks Items whose accounts were never learned. One that Plaid refuses for good does not hold the account as far as anyone
 * can tell; one that may answer later makes the search fail rather than say "absent".
 */
async function searchIn(items: readonly OwnedItem[], accounts: Loaders['accounts'], id: AccountId): Promise<Found> {
  const outcomes = await Promise.allSettled(items.map(async (item) => findIn(item, await accounts(item), id)));
  const found = outcomes.find((outcome) => outcome.status === 'fulfilled' && outcome.value !== null);
  if (found?.status === 'fulfilled') return found.value;
  const transient = outcomes.find((outcome) => outcome.status === 'rejected' && isTransient(outcome.reason));
  if (transient?.status === 'rejected') throw transient.reason;
  return null;
}

const isTransient = (error: unknown): boolean => !(error instanceof GatewayError) || ERROR_CODES[error.code].retryable;
