import { ERROR_CODES } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Account } from '../model/account.js';
import type { AccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { accountsGet } from '../plaid/endpoints/accounts-get.js';
import type { Load } from './load.js';
import { batched } from './batching.js';
import type { LoaderContext } from './loader-context.js';

type Found = { account: Account; item: OwnedItem } | null;

/** How many Items of the viewer are searched for an account that the index does not know. */
const MAX_ITEMS_SEARCHED = 20;

/** An account and its Item, through the index that /accounts/get fills. null: absent, or another owner's. */
export function accountById(
  { viewer, store }: LoaderContext,
  { load }: { load: Load },
): (id: AccountId) => Promise<Found> {
  const itemOfAccount = batched((ids: readonly AccountId[]) => store.accounts.findOwnedItems(viewer.id, ids));
  const accountsOf = (item: OwnedItem): Promise<Account[]> => load(accountsGet, item);
  let itemsToSearch: Promise<OwnedItem[]> | undefined;
  return async (id) => {
    const item = await itemOfAccount(id);
    if (item !== null) return findIn(item, await accountsOf(item), id);
    itemsToSearch ??= store.accounts.unindexedItems(viewer.id, MAX_ITEMS_SEARCHED);
    return searchIn(await itemsToSearch, accountsOf, id);
  };
}

function findIn(item: OwnedItem, accounts: readonly Account[], id: AccountId): Found {
  const account = accounts.find((candidate) => candidate.id === id);
  return account === undefined ? null : { account, item };
}

/**
 * Searches Items whose accounts are not in the index yet. An Item that Plaid rejects permanently counts as one without the
 * account. When an Item fails with a transient error, the search fails instead of returning "absent".
 */
async function searchIn(
  items: readonly OwnedItem[],
  accountsOf: (item: OwnedItem) => Promise<Account[]>,
  id: AccountId,
): Promise<Found> {
  const outcomes = await Promise.allSettled(items.map(async (item) => findIn(item, await accountsOf(item), id)));
  const found = outcomes.find((outcome) => outcome.status === 'fulfilled' && outcome.value !== null);
  if (found?.status === 'fulfilled') return found.value;
  const transient = outcomes.find((outcome) => outcome.status === 'rejected' && isTransient(outcome.reason));
  if (transient?.status === 'rejected') throw transient.reason;
  return null;
}

const isTransient = (error: unknown): boolean => !(error instanceof GatewayError) || ERROR_CODES[error.code].retryable;
