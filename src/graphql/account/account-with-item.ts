import { notFound } from '../../errors/gateway-error.js';
import type { Loaders } from '../../loaders/loaders.js';
import type { Account } from '../../model/account.js';
import { type AccountId, asAccountId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';

/** An account with its Item: the parent value of the resolvers of Account. */
export interface AccountWithItem extends Account {
  readonly item: OwnedItem;
}

/** The viewer's account with this id; null if it does not exist or belongs to another user. */
export async function findAccount(loaders: Loaders, id: AccountId): Promise<AccountWithItem | null> {
  const found = await loaders.accountById(id);
  return found && { ...found.account, item: found.item };
}

/** Like findAccount, but fails with NOT_FOUND. */
export async function requireAccount(loaders: Loaders, id: string): Promise<AccountWithItem> {
  const account = await findAccount(loaders, asAccountId(id));
  if (account === null) throw notFound();
  return account;
}
