import { type AccountId, asAccountId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Db } from './dialect.js';
import { ITEM_COLUMNS, liveItems, toItem } from './items.js';
import type { AccountIndex } from './store.js';
import { storableIds } from './storable-text.js';

/** Rows of one insert: well below the number of parameters that either database takes in one statement. */
const ROWS_PER_INSERT = 1_000;

/** True when exactly these accounts are already known of the Item: the usual case, which then costs no write. */
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
    // Locks the Item's row, so that two answers of /accounts/get are not mixed, and finds out whether it is still there.
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
        // Plaid promises account ids unique within an Item only: of several Items the first linked one wins, always.
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
