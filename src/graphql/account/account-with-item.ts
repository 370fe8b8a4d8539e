import { notFound } from '../../errors/gateway-error.js';
import type { Loaders } from '../../loaders/loaders.js';
import type { Account } from '../../model/account.js';
import { type AccountId, asAccountId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';

/** An account with the Item it belongs to: what the resolvers of Account work on. */
export interface AccountWithItem extends Account {
  readonly item: OwnedItem;
}

/** Puts an account together with its Item. */
export function withItem(account: Account, item: OwnedItem): AccountWithItem {
  return { ...account, item };
}

/** The viewer's account of that id, with its Item; null when absent or somebody else's. */
export async function findAccount(loaders: Loaders, id: AccountId): Promise<AccountWithItem | null> {
  const found = await loaders.accountById(id);
  return found && withItem(found.account, found.item);
}

/** The viewer's account of that id, with its Item; NOT_FOUND when absent or somebody else's. */
export async function requireAccount(loaders: Loaders, id: string): Promise<AccountWithItem> {
  const account = await findAccount(loaders, asAccountId(id));
  if (account === null) throw notFound();
  return account;
}
