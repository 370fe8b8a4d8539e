import { randomUUID } from 'node:crypto';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { completeExchange } from './exchange.js';
import { toEntry } from './journal-entry.js';
import { beginImport, beginItemOperation, completeRemoval, completeRotation } from './item-operations.js';
import type { Journal } from './store.js';

type ExchangeIntent = Parameters<Journal['beginExchange']>[0];

/** Inserts the entry; null when the owner's token has one already. The database decides which of several callers was first. */
const insertEntry = async (db: Db, intent: ExchangeIntent) => {
  const row = await db
    .insertInto('journal')
    .values({
      id: `je_${randomUUID()}`,
      kind: 'EXCHANGE',
      state: 'PENDING',
      owner_id: intent.ownerId,
      item_id: null,
      link_session_id: intent.linkSessionId,
      public_token_fingerprint: intent.publicTokenFingerprint,
      sealed_public_token: intent.sealedPublicToken,
      plaid_request_id: null,
      plaid_error_code: null,
      created_at: intent.at,
      changed_at: intent.at,
      attempts: 1,
    })
    .onConflict((conflict) => conflict.columns(['owner_id', 'public_token_fingerprint']).doNothing())
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
};

/** Opens a FAILED entry anew; null when there is none, also when another caller has just opened it. */
const reopenFailed = async (db: Db, intent: ExchangeIntent) => {
  const row = await db
    .updateTable('journal')
    .set((eb) => ({
      state: 'PENDING',
      sealed_public_token: intent.sealedPublicToken,
      link_session_id: eb.fn.coalesce(eb.val(intent.linkSessionId), 'link_session_id'),
      plaid_request_id: null,
      plaid_error_code: null,
      changed_at: intent.at,
      attempts: eb('attempts', '+', 1),
    }))
    .where('owner_id', '=', intent.ownerId)
    .where('public_token_fingerprint', '=', intent.publicTokenFingerprint)
    .where('state', '=', 'FAILED')
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
};

/** The entry as it is, with the attempt counted if Plaid may be asked again. */
const joinEntry = async (db: Db, intent: ExchangeIntent) => {
  const counted = await db
    .updateTable('journal')
    .set((eb) => ({
      attempts: eb('attempts', '+', 1),
      link_session_id: eb.fn.coalesce('link_session_id', eb.val(intent.linkSessionId)),
    }))
    .where('owner_id', '=', intent.ownerId)
    .where('public_token_fingerprint', '=', intent.publicTokenFingerprint)
    .where('state', '=', 'PENDING')
    .returningAll()
    .executeTakeFirst();
  if (counted !== undefined) return counted;
  const entry = await db
    .selectFrom('journal')
    .selectAll()
    .where('owner_id', '=', intent.ownerId)
    .where('public_token_fingerprint', '=', intent.publicTokenFingerprint)
    .executeTakeFirstOrThrow();
  await tieToLinkSession(db, intent, entry.item_id);
  return entry;
};

/** The Link session of a token that was exchanged without naming it: learned later, it is noted with the Item. */
const tieToLinkSession = async (db: Db, intent: ExchangeIntent, itemId: string | null): Promise<void> => {
  if (itemId === null || intent.linkSessionId === null) return;
  await db
    .updateTable('items')
    .set({ link_session_id: intent.linkSessionId })
    .where('id', '=', itemId)
    .where('owner_id', '=', intent.ownerId)
    .where('link_session_id', 'is', null)
    .execute();
};

export const createJournal = (db: Db, recordChanges: RecordChanges): Journal => ({
  beginExchange: async (intent) => {
    const opened = (await insertEntry(db, intent)) ?? (await reopenFailed(db, intent));
    if (opened !== null) return { entry: toEntry(opened), isNew: true };
    return { entry: toEntry(await joinEntry(db, intent)), isNew: false };
  },

  find: async (entry) => {
    const row = await db.selectFrom('journal').selectAll().where('id', '=', entry.id).executeTakeFirst();
    return row === undefined ? null : toEntry(row);
  },

  completeExchange: (entry, exchanged) => completeExchange(db, recordChanges, entry, exchanged),
  beginImport: (intent) => beginImport(db, intent),
  beginItemOperation: (intent) => beginItemOperation(db, intent),
  completeRotation: (entry, rotated) => completeRotation(db, recordChanges, entry, rotated),
  completeRemoval: (entry, removed) => completeRemoval(db, recordChanges, entry, removed),

  close: async (entry, outcome) => {
    await db
      .updateTable('journal')
      .set((eb) => ({
        state: outcome.state,
        sealed_public_token: null,
        item_id: outcome.itemId === undefined ? eb.ref('item_id') : outcome.itemId,
        plaid_request_id: outcome.plaidRequestId === undefined ? eb.ref('plaid_request_id') : outcome.plaidRequestId,
        plaid_error_code: outcome.plaidErrorCode === undefined ? eb.ref('plaid_error_code') : outcome.plaidErrorCode,
        changed_at: outcome.at,
      }))
      .where('id', '=', entry.id)
      // A caller that lost a race hears "token already used" from Plaid; what the winner has stored stays.
      .where('state', '!=', 'DONE')
      .execute();
  },

  pending: async () => {
    const rows = await db
      .selectFrom('journal')
      .selectAll()
      .where('state', '=', 'PENDING')
      .orderBy('position')
      .execute();
    return rows.map(toEntry);
  },
});
