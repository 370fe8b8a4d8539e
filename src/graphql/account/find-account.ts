import type { Loaders } from '../../loaders/loaders.js';
import type { AccountId } from '../../model/ids.js';
import { type AccountOfItem, accountOfItem } from './account-of-item.js';

/** The viewer's account of that id, with its Item; null when absent or somebody else's. */
export async function findAccount(loaders: Loaders, id: AccountId): Promise<AccountOfItem | null> {
  const found = await loaders.accountById(id);
  return found && accountOfItem(found.account, found.item);
}
