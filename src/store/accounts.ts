import type { ExpressionBuilder, Transaction } from 'kysely';
import {
  type AccountId,
  asAccountId,
  asItemId,
  asOwnerId,
  type ItemId,
  type OwnerId,
  storableIds,
} from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { coalesceFinds, groupedBy } from './coalesced-reads.js';
import { compileOnce, isIn, type Parameter, rowsFrom } from './queries.js';
import type { Database, Db } from './dialect.js';
import { ITEM_COLUMNS, liveItems, toItem } from './items.js';
import type { Tables } from './schema.js';
import { createWriteBatcher } from './coalesced-writes.js';

/** Maps accounts to their Items. Filled from every response of /accounts/get. */
export interface AccountIndex {
  /**
   * The accounts that the index holds for the Item; null when /accounts/get was never called for it, and when it was
   * removed. Items that are looked up at the same moment share one statement.
   */
  accountsOf(item: OwnedItem): Promise<ReadonlySet<AccountId> | null>;
  /**
   * Replaces the list of accounts of the Item. Durable when it resolves. Items that are written at the same moment share
   * one commit; each of them is replaced as a whole.
   */
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

/** The accounts of one Item, as Plaid returned them. */
interface AccountList {
  item: OwnedItem;
  accountIds: readonly AccountId[];
}

/** The Items of two of the largest pages share one transaction. */
const REPLACE_BATCHES = { batchSize: 200, maxWaiting: 10_000 };

export function createAccountIndex(db: Db, { locksRows }: Pick<Database, 'locksRows'>): AccountIndex {
  const findAccounts = coalesceFinds((ids: readonly ItemId[]) => readAccounts(db, ids));
  const replace = createWriteBatcher(
    (lists: readonly AccountList[]) => replaceAll({ db, locksRows }, lists),
    REPLACE_BATCHES,
  );
  return {
    accountsOf: async (item) => {
      const found = await findAccounts(item.id);
      return found?.ownerId === item.ownerId ? found.accountIds : null;
    },

    replace: async (item, accountIds) => {
      await replace({ item, accountIds: storableIds([...new Set(accountIds)]) });
    },

    findOwnedItems: async (ownerId, accountIds) => {
      const wanted = storableIds(accountIds);
      if (wanted.length === 0) return new Map();
      const rows = await liveItems(db)
        .innerJoin('accounts', 'accounts.item_id', 'items.id')
        .select([...ITEM_COLUMNS, 'accounts.account_id'])
        .where('items.owner_id', '=', ownerId)
        .where(isIn(db, 'accounts.account_id', wanted))
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

const findIndexed = compileOnce((db, parameter: Parameter<{ ids: readonly string[] }>) =>
  liveItems(db)
    .leftJoin('accounts', 'accounts.item_id', 'items.id')
    .select(['items.id', 'items.owner_id', 'accounts.account_id'])
    .where(isIn(db, 'items.id', parameter('ids')))
    .where('items.accounts_learned', '=', 1),
);

async function readAccounts(
  db: Db,
  itemIds: readonly ItemId[],
): Promise<Map<ItemId, { ownerId: OwnerId; accountIds: Set<AccountId> }>> {
  const { rows } = await findIndexed(db, { ids: itemIds });
  const found = new Map<ItemId, { ownerId: OwnerId; accountIds: Set<AccountId> }>();
  for (const { id, owner_id, account_id } of rows) {
    const entry = found.get(asItemId(id)) ?? { ownerId: asOwnerId(owner_id), accountIds: new Set() };
    if (account_id !== null) entry.accountIds.add(asAccountId(account_id));
    found.set(asItemId(id), entry);
  }
  return found;
}

/**
 * One transaction for all Items. It never waits for the row of one Item while it holds that of another, because such waits
 * could become a deadlock: Items whose rows are locked by others are replaced afterwards, one by one.
 */
async function replaceAll(
  { db, locksRows }: { db: Db } & Pick<Database, 'locksRows'>,
  lists: readonly AccountList[],
): Promise<undefined[]> {
  // The newest list of an Item that is there twice.
  const latest = [...new Map(lists.map((list) => [list.item.id, list])).values()];
  const locked = await db.transaction().execute(async (trx) => {
    const unlearned = await lockItems(trx, latest, { unlearned: true, skipsLocked: locksRows });
    await insertAccounts(trx, unlearned);
    const others = latest.filter((list) => !unlearned.includes(list));
    const learned = others.length === 0 ? [] : await lockItems(trx, others, { skipsLocked: locksRows });
    await replaceAccounts(trx, learned);
    return others.filter((list) => !learned.includes(list));
  });
  if (locksRows) {
    for (const list of locked) await replaceOne(db, list);
  }
  return lists.map(() => undefined);
}

function replaceOne(db: Db, list: AccountList): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await replaceAccounts(trx, await lockItems(trx, [list], {}));
  });
}

/**
 * Locks the rows of the Items until the transaction ends, so that two concurrent responses of /accounts/get are not mixed,
 * and returns the Items that still exist. `unlearned`: only those that have no accounts in the index, because
 * /accounts/get was never called for them. `skipsLocked`: only those whose rows no other transaction holds.
 */
async function lockItems(
  trx: Transaction<Tables>,
  lists: readonly AccountList[],
  { unlearned = false, skipsLocked = false }: { unlearned?: boolean; skipsLocked?: boolean },
): Promise<AccountList[]> {
  const rows = await trx
    .updateTable('items')
    .set({ accounts_learned: 1 })
    .where(areItems(trx, lists))
    .where('removed_at', 'is', null)
    .$if(unlearned, (query) => query.where('accounts_learned', '=', 0))
    .$if(skipsLocked, (query) =>
      query.where('id', 'in', (eb) =>
        eb.selectFrom('items').select('id').where(areItems(trx, lists)).forUpdate().skipLocked(),
      ),
    )
    .returning('id')
    .execute();
  const ids = new Set(rows.map(({ id }) => id));
  return lists.filter(({ item }) => ids.has(item.id));
}

/** The condition that a row is one of the Items, and belongs to its owner. */
function areItems(db: Db, lists: readonly AccountList[]) {
  const items = lists.map(({ item }) => item);
  return (eb: ExpressionBuilder<Tables, 'items'>) =>
    eb.or(
      [...groupedBy(items, ({ ownerId }) => ownerId)].map(([ownerId, owned]) =>
        eb.and([
          eb('owner_id', '=', ownerId),
          isIn(
            db,
            'items.id',
            owned.map(({ id }) => id),
          ),
        ]),
      ),
    );
}

async function replaceAccounts(trx: Transaction<Tables>, lists: readonly AccountList[]): Promise<void> {
  if (lists.length === 0) return;
  const itemIds = lists.map(({ item }) => item.id);
  await trx
    .deleteFrom('accounts')
    .where(isIn(trx, 'accounts.item_id', itemIds))
    .execute();
  await insertAccounts(trx, lists);
}

async function insertAccounts(trx: Transaction<Tables>, lists: readonly AccountList[]): Promise<void> {
  const rows = lists.flatMap(({ item, accountIds }) =>
    accountIds.map((account_id) => ({ item_id: item.id, account_id })),
  );
  if (rows.length > 0) await insertRows(trx, { rows });
}

interface AccountRow {
  item_id: string;
  account_id: string;
}

const insertRows = compileOnce((db, parameter: Parameter<{ rows: readonly AccountRow[] }>) =>
  db
    .insertInto('accounts')
    .columns(['item_id', 'account_id'])
    .expression(
      db
        .selectFrom(rowsFrom<AccountRow>(db, parameter('rows'), { item_id: 'text', account_id: 'text' }).as('given'))
        .select(['item_id', 'account_id']),
    ),
);
