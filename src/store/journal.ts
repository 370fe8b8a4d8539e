import type { Selectable, Transaction } from 'kysely';
import { randomUUID } from 'node:crypto';
import {
  asItemId,
  asLinkSessionId,
  asOwnerId,
  asSealed,
  type ItemId,
  type LinkSessionId,
  type OwnerId,
  type Sealed,
  type UnixMs,
} from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { AppendRecords, AuditRecord } from './audit.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { ItemOwnedByAnotherError } from './errors.js';
import { deliverParked } from './event-owner.js';
import { forgetErrors, ITEM_COLUMNS, toItem } from './items.js';
import type { JournalTable, Tables } from './schema.js';
import { advanceSequence } from './sequences.js';

/**
 * An exchange, import, rotation or removal. The entry is committed before Plaid is called and closed when the outcome
 * is stored, so a crash in between leaves a PENDING entry for recovery.
 */
export interface JournalEntry {
  id: string;
  kind: 'EXCHANGE' | 'IMPORT' | 'ROTATE' | 'REMOVE';
  /**
   * PENDING: begun; the outcome at Plaid is unknown. DONE: the outcome is stored. FAILED: Plaid rejected the call and
   * nothing happened. ORPHANED: the call may have succeeded at Plaid and its result is lost; quote `plaidRequestId` to
   * Plaid. UNDONE: the call succeeded and was reversed at Plaid.
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
  /** How often Plaid was called. */
  attempts: number;
}

export interface Journal {
  /**
   * Commits the intent to exchange a public token. There is one entry per owner and token: a DONE or PENDING entry is
   * returned as it is (`isNew` false), a FAILED one is opened again. Counts the attempt, unless the entry is DONE.
   */
  beginExchange(intent: {
    ownerId: OwnerId;
    publicTokenFingerprint: string;
    sealedPublicToken: Sealed;
    linkSessionId: LinkSessionId | null;
    at: UnixMs;
  }): Promise<{ entry: JournalEntry; isNew: boolean }>;
  /** The current state of the entry. */
  find(entry: JournalEntry): Promise<JournalEntry | null>;
  /**
   * Commits the intent to import an Item. completeExchange completes it. The credentials of the import are not stored.
   */
  beginImport(intent: { ownerId: OwnerId; at: UnixMs }): Promise<JournalEntry>;
  /**
   * In one transaction: stores the Item and its encrypted token, sets the entry to DONE and assigns the webhooks that
   * arrived before the Item their place in the log. If the owner has the Item already, its token is replaced. Fails
   * with ItemOwnedByAnotherError when another owner has it.
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
   * In one transaction: replaces the encrypted token, bumps the generation and sets the entry to DONE. Returns null and
   * writes nothing when the Item was removed meanwhile; the caller then removes the Item at Plaid with the new token
   * and closes the entry.
   */
  completeRotation(
    entry: JournalEntry,
    rotated: { sealedAccessToken: Sealed; plaidRequestId: string | null; at: UnixMs; audit?: AuditRecord },
  ): Promise<OwnedItem | null>;
  /**
   * In one transaction: deletes the token and the account index of the Item, turns the Item into a tombstone and sets
   * the entry to DONE.
   */
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
  /** Entries whose outcome is unknown, oldest first: the input of recovery. */
  pending(): Promise<JournalEntry[]>;
}

export function createJournal(deps: JournalDeps): Journal {
  const { db } = deps;
  return {
    beginExchange: async (intent) => {
      const opened = (await insertEntry(db, intent)) ?? (await reopenFailed(db, intent));
      if (opened !== null) return { entry: toEntry(opened), isNew: true };
      return { entry: toEntry(await joinEntry(db, intent)), isNew: false };
    },

    find: async (entry) => {
      const row = await db.selectFrom('journal').selectAll().where('id', '=', entry.id).executeTakeFirst();
      return row === undefined ? null : toEntry(row);
    },

    beginImport: ({ ownerId, at }) => begin(db, { kind: 'IMPORT', ownerId, itemId: null, at }),

    beginItemOperation({ kind, item, at }) {
      const operation = { ownerId: item.ownerId, itemId: item.id, at };
      return kind === 'REMOVE' ? joinOrBegin(db, { ...operation, kind }) : begin(db, { ...operation, kind });
    },

    completeExchange: (entry, exchanged) => completeExchange(deps, entry, exchanged),
    completeRotation: (entry, rotated) => completeRotation(deps, entry, rotated),
    completeRemoval: (entry, removed) => completeRemoval(deps, entry, removed),

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
        // A caller that lost a race gets "token already used" from Plaid. It must not overwrite the outcome of the
        // winner.
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
  };
}

type ExchangeIntent = Parameters<Journal['beginExchange']>[0];

/**
 * Inserts the entry; null when the owner already has one for this token. The unique constraint decides which of several
 * concurrent callers is first.
 */
async function insertEntry(db: Db, intent: ExchangeIntent) {
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
}

/** Opens a FAILED entry again; null when there is none, also when a concurrent caller has just opened it. */
async function reopenFailed(db: Db, intent: ExchangeIntent) {
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
}

/** Returns the existing entry and counts the attempt if Plaid may be called again. */
async function joinEntry(db: Db, intent: ExchangeIntent) {
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
}

/** Sets the Link session of an Item whose token was exchanged before the session was known. */
async function tieToLinkSession(db: Db, intent: ExchangeIntent, itemId: string | null): Promise<void> {
  if (itemId === null || intent.linkSessionId === null) return;
  await db
    .updateTable('items')
    .set({ link_session_id: intent.linkSessionId })
    .where('id', '=', itemId)
    .where('owner_id', '=', intent.ownerId)
    .where('link_session_id', 'is', null)
    .execute();
}

/** Joins the oldest pending entry of this kind for the Item and counts the attempt, or begins a new entry. */
function joinOrBegin(
  db: Db,
  operation: { kind: 'REMOVE'; ownerId: OwnerId; itemId: ItemId; at: UnixMs },
): Promise<JournalEntry> {
  return db.transaction().execute(async (trx) => {
    const { kind, ownerId, itemId } = operation;
    // Changes nothing: it locks the Item's row in both databases, so that two callers do not both begin.
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
    // An instance that held the lease before may have closed it meanwhile.
    return joined === undefined ? begin(trx, operation) : toEntry(joined);
  });
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

interface JournalDeps {
  db: Db;
  recordChanges: RecordChanges;
  appendRecords: AppendRecords;
}

type Exchanged = Parameters<Journal['completeExchange']>[1];

/** Idempotent: a caller that does not know whether its commit succeeded calls it again. */
async function completeExchange(
  { db, recordChanges, appendRecords }: JournalDeps,
  entry: JournalEntry,
  exchanged: Exchanged,
): Promise<{ item: OwnedItem; deliveredParkedEvents: number }> {
  return db.transaction().execute(async (trx) => {
    // Taken first and held until the commit: a concurrent webhook is either parked before deliverParked runs, or finds
    // the Item. The lock also lets only one exchange at a time check whether the Item exists.
    await advanceSequence(trx, 'events', 0);
    const existing = await trx
      .selectFrom('items')
      .select(['owner_id', 'removed_at'])
      .where('id', '=', exchanged.itemId)
      .executeTakeFirst();
    if (existing !== undefined && existing.owner_id !== entry.ownerId) {
      throw new ItemOwnedByAnotherError('The Item already belongs to another owner.');
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
}

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

/**
 * Replaces the token of an Item that is already stored; it keeps its place in the list. A tombstone is treated as a new
 * Item.
 */
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

function completeRotation(
  { db, recordChanges, appendRecords }: JournalDeps,
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

function completeRemoval(
  { db, recordChanges, appendRecords }: JournalDeps,
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

/**
 * Sets the entry to DONE in the transaction that stores its outcome, and deletes the public token, which has been used.
 * Returns false when this outcome was already stored by an earlier attempt.
 */
async function settleEntry(
  trx: Transaction<Tables>,
  entry: JournalEntry,
  outcome: { state: 'DONE'; itemId: ItemId | null; plaidRequestId: string | null; at: UnixMs },
): Promise<boolean> {
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
}

function toEntry(row: Selectable<JournalTable>): JournalEntry {
  return {
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
  };
}
