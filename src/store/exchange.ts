import type { Transaction } from 'kysely';
import type { OwnedItem } from '../model/item.js';
import { appendRecords } from './audit.js';
import type { RecordChanges } from './changes.js';
import { advanceSequence } from './sequences.js';
import type { Db } from './dialect.js';
import { ItemOwnedByAnotherError } from './errors.js';
import { forgetErrors, ITEM_COLUMNS, toItem } from './items.js';
import { settleEntry } from './journal.js';
import { deliverParked } from './event-owner.js';
import type { Journal, JournalEntry } from './store.js';
import type { Tables } from './schema.js';

type Exchanged = Parameters<Journal['completeExchange']>[1];

async function insertItem(
  trx: Transaction<Tables>,
  entry: JournalEntry,
  { itemId, sealedAccessToken, at }: Exchanged,
): Promise<OwnedItem> {
  const row = await trx
    .insertInto('items')
    .values({
      id: itemId,
      owner_id: entry.ownerId,
      position: await advanceSequence(trx, 'items', 1),
      generation: 1,
      link_session_id: entry.linkSessionId,
      linked_at: at,
      sealed_access_token: sealedAccessToken,
      accounts_learned: 0,
      removed_at: null,
    })
    .returning(ITEM_COLUMNS)
    .executeTakeFirstOrThrow();
  return toItem(row);
}

/** The same Item again gets the new token and keeps its place; a tombstone comes back as if it were linked now. */
async function renewItem(
  trx: Transaction<Tables>,
  entry: JournalEntry,
  { itemId, sealedAccessToken, at }: Exchanged,
  isTombstone: boolean,
): Promise<OwnedItem> {
  const relinked = isTombstone
    ? {
        position: await advanceSequence(trx, 'items', 1),
        linked_at: at,
        link_session_id: entry.linkSessionId,
        accounts_learned: 0,
        removed_at: null,
      }
    : {};
  const row = await trx
    .updateTable('items')
    .set((eb) => ({
      sealed_access_token: sealedAccessToken,
      generation: eb('generation', '+', 1),
      link_session_id: eb.fn.coalesce('link_session_id', eb.val(entry.linkSessionId)),
      ...forgetErrors(eb, at),
      ...relinked,
    }))
    .where('id', '=', itemId)
    .returning(ITEM_COLUMNS)
    .executeTakeFirstOrThrow();
  return toItem(row);
}

/** Journal.completeExchange. May be repeated: a caller that does not know whether the commit arrived asks again. */
export const completeExchange: (
  db: Db,
  recordChanges: RecordChanges,
  ...args: Parameters<Journal['completeExchange']>
) => ReturnType<Journal['completeExchange']> = (db, recordChanges, entry, exchanged) =>
  db.transaction().execute(async (trx) => {
    // Taken first and held to the end: a webhook appended meanwhile either is parked before this looks for parked
    // events, or finds the Item. It also lets only one exchange at a time look whether the Item exists.
    await advanceSequence(trx, 'events', 0);
    const existing = await trx
      .selectFrom('items')
      .select(['owner_id', 'removed_at'])
      .where('id', '=', exchanged.itemId)
      .executeTakeFirst();
    if (existing !== undefined && existing.owner_id !== entry.ownerId) {
      throw new ItemOwnedByAnotherError('The Item is already kept for another owner.');
    }
    const item =
      existing === undefined
        ? await insertItem(trx, entry, exchanged)
        : await renewItem(trx, entry, exchanged, existing.removed_at !== null);
    const isNew = await settleEntry(trx, entry, { state: 'DONE', ...exchanged });
    const deliveredParkedEvents = await deliverParked(trx, item);
    const changed = { owner_id: item.ownerId, item_id: item.id, link_session_id: item.linkSessionId };
    await recordChanges(trx, [changed]);
    if (isNew && exchanged.audit) await appendRecords(trx, [exchanged.audit]);
    return { item, deliveredParkedEvents };
  });
