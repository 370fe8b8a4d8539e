import type { Selectable, Transaction } from 'kysely';
import { asItemId, asLinkSessionId, asOwnerId, type ItemId, type UnixMs } from '../model/ids.js';
import { asSealed } from '../model/sealed.js';
import type { JournalEntry } from './store.js';
import type { JournalTable, Tables } from './tables.js';

/** Makes a JournalEntry of a row. */
export const toEntry = (row: Selectable<JournalTable>): JournalEntry => ({
  id: row.id,
  kind: row.kind as JournalEntry['kind'],
  state: row.state as JournalEntry['state'],
  ownerId: asOwnerId(row.owner_id),
  itemId: row.item_id === null ? null : asItemId(row.item_id),
  linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
  sealedPublicToken: row.sealed_public_token === null ? null : asSealed(row.sealed_public_token),
  plaidRequestId: row.plaid_request_id,
  plaidErrorCode: row.plaid_error_code,
  createdAt: row.created_at,
  attempts: row.attempts,
});

/**
 * Closes the entry inside the transaction that stores its outcome. The public token has served and is forgotten. False when
 * this outcome was stored before, and the caller could not know.
 */
export const settleEntry = async (
  trx: Transaction<Tables>,
  entry: JournalEntry,
  outcome: { state: 'DONE'; itemId: ItemId | null; plaidRequestId: string | null; at: UnixMs },
): Promise<boolean> => {
  const before = await trx.selectFrom('journal').select('state').where('id', '=', entry.id).executeTakeFirst();
  await trx
    .updateTable('journal')
    .set({
      state: outcome.state,
      item_id: outcome.itemId,
      sealed_public_token: null,
      plaid_request_id: outcome.plaidRequestId,
      plaid_error_code: null,
      changed_at: outcome.at,
    })
    .where('id', '=', entry.id)
    .execute();
  return before?.state !== outcome.state;
};
