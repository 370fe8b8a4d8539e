import type { Selectable, Transaction } from 'kysely';
import { randomUUID } from 'node:crypto';
import {
  asItemId,
  asLinkSessionId,
  asOwnerId,
  type ItemId,
  type LinkSessionId,
  type OwnerId,
  type UnixMs,
} from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import type { AuditRecord } from './audit.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { completeExchange } from './exchange.js';
import { beginImport, beginItemOperation, completeRemoval, completeRotation } from './item-operations.js';
import type { JournalTable, Tables } from './schema.js';

/** An exchange, rotation or removal that was begun: written before Plaid is asked, closed after the outcome is stored. */
export interface JournalEntry {
  id: string;
  kind: 'EXCHANGE' | 'IMPORT' | 'ROTATE' | 'REMOVE';
  /**
   * PENDING: begun, the outcome at Plaid is unknown. DONE: stored. FAILED: Plaid refused, nothing happened.
   * ORPHANED: it may have happened at Plaid and its result is lost; `plaidRequestId` is what to quote to Plaid.
   * UNDONE: it happened and was taken back at Plaid.
   */
  state: 'PENDING' | 'DONE' | 'FAILED' | 'ORPHANED' | 'UNDONE';
  ownerId: OwnerId;
  itemId: ItemId | null;
  linkSessionId: LinkSessionId | null;
  /** EXCHANGE only. */
  sealedPublicToken: Sealed | null;
  plaidRequestId: string | null;
  plaidErrorCode: string | null;
  createdAt: UnixMs;
  /** How often Plaid has been asked. */
  attempts: number;
}

export interface Journal {
  /**
   * Commits the intention to exchange. The same owner's same token finds its one entry again: a DONE or PENDING entry
   * comes back as it is (`isNew` false), a FAILED one is opened anew. Counts the attempt unless DONE.
   */
  beginExchange(intent: {
    ownerId: OwnerId;
    publicTokenFingerprint: string;
    sealedPublicToken: Sealed;
    linkSessionId: LinkSessionId | null;
    at: UnixMs;
  }): Promise<{ entry: JournalEntry; isNew: boolean }>;
  /** The entry as it is now. */
  find(entry: JournalEntry): Promise<JournalEntry | null>;
  /** Commits the intention to import an Item; completed by completeExchange. The credentials for it are not kept. */
  beginImport(intent: { ownerId: OwnerId; at: UnixMs }): Promise<JournalEntry>;
  /**
   * One transaction: the Item, its sealed token, the entry's DONE, and webhooks that came before the Item (they get
   * their place in the log now). If the Item exists with the same owner, its token is replaced. Fails with
   * ItemOwnedByAnotherError when it exists with another owner.
   */
  completeExchange(
    entry: JournalEntry,
    exchanged: {
      itemId: ItemId;
      sealedAccessToken: Sealed;
      plaidRequestId: string | null;
      at: UnixMs;
      audit?: AuditRecord;
    },
  ): Promise<{ item: OwnedItem; deliveredParkedEvents: number }>;
  /** A removal that is still pending for the Item is joined, with its attempt counted; anything else opens an entry. */
  beginItemOperation(intent: { kind: 'ROTATE' | 'REMOVE'; item: OwnedItem; at: UnixMs }): Promise<JournalEntry>;
  /**
   * One transaction: the new sealed token replaces the old one, generation bumped, entry DONE. Null when the Item was
   * removed meanwhile: then nothing is written, and whoever has the token takes the Item back at Plaid and closes the entry.
   */
  completeRotation(
    entry: JournalEntry,
    rotated: { sealedAccessToken: Sealed; plaidRequestId: string | null; at: UnixMs; audit?: AuditRecord },
  ): Promise<OwnedItem | null>;
  /** One transaction: token and account index deleted, Item becomes a tombstone, entry DONE. */
  completeRemoval(
    entry: JournalEntry,
    removed: { plaidRequestId: string | null; at: UnixMs; audit?: AuditRecord },
  ): Promise<void>;
  close(
    entry: JournalEntry,
    outcome: {
      state: 'FAILED' | 'ORPHANED' | 'UNDONE';
      itemId?: ItemId | null;
      plaidRequestId?: string | null;
      plaidErrorCode?: string | null;
      at: UnixMs;
    },
  ): Promise<void>;
  /** Entries whose outcome is unknown, oldest first: what recovery finishes at start. */
  pending(): Promise<JournalEntry[]>;
}

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
