import type { Account } from '../model/account.js';
import type { OwnedItem } from '../model/item.js';
import { accountsGet } from '../plaid/endpoints/accounts-get.js';
import { itemGet } from '../plaid/endpoints/item-get.js';
import { type Load, onlyOwn } from './load.js';
import type { LoaderContext } from './loader-context.js';

/** How many older Items are compared: each may cost two Plaid calls. */
const MAX_ITEMS_COMPARED = 20;

/**
 * An older Item of the same owner with the same institution and at least one account in common (persistent_account_id, or
 * mask, name and subtype), by /item/get and /accounts/get through the cache. null: there is none.
 */
export function duplicateOf(
  { viewer, store }: LoaderContext,
  { load }: { load: Load },
): (item: OwnedItem) => Promise<OwnedItem | null> {
  let oldest: Promise<OwnedItem[]> | undefined;
  const readOldest = async (): Promise<OwnedItem[]> => {
    const page = await store.items.list(viewer.id, { first: MAX_ITEMS_COMPARED, after: null });
    return page.entries.map((entry) => entry.node);
  };
  return onlyOwn(viewer, async (item: OwnedItem) => {
    oldest ??= readOldest();
    const older = (await oldest).filter((other) => isOlder(other, item));
    const { institutionId } = await load(itemGet, item);
    if (institutionId === null || older.length === 0) return null;
    const accounts = await load(accountsGet, item);
    for (const other of older) {
      if (await isSame(load, other, institutionId, accounts)) return other;
    }
    return null;
  });
}

function isOlder(other: OwnedItem, item: OwnedItem): boolean {
  return other.id !== item.id && other.linkedAt <= item.linkedAt;
}

/** An older Item that cannot be read now counts as a different one. */
async function isSame(
  load: Load,
  other: OwnedItem,
  institutionId: string,
  accounts: readonly Account[],
): Promise<boolean> {
  try {
    if ((await load(itemGet, other)).institutionId !== institutionId) return false;
    const known = new Set((await load(accountsGet, other)).flatMap(identifiersOf));
    return accounts.some((account) => identifiersOf(account).some((identifier) => known.has(identifier)));
  } catch {
    return false;
  }
}

/** What stays the same when an account is linked again: account ids do not. */
function identifiersOf(account: Account): string[] {
  const { persistentAccountId, mask, name, subtype } = account;
  const identifiers = mask === null ? [] : [JSON.stringify([mask, name, subtype])];
  return persistentAccountId === null ? identifiers : [...identifiers, persistentAccountId];
}
