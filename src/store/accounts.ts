import { type AccountId, asAccountId, type OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Db } from './dialect.js';
import { ITEM_COLUMNS, liveItems, toItem } from './items.js';
import { storableIds } from './storable-text.js';

/** Maps accounts to their Items. Filled from every response of /accounts/get. */
export interface AccountIndex {
  /** Replaces the list of accounts of the Item. */
  replace(item: OwnedItem, accountIds: readonly AccountId[]): Promise<void>;
  /**
   * The Items of `ownerId` that hold these accounts. Unknown accounts and those of other users are missing from the
   * map.
   */
  findOwnedItems(ownerId: OwnerId, accountIds: readonly AccountId[]): Promise<Map<AccountId, OwnedItem>>;
  /**
   * The owner's Items for which /accounts/get was never called: an account that is missing from the index may belong to
   * one of them. At most `limit`.
   */
  unindexedItems(ownerId: OwnerId, limit: number): Promise<OwnedItem[]>;
}

export function createAccountIndex(db: Db): AccountIndex {
  return {
    replace: async (item, accountIds) => {
      const distinct = storableIds([...new Set(accountIds)]);
      if (await isKnown(db, item, distinct)) return;
      await replaceAccounts(db, item, distinct);
    },

    findOwnedItems: async (ownerId, accountIds) => {
      const wanted = storableIds(accountIds);
      if (wanted.length === 0) return new Map();
      const rows = await liveItems(db)
        .innerJoin('accounts', 'accounts.item_id', 'items.id')
        .select([...ITEM_COLUMNS, 'accounts.account_id'])
        .where('items.owner_id', '=', ownerId)
        .where('accounts.account_id', 'in', wanted)
        // Plaid guarantees that account ids are unique only within an Item. If several Items have the same account id,
        // the one that was linked first always wins.
        .orderBy('items.position', 'desc')
        .execute();
      return new Map(rows.map((row) => [asAccountId(row.account_id), toItem(row)]));
    },

    unindexedItems: async (ownerId, limit) => {
      const rows = await liveItems(db)
        .select(ITEM_COLUMNS)
        .where('owner_id', '=', ownerId)
        .where('accounts_learned', '=', 0)
        .orderBy('position')
        .limit(limit)
        .execute();
      return rows.map(toItem);
    },
  };
}

/** Rows per INSERT: well below the parameter limits of both databases. */
const ROWS_PER_INSERT = 1_000;

/** Whether the index already holds exactly these accounts. It usually does, and then nothing is written. */
async function isKnown(db: Db, item: OwnedItem, accountIds: readonly AccountId[]): Promise<boolean> {
  const rows = await db
    .selectFrom('items')
    .leftJoin('accounts', 'accounts.item_id', 'items.id')
    .select('accounts.account_id')
    .where('items.id', '=', item.id)
    .where('items.accounts_learned', '=', 1)
    .execute();
  if (rows.length === 0) return false;
  const known = new Set(rows.flatMap(({ account_id }) => (account_id === null ? [] : [account_id])));
  return known.size === accountIds.length && accountIds.every((id) => known.has(id));
}

function replaceAccounts(db: Db, item: OwnedItem, accountIds: readonly AccountId[]): Promise<void> {
  return db.transaction().execute(async (trx) => {
    // Locks the Item's row, so that two concurrent responses of /accounts/get are not mixed, and checks that the Item
    // still exists.
    const live = await trx
      .updateTable('items')
      .set({ accounts_learned: 1 })
      .where('id', '=', item.id)
      .where('owner_id', '=', item.ownerId)
      .where('removed_at', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (live === undefined) return;
    await trx.deleteFrom('accounts').where('item_id', '=', item.id).execute();
    for (let from = 0; from < accountIds.length; from += ROWS_PER_INSERT) {
      const part = accountIds.slice(from, from + ROWS_PER_INSERT);
      await trx
        .insertInto('accounts')
        .values(part.map((account_id) => ({ item_id: item.id, account_id })))
        .execute();
    }
  });
}
