import { randomUUID } from 'node:crypto';
import type { ItemId, OwnerId, UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { appendRecords } from './audit.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { ITEM_COLUMNS, toItem } from './items.js';
import { settleEntry, toEntry } from './journal.js';
import type { Journal, JournalEntry } from './store.js';

/** Journal.beginItemOperation */
export const beginItemOperation = (
  db: Db,
  { kind, item, at }: Parameters<Journal['beginItemOperation']>[0],
): Promise<JournalEntry> => {
  const operation = { ownerId: item.ownerId, itemId: item.id, at };
  return kind === 'REMOVE' ? joinOrBegin(db, { ...operation, kind }) : begin(db, { ...operation, kind });
};

/** The oldest pending entry of that kind for the Item, with one attempt more; a new one when there is none. */
const joinOrBegin = (
  db: Db,
  operation: { kind: 'REMOVE'; ownerId: OwnerId; itemId: ItemId; at: UnixMs },
): Promise<JournalEntry> =>
  db.transaction().execute(async (trx) => {
    const { kind, ownerId, itemId } = operation;
    // Changes nothing: it locks the Item's row in either database, so that two callers do not both begin.
    await trx
      .updateTable('items')
      .set((eb) => ({ generation: eb.ref('generation') }))
      .where('id', '=', itemId)
      .where('owner_id', '=', ownerId)
      .execute();
    const pending = await trx
      .selectFrom('journal')
      .select('id')
      .where('kind', '=', kind)
      .where('state', '=', 'PENDING')
      .where('owner_id', '=', ownerId)
      .where('item_id', '=', itemId)
      .orderBy('position')
      .executeTakeFirst();
    if (pending === undefined) return begin(trx, operation);
    const joined = await trx
      .updateTable('journal')
      .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
      .where('id', '=', pending.id)
      .where('state', '=', 'PENDING')
      .returningAll()
      .executeTakeFirst();
    // It was settled in between, by an instance that held the lease before.
    return joined === undefined ? begin(trx, operation) : toEntry(joined);
  });

/** Journal.beginImport */
export const beginImport = (db: Db, { ownerId, at }: Parameters<Journal['beginImport']>[0]): Promise<JournalEntry> =>
  begin(db, { kind: 'IMPORT', ownerId, itemId: null, at });

const begin = async (
  db: Db,
  { kind, ownerId, itemId, at }: Pick<JournalEntry, 'kind' | 'ownerId' | 'itemId'> & { at: UnixMs },
): Promise<JournalEntry> => {
  const row = await db
    .insertInto('journal')
    .values({
      id: `je_${randomUUID()}`,
      kind,
      state: 'PENDING',
      owner_id: ownerId,
      item_id: itemId,
      link_session_id: null,
      public_token_fingerprint: null,
      sealed_public_token: null,
      plaid_request_id: null,
      plaid_error_code: null,
      created_at: at,
      changed_at: at,
      attempts: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toEntry(row);
};

/** Journal.completeRotation */
export const completeRotation = (
  db: Db,
  recordChanges: RecordChanges,
  entry: JournalEntry,
  { sealedAccessToken, plaidRequestId, at, audit }: Parameters<Journal['completeRotation']>[1],
): Promise<OwnedItem | null> =>
  db.transaction().execute(async (trx) => {
    const row = await trx
      .updateTable('items')
      .set((eb) => ({ sealed_access_token: sealedAccessToken, generation: eb('generation', '+', 1) }))
      .where('id', '=', entry.itemId)
      .where('owner_id', '=', entry.ownerId)
      .where('removed_at', 'is', null)
      .returning(ITEM_COLUMNS)
      .executeTakeFirst();
    if (row === undefined) return null;
    const isNew = await settleEntry(trx, entry, { state: 'DONE', itemId: entry.itemId, plaidRequestId, at });
    await recordChanges(trx, [{ owner_id: row.owner_id, item_id: row.id, link_session_id: null }]);
    if (isNew && audit) await appendRecords(trx, [audit]);
    return toItem(row);
  });

/** Journal.completeRemoval */
export const completeRemoval = (
  db: Db,
  recordChanges: RecordChanges,
  entry: JournalEntry,
  { plaidRequestId, at, audit }: Parameters<Journal['completeRemoval']>[1],
): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await trx
      .updateTable('items')
      .set((eb) => ({
        sealed_access_token: null,
        generation: eb('generation', '+', 1),
        accounts_learned: 0,
        removed_at: eb.fn.coalesce('removed_at', eb.val(at)),
      }))
      .where('id', '=', entry.itemId)
      .where('owner_id', '=', entry.ownerId)
      .execute();
    await trx.deleteFrom('accounts').where('item_id', '=', entry.itemId).execute();
    const isNew = await settleEntry(trx, entry, { state: 'DONE', itemId: entry.itemId, plaidRequestId, at });
    await recordChanges(trx, [{ owner_id: entry.ownerId, item_id: entry.itemId, link_session_id: null }]);
    if (isNew && audit) await appendRecords(trx, [audit]);
  });
