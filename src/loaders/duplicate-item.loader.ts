import type { Account } from '../model/account.js';
import type { OwnedItem } from '../model/item.js';
import type { LoaderContext } from './loader-context.js';
import type { Loaders } from './loaders.js';

/** As many older Items as are compared: each may cost two Plaid calls. */
const MAX_ITEMS_COMPARED = 20;

type Reads = Pick<Loaders, 'plaidItem' | 'accounts'>;

/** Whether a person has linked the same institution and accounts before. */
export function duplicateItemLoader(context: LoaderContext, reads: Reads): Pick<Loaders, 'duplicateOf'> {
  return {
    async duplicateOf(item) {
      const page = await context.store.items.list(item.ownerId, { first: MAX_ITEMS_COMPARED, after: null });
      const older = page.entries.map((entry) => entry.node).filter((other) => isOlder(other, item));
      const { institutionId } = await reads.plaidItem(item);
      if (institutionId === null || older.length === 0) return null;
      const accounts = await reads.accounts(item);
      for (const other of older) {
        if (await isSame(reads, other, institutionId, accounts)) return other;
      }
      return null;
    },
  };
}

function isOlder(other: OwnedItem, item: OwnedItem): boolean {
  return other.id !== item.id && other.linkedAt <= item.linkedAt;
}

/** An older Item that Plaid cannot be asked about now is no proof of anything: it counts as another one. */
async function isSame(
  reads: Reads,
  other: OwnedItem,
  institutionId: string,
  accounts: readonly Account[],
): Promise<boolean> {
  try {
    if ((await reads.plaidItem(other)).institutionId !== institutionId) return false;
    const known = new Set((await reads.accounts(other)).flatMap(identifiersOf));
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
