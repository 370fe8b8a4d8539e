import { type Expression, expressionBuilder, type Selectable, type SqlBool } from 'kysely';
import {
  asEventId,
  asItemId,
  asLinkSessionId,
  asOwnerId,
  type EventId,
  type ItemId,
  type OwnerId,
  type UnixMs,
} from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { ChangedRecord, RecordChanges } from './changes.js';
import { type Db, type ExpectedInstallation, requireInstallation } from './dialect.js';
import { createEffectAcks, type EffectAck, markEffectsDone, markEffectsFailed } from './effect-status.js';
import { findEventOwner } from './event-owner.js';
import { purge } from './event-retention.js';
import { forgetErrors } from './items.js';
import { quarantine, type QuarantinedWebhook, type QuarantineOutcome } from './quarantine.js';
import type { EventsTable, Tables } from './schema.js';
import { advanceSequence } from './sequences.js';
import { storableIds, storableText } from './storable-text.js';
import { createWriteBatcher } from './write-batcher.js';

export interface NewEvent {
  id: EventId;
  /** kid + iat + hash of the body: the same for every delivery of one webhook. */
  replayKey: string;
  webhookType: string;
  webhookCode: string;
  environment: string;
  itemId: ItemId | null;
  /** The fingerprint of the link token in the body, if there is one. It identifies the Link session. */
  linkTokenFingerprint: string | null;
  sealedBody: Sealed;
  receivedAt: UnixMs;
}

export type AppendOutcome =
  | { outcome: 'recorded'; event: RecordedEvent }
  /**
   * The event is in the log already and is not recorded again. The copy may still be a second occurrence within the
   * same second, so the other effects of an append are repeated. `event`: the recorded event; null when it is parked.
   */
  | { outcome: 'duplicate'; event: RecordedEvent | null }
  /** The owner is not known yet. The event waits until its Item is stored, or until retention ends. */
  | { outcome: 'parked' };

/** The webhook log. Each event is appended once, belongs to one owner, and has a sequence number. */
export interface EventLog {
  /**
   * Resolves when the event is durable. What happens, in one transaction:
   * 1. The `events` sequence is locked, so that sequence numbers become visible in order, also with several instances.
   * 2. The owner is found by the Item or the Link session; without an owner the event is parked.
   * 3. The event gets its `seq` and is inserted with its effects PENDING. A copy of a recorded event is not inserted,
   * but the effects of the original become PENDING again.
   * 4. The generation of the Item is bumped: a reader that sees the event, on any instance and after any crash, is never
   * served data that was cached before it.
   * 5. The change is recorded for the other instances.
   */
  append(event: NewEvent): Promise<AppendOutcome>;
  /**
   * The events of the owner after `afterSeq` (null: from the beginning), oldest first, at most `limit`. `types`: "ITEM"
   * or "ITEM/ERROR".
   */
  readAfter(
    ownerId: OwnerId,
    query: { afterSeq: number | null; limit: number; itemIds?: readonly ItemId[]; types?: readonly string[] },
  ): Promise<RecordedEvent[]>;
  /**
   * The events of all owners after `afterSeq`, oldest first, at most `limit`. For the feed, which delivers each event
   * to its owner only.
   */
  readAllAfter(query: { afterSeq: number; limit: number }): Promise<RecordedEvent[]>;
  /** The highest seq in the log; 0 when it is empty. */
  lastSeq(): Promise<number>;
  /** The highest seq of the owner that retention has deleted; a cursor before it has lost events. 0 when none. */
  purgedThrough(ownerId: OwnerId): Promise<number>;
  /** The newest event of the Item for each of these codes ("ITEM/PENDING_DISCONNECT"). */
  latestOfItem(item: OwnedItem, types: readonly string[]): Promise<RecordedEvent[]>;
  /** When the newest event of each Item was received. Items without events are missing from the map. */
  lastReceivedAt(items: readonly OwnedItem[]): Promise<Map<ItemId, UnixMs>>;
  /** Whether a webhook of the Item with this code was received at or after `since`. */
  hasReceived(item: OwnedItem, webhook: { webhookCode: string; since: UnixMs }): Promise<boolean>;
  /** Events whose effects are still pending, oldest first. */
  withPendingEffects(limit: number): Promise<RecordedEvent[]>;
  markEffectsDone(event: RecordedEvent, at: UnixMs): Promise<void>;
  /** Counts a failed attempt. After the fifth the effects are given up (a dead letter) and `givenUp` is true. */
  markEffectsFailed(event: RecordedEvent, at: UnixMs): Promise<{ givenUp: boolean }>;
  /** Stores a webhook that is not for the feed. A copy of a quarantined webhook is not stored again. */
  quarantine(webhook: QuarantinedWebhook): Promise<QuarantineOutcome>;
  /**
   * Deletes events, parked events and quarantined webhooks received before `before`, and old changes. Returns the
   * number of deleted rows, without the changes.
   */
  purge(before: UnixMs): Promise<number>;
}

/**
 * At most `batchSize` webhooks share one transaction. When `maxWaiting` appends are queued, further ones fail with
 * StoreUnavailableError and the receiver responds with 503.
 */
const APPEND_BATCHES = { batchSize: 50, maxWaiting: 2_000 };

export function createEventLog(db: Db, recordChanges: RecordChanges, expected: ExpectedInstallation): EventLog {
  const acks = createEffectAcks(db);
  return {
    append: createWriteBatcher(
      (events: readonly NewEvent[]) =>
        acks.writeWith((along) => appendAll({ db, recordChanges, expected }, events, along)),
      APPEND_BATCHES,
    ),

    readAfter: async (ownerId, { afterSeq, limit, itemIds, types }) => {
      const wantedItems = itemIds === undefined ? null : storableIds(itemIds);
      if (wantedItems?.length === 0 || types?.length === 0) return [];
      const rows = await recordedEvents(db)
        .where('owner_id', '=', ownerId)
        .$if(afterSeq !== null, (query) => query.where('seq', '>', afterSeq))
        .$if(wantedItems !== null, (query) => query.where('item_id', 'in', wantedItems ?? []))
        .$if(types !== undefined, (query) => query.where(matchesTypes(types ?? [])))
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },

    readAllAfter: async ({ afterSeq, limit }) => {
      const rows = await recordedEvents(db).where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute();
      return rows.map(toEvent);
    },

    lastSeq: async () => {
      const row = await db.selectFrom('counters').select('last').where('name', '=', 'events').executeTakeFirstOrThrow();
      return row.last;
    },

    purgedThrough: async (ownerId) => {
      const row = await db
        .selectFrom('dropped_events')
        .select('up_to')
        .where('owner_id', '=', ownerId)
        .executeTakeFirst();
      return row?.up_to ?? 0;
    },

    latestOfItem: async (item, types) => {
      if (types.length === 0) return [];
      const newest = db
        .selectFrom('events')
        .select(({ fn }) => fn.max('seq').as('seq'))
        .where('item_id', '=', item.id)
        .where('owner_id', '=', item.ownerId)
        .where(matchesTypes(types))
        .groupBy(['webhook_type', 'webhook_code']);
      const rows = await recordedEvents(db).where('seq', 'in', newest).orderBy('seq').execute();
      return rows.map(toEvent);
    },

    lastReceivedAt: async (items) => {
      if (items.length === 0) return new Map();
      const owners = new Map(items.map((item) => [item.id, item.ownerId]));
      const rows = await db
        .selectFrom('events')
        .select(({ fn }) => ['item_id', 'owner_id', fn.max('received_at').as('received_at')])
        .where('item_id', 'in', [...owners.keys()])
        .where('seq', 'is not', null)
        .groupBy(['item_id', 'owner_id'])
        .execute();
      const received = rows.flatMap(({ item_id: id, owner_id: ownerId, received_at: at }) =>
        id !== null && owners.get(asItemId(id)) === ownerId ? [[asItemId(id), at] as const] : [],
      );
      return new Map(received);
    },

    hasReceived: async (item, { webhookCode, since }) => {
      const row = await recordedEvents(db)
        .where('item_id', '=', item.id)
        .where('owner_id', '=', item.ownerId)
        .where('webhook_code', '=', webhookCode)
        .where('received_at', '>=', since)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    withPendingEffects: async (limit) => {
      const rows = await recordedEvents(db)
        .where('effects_state', '=', 'PENDING')
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },

    markEffectsDone: (event, at) => acks.add({ event, at }),
    markEffectsFailed: (event, at) => markEffectsFailed(db, event, at),
    quarantine: (webhook) => quarantine(db, webhook),
    purge: (before) => purge(db, before),
  };
}

/** Appends the events in the given order, in one transaction, which also writes the pending effect acknowledgements. */
function appendAll(
  { db, recordChanges, expected }: { db: Db; recordChanges: RecordChanges; expected: ExpectedInstallation },
  events: readonly NewEvent[],
  acks: readonly EffectAck[],
): Promise<AppendOutcome[]> {
  return db.transaction().execute(async (trx) => {
    // Plaid does not redeliver after a 200, so the event must never be written to a database that replaced the right
    // one.
    await requireInstallation(trx, expected);
    // Taken first, so that the rest of the transaction runs alone: see advanceSequence and completeExchange.
    const last = await advanceSequence(trx, 'events', events.length);
    // Before the copies are processed, whose effects become pending again: an acknowledgement from before the copy does
    // not cover it.
    await markEffectsDone(trx, acks);
    let next = last - events.length + 1;
    const outcomes: AppendOutcome[] = [];
    for (const event of events) {
      const outcome = await insertEvent(trx, event, next);
      if (outcome.outcome === 'recorded') next += 1;
      outcomes.push(outcome);
    }
    // Return the numbers that duplicates and parked events did not use, while the lock is still held.
    const unused = last - next + 1;
    if (unused > 0) await advanceSequence(trx, 'events', -unused);
    await recordChanges(trx, outcomes.flatMap(changesOf));
    return outcomes;
  });
}

/** Inserts one event. It uses the number `seq` only if it is recorded, not if it is a duplicate or parked. */
async function insertEvent(trx: Db, event: NewEvent, seq: number): Promise<AppendOutcome> {
  const itemId = event.itemId === null ? null : storableText(event.itemId);
  const owner = await findEventOwner(trx, { itemId, linkTokenFingerprint: event.linkTokenFingerprint });
  const row = await trx
    .insertInto('events')
    .values({
      seq: owner === null ? null : seq,
      id: event.id,
      replay_key: event.replayKey,
      owner_id: owner?.ownerId ?? null,
      webhook_type: storableText(event.webhookType),
      webhook_code: storableText(event.webhookCode),
      environment: storableText(event.environment),
      item_id: itemId,
      link_session_id: owner?.linkSessionId ?? null,
      link_token_fingerprint: event.linkTokenFingerprint,
      sealed_body: event.sealedBody,
      received_at: event.receivedAt,
      effects_state: owner === null ? 'PARKED' : 'PENDING',
      effects_attempts: 0,
      effects_changed_at: null,
    })
    .onConflict((conflict) => conflict.column('replay_key').doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return repeatEvent(trx, event);
  if (row.seq === null || row.owner_id === null) return { outcome: 'parked' };
  await makeItemStale(trx, row, event.receivedAt);
  return { outcome: 'recorded', event: toEvent({ ...row, seq: row.seq, owner_id: row.owner_id }) };
}

/**
 * Handles a copy of a recorded event. Two occurrences within one second cannot be distinguished from one webhook that
 * was delivered twice, so both invalidate the cache of the Item and run the effects.
 */
async function repeatEvent(trx: Db, { replayKey, receivedAt }: NewEvent): Promise<AppendOutcome> {
  const row = await recordedEvents(trx).where('replay_key', '=', replayKey).executeTakeFirst();
  if (row === undefined) return { outcome: 'duplicate', event: null };
  await makeItemStale(trx, row, receivedAt);
  await trx
    .updateTable('events')
    .set({ effects_state: 'PENDING', effects_attempts: 0, effects_changed_at: receivedAt })
    .where('id', '=', row.id)
    .where('effects_state', '!=', 'PENDING')
    .execute();
  return { outcome: 'duplicate', event: toEvent(row) };
}

type ItemEvent = Pick<Selectable<EventsTable>, 'item_id' | 'owner_id' | 'webhook_type' | 'webhook_code'>;

/**
 * Bumps the generation of the Item. Does nothing when the event has no Item or the Item was removed. `at`: when the
 * webhook was received.
 */
async function makeItemStale(trx: Db, event: ItemEvent, at: UnixMs) {
  if (event.item_id === null || event.owner_id === null) return;
  await trx
    .updateTable('items')
    .set((eb) => ({ generation: eb('generation', '+', 1), ...(isRepair(event) ? forgetErrors(eb, at) : {}) }))
    .where('id', '=', event.item_id)
    .where('owner_id', '=', event.owner_id)
    .where('removed_at', 'is', null)
    .execute();
}

function isRepair({ webhook_type: type, webhook_code: code }: ItemEvent): boolean {
  return type === 'ITEM' && code === 'LOGIN_REPAIRED';
}

/** The Item or Link session whose watchers are notified, also after a copy. */
function changesOf(outcome: AppendOutcome): ChangedRecord[] {
  if (outcome.outcome === 'parked' || outcome.event === null) return [];
  const { ownerId, itemId, linkSessionId } = outcome.event;
  return [{ owner_id: ownerId, item_id: itemId, link_session_id: linkSessionId }];
}

/** Events with a place in the log. Parked events have no owner and are not included. */
function recordedEvents(db: Db) {
  return db
    .selectFrom('events')
    .selectAll()
    .where('seq', 'is not', null)
    .where('owner_id', 'is not', null)
    .$narrowType<{ seq: number; owner_id: string }>();
}

/** Matches events of any of these types: "ITEM" matches every code, "ITEM/ERROR" only one. */
function matchesTypes(types: readonly string[]): () => Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'events'>();
  return () =>
    eb.or(
      types.map((name) => {
        const [type = '', ...code] = storableText(name).split('/');
        const sameType = eb('webhook_type', '=', type);
        return code.length === 0 ? sameType : eb.and([sameType, eb('webhook_code', '=', code.join('/'))]);
      }),
    );
}

function toEvent(row: Selectable<EventsTable> & { seq: number; owner_id: string }): RecordedEvent {
  return {
    seq: row.seq,
    id: asEventId(row.id),
    ownerId: asOwnerId(row.owner_id),
    webhookType: row.webhook_type,
    webhookCode: row.webhook_code,
    environment: row.environment,
    itemId: row.item_id === null ? null : asItemId(row.item_id),
    linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
    receivedAt: row.received_at,
    sealedBody: asSealed(row.sealed_body),
  };
}
