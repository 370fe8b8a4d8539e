import type { Account } from '../../model/account.js';
import type { OwnedItem } from '../../model/item.js';

/** An account with the Item it belongs to: what the resolvers of Account work on. */
export interface AccountOfItem extends Account {
  readonly item: OwnedItem;
}

/** Puts an account together with its Item. */
export function accountOfItem(account: Account, item: OwnedItem): AccountOfItem {
  return { ...account, item };
}
