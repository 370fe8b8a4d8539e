import { randomUUID } from 'node:crypto';
import type { UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { appendRecords } from './audit.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { ITEM_COLUMNS, toItem } from './items.js';
import { settleEntry, toEntry } from './journal.js';
import type { Journal, JournalEntry } from './store.js';

/** Journal.beginItemOperation */
export function beginItemOperation(
  db: Db,
  { kind, item, at }: Parameters<Journal['beginItemOperation']>[0],
): Promise<JournalEntry> {
  return begin(db, { kind, ownerId: item.ownerId, itemId: item.id, at });
}

/** Journal.beginImport */
export function beginImport(db: Db, { ownerId, at }: Parameters<Journal['beginImport']>[0]): Promise<JournalEntry> {
  return begin(db, { kind: 'IMPORT', ownerId, itemId: null, at });
}

async function begin(
  db: Db,
  { kind, ownerId, itemId, at }: Pick<JournalEntry, 'kind' | 'ownerId' | 'itemId'> & { at: UnixMs },
): Promise<JournalEntry> {
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
}

/** Journal.completeRotation */
export function completeRotation(
  db: Db,
  recordChanges: RecordChanges,
  entry: JournalEntry,
  { sealedAccessToken, plaidRequestId, at, audit }: Parameters<Journal['completeRotation']>[1],
): Promise<OwnedItem | null> {
  return db.transaction().execute(async (trx) => {
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
}

/** Journal.completeRemoval */
export function completeRemoval(
  db: Db,
  recordChanges: RecordChanges,
  entry: JournalEntry,
  { plaidRequestId, at, audit }: Parameters<Journal['completeRemoval']>[1],
): Promise<void> {
  return db.transaction().execute(async (trx) => {
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
}
