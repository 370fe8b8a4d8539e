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
import { createWriteBatcher } from './write-batcher.js';
import type { RecordChanges } from './changes.js';
import { advanceSequence } from './sequences.js';
import type { Db } from './dialect.js';
import { findEventOwner } from './event-owner.js';
import { createEffectAcks, type EffectsDone, markEffectsDone, markEffectsFailed } from './effect-status.js';
import { purge, quarantine } from './event-retention.js';
import { type ExpectedInstallation, requireInstallation } from './installation.js';
import { forgetErrors } from './items.js';
import type { EventsTable, Tables } from './schema.js';
import { storableIds, storableText } from './storable-text.js';

export interface NewEvent {
  id: EventId;
  /** kid + iat + body hash: the same webhook delivered again has the same key. */
  replayKey: string;
  webhookType: string;
  webhookCode: string;
  environment: string;
  itemId: ItemId | null;
  /** Found by the link token in the body, when there is one. */
  linkTokenFingerprint: string | null;
  sealedBody: Sealed;
  receivedAt: UnixMs;
}

export type AppendOutcome =
  | { outcome: 'recorded'; event: RecordedEvent }
  /**
   * It is there already, and is not recorded again. But a copy may be the same fact that happened again within a second, so
   * everything that recording does beside it is done: `event` is the one that is there. null: that one is parked.
   */
  | { outcome: 'duplicate'; event: RecordedEvent | null }
  /** Nobody's yet: kept until its Item is stored, or until retention ends. */
  | { outcome: 'parked' };

/** A well-signed webhook that could not be understood, or is another environment's. */
export interface QuarantinedWebhook {
  id: EventId;
  /** As of an event: the same for copies of one webhook. */
  replayKey: string;
  reason: string;
  sealedBody: Sealed;
  receivedAt: UnixMs;
}

export interface QuarantineOutcome {
  outcome: 'kept-aside' | 'duplicate';
}

/** The webhook log. */
export interface EventLog {
  /**
   * Durable when it resolves. Finds the owner by Item or Link session inside the transaction, and gives the event its
   * `seq` there: sequence numbers become visible in order, also with several instances appending at once.
   * The Item's generation is bumped in that transaction too: whoever can see the event, on any instance and after any
   * crash, can no longer be served what was cached before it. So it is for a copy of a recorded event, whose effects are
   * pending again as well.
   */
  append(event: NewEvent): Promise<AppendOutcome>;
  /** The owner's events after `afterSeq` (null: from the beginning), oldest first, at most `limit`. `types`: "ITEM" or "ITEM/ERROR". */
  readAfter(
    ownerId: OwnerId,
    query: { afterSeq: number | null; limit: number; itemIds?: readonly ItemId[]; types?: readonly string[] },
  ): Promise<RecordedEvent[]>;
  /** Every owner's events after `afterSeq`, oldest first, at most `limit`: for the feed, which gives each to its owner alone. */
  readAllAfter(query: { afterSeq: number; limit: number }): Promise<RecordedEvent[]>;
  /** The highest seq recorded so far, 0 when none. */
  lastSeq(): Promise<number>;
  /** The highest seq of the owner that retention has dropped; a cursor before it has lost events. 0 when none. */
  purgedThrough(ownerId: OwnerId): Promise<number>;
  /** The newest event of the Item for each of these codes ("ITEM/PENDING_DISCONNECT"). */
  latestOfItem(item: OwnedItem, types: readonly string[]): Promise<RecordedEvent[]>;
  /** When the newest recorded event of each Item was received; Items without one are missing from the map. */
  lastReceivedAt(items: readonly OwnedItem[]): Promise<Map<ItemId, UnixMs>>;
  /** Whether a webhook of the Item with this code was received at `since` or later. */
  hasReceived(item: OwnedItem, webhook: { webhookCode: string; since: UnixMs }): Promise<boolean>;
  /** Events whose effects have not been carried out, oldest first. */
  withPendingEffects(limit: number): Promise<RecordedEvent[]>;
  markEffectsDone(event: RecordedEvent, at: UnixMs): Promise<void>;
  /** Counts a failed try; from the fifth on the event's effects are given up (dead letter) and this answers true. */
  markEffectsFailed(event: RecordedEvent, at: UnixMs): Promise<{ givenUp: boolean }>;
  /** Keeps a well-signed body that is not for the feed; a copy of one that is kept already is not kept again. */
  quarantine(letter: QuarantinedWebhook): Promise<QuarantineOutcome>;
  /** Drops events, parked events and letters received before `before`, and old changes. Returns how many of the former. */
  purge(before: UnixMs): Promise<number>;
}

/** True of events of any of these types: "ITEM" takes every code, "ITEM/ERROR" one. */
export function matchesTypes(types: readonly string[]): () => Expression<SqlBool> {
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

/** Makes a RecordedEvent of a row that has its place in the log. */
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

/** Events that have their place in the log; parked ones are nobody's. */
function recordedEvents(db: Db) {
  return db
    .selectFrom('events')
    .selectAll()
    .where('seq', 'is not', null)
    .where('owner_id', 'is not', null)
    .$narrowType<{ seq: number; owner_id: string }>();
}

type ItemEvent = Pick<Selectable<EventsTable>, 'item_id' | 'owner_id' | 'webhook_type' | 'webhook_code'>;

function isRepair({ webhook_type: type, webhook_code: code }: ItemEvent): boolean {
  return type === 'ITEM' && code === 'LOGIN_REPAIRED';
}

/** Does nothing for a Link session's event, or when the Item has been removed. `at`: when the webhook came. */
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

/**
 * A copy of an event that is there. Two of the same within a second cannot be told from one that was delivered twice, so
 * both make the Item stale and have their effects.
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

/** Writes one event. It takes the number `seq` only if it is recorded, not as a duplicate or parked. */
async function insertEvent(trx: Db, event: NewEvent, seq: number): Promise<AppendOutcome> {
  const itemId = event.itemId === null ? null : storableText(event.itemId);
  const binding = await findEventOwner(trx, { itemId, linkTokenFingerprint: event.linkTokenFingerprint });
  const row = await trx
    .insertInto('events')
    .values({
      seq: binding === null ? null : seq,
      id: event.id,
      replay_key: event.replayKey,
      owner_id: binding?.ownerId ?? null,
      webhook_type: storableText(event.webhookType),
      webhook_code: storableText(event.webhookCode),
      environment: storableText(event.environment),
      item_id: itemId,
      link_session_id: binding?.linkSessionId ?? null,
      link_token_fingerprint: event.linkTokenFingerprint,
      sealed_body: event.sealedBody,
      received_at: event.receivedAt,
      effects_state: binding === null ? 'PARKED' : 'PENDING',
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

/** Whoever watches the Item or the Link session of a recorded event is told, also of its copy. */
function changedBy(outcome: AppendOutcome) {
  if (outcome.outcome === 'parked' || outcome.event === null) return [];
  const { ownerId, itemId, linkSessionId } = outcome.event;
  return [{ owner_id: ownerId, item_id: itemId, link_session_id: linkSessionId }];
}

/** Appends in the order given, in one transaction, which takes `marks` along. */
function appendAll(
  { db, recordChanges, expected }: { db: Db; recordChanges: RecordChanges; expected: ExpectedInstallation },
  events: readonly NewEvent[],
  marks: readonly EffectsDone[],
): Promise<AppendOutcome[]> {
  return db.transaction().execute(async (trx) => {
    // Whoever is told 200 does not deliver again: never for a database that was put in another's place.
    await requireInstallation(trx, expected);
    // First, so that everything below happens alone: see moveCounter and completeExchange.
    const last = await advanceSequence(trx, 'events', events.length);
    // Before the copies, whose effects are pending again: a mark that was made before a copy came is not about it.
    await markEffectsDone(trx, marks);
    let next = last - events.length + 1;
    const outcomes: AppendOutcome[] = [];
    for (const event of events) {
      const outcome = await insertEvent(trx, event, next);
      if (outcome.outcome === 'recorded') next += 1;
      outcomes.push(outcome);
    }
    // Numbers that duplicates and parked events did not take go back, still under the lock.
    const unused = last - next + 1;
    if (unused > 0) await advanceSequence(trx, 'events', -unused);
    await recordChanges(trx, outcomes.flatMap(changedBy));
    return outcomes;
  });
}

/** Webhooks written in one transaction, and how many may wait for their turn before the receiver says 503. */
const APPEND_BATCHES = { batchSize: 50, maxWaiting: 2_000 };

export function createEventLog(db: Db, recordChanges: RecordChanges, expected: ExpectedInstallation): EventLog {
  const marks = createEffectAcks(db);
  return {
    append: createWriteBatcher(
      (events: readonly NewEvent[]) =>
        marks.takenAlong((along) => appendAll({ db, recordChanges, expected }, events, along)),
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
      const heard = rows.flatMap(({ item_id: id, owner_id: ownerId, received_at: at }) =>
        id !== null && owners.get(asItemId(id)) === ownerId ? [[asItemId(id), at] as const] : [],
      );
      return new Map(heard);
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

    markEffectsDone: (event, at) => marks.add({ event, at }),
    markEffectsFailed: (event, at) => markEffectsFailed(db, event, at),
    quarantine: (letter) => quarantine(db, letter),
    purge: (before) => purge(db, before),
  };
}
