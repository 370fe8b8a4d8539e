import type { Selectable } from 'kysely';
import { asEventId, asItemId, asLinkSessionId, asOwnerId, type UnixMs } from '../model/ids.js';
import { asSealed } from '../model/sealed.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { createBatches } from './batches.js';
import type { RecordChanges } from './changes.js';
import { moveCounter } from './counters.js';
import type { Db } from './dialect.js';
import { bindEvent } from './event-binding.js';
import { type EffectsDone, markEffectsDone, markEffectsFailed } from './event-effects.js';
import { createEffectMarks } from './event-marks.js';
import { keepAside, purge } from './event-retention.js';
import { matchesTypes } from './event-types.js';
import { type ExpectedInstallation, requireInstallation } from './installation.js';
import { forgetErrors } from './items.js';
import type { AppendOutcome, EventLog, NewEvent } from './store.js';
import type { EventsTable } from './tables.js';
import { storableIds, storableText } from './text.js';

/** Makes a RecordedEvent of a row that has its place in the log. */
const toEvent = (row: Selectable<EventsTable> & { seq: number; owner_id: string }): RecordedEvent => ({
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
});

/** Events that have their place in the log; parked ones are nobody's. */
const recordedEvents = (db: Db) =>
  db
    .selectFrom('events')
    .selectAll()
    .where('seq', 'is not', null)
    .where('owner_id', 'is not', null)
    .$narrowType<{ seq: number; owner_id: string }>();

type ItemEvent = Pick<Selectable<EventsTable>, 'item_id' | 'owner_id' | 'webhook_type' | 'webhook_code'>;

const isRepair = ({ webhook_type: type, webhook_code: code }: ItemEvent): boolean =>
  type === 'ITEM' && code === 'LOGIN_REPAIRED';

/** Does nothing for a Link session's event, or when the Item has been removed. `at`: when the webhook came. */
const makeItemStale = async (trx: Db, event: ItemEvent, at: UnixMs) => {
  if (event.item_id === null || event.owner_id === null) return;
  await trx
    .updateTable('items')
    .set((eb) => ({ generation: eb('generation', '+', 1), ...(isRepair(event) ? forgetErrors(eb, at) : {}) }))
    .where('id', '=', event.item_id)
    .where('owner_id', '=', event.owner_id)
    .where('removed_at', 'is', null)
    .execute();
};

/**
 * A copy of an event that is there. Two of the same within a second cannot be told from one that was delivered twice, so
 * both make the Item stale and have their effects.
 */
const repeatEvent = async (trx: Db, { replayKey, receivedAt }: NewEvent): Promise<AppendOutcome> => {
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
};

/** Writes one event. It takes the number `seq` only if it is recorded, not as a duplicate or parked. */
const insertEvent = async (trx: Db, event: NewEvent, seq: number): Promise<AppendOutcome> => {
  const itemId = event.itemId === null ? null : storableText(event.itemId);
  const binding = await bindEvent(trx, { itemId, linkTokenFingerprint: event.linkTokenFingerprint });
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
};

/** Whoever watches the Item or the Link session of a recorded event is told, also of its copy. */
const changedBy = (outcome: AppendOutcome) => {
  if (outcome.outcome === 'parked' || outcome.event === null) return [];
  const { ownerId, itemId, linkSessionId } = outcome.event;
  return [{ owner_id: ownerId, item_id: itemId, link_session_id: linkSessionId }];
};

/** Appends in the order given, in one transaction, which takes `marks` along. */
const appendAll = (
  { db, recordChanges, expected }: { db: Db; recordChanges: RecordChanges; expected: ExpectedInstallation },
  events: readonly NewEvent[],
  marks: readonly EffectsDone[],
): Promise<AppendOutcome[]> =>
  db.transaction().execute(async (trx) => {
    // Whoever is told 200 does not deliver again: never for a database that was put in another's place.
    await requireInstallation(trx, expected);
    // First, so that everything below happens alone: see moveCounter and completeExchange.
    const last = await moveCounter(trx, 'events', events.length);
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
    if (unused > 0) await moveCounter(trx, 'events', -unused);
    await recordChanges(trx, outcomes.flatMap(changedBy));
    return outcomes;
  });

/** Webhooks written in one transaction, and how many may wait for their turn before the receiver says 503. */
const APPEND_BATCHES = { batchSize: 50, maxWaiting: 2_000 };

export const createEventLog = (db: Db, recordChanges: RecordChanges, expected: ExpectedInstallation): EventLog => {
  const marks = createEffectMarks(db);
  return {
    append: createBatches(
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

    droppedUpTo: async (ownerId) => {
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

    lastHeard: async (items) => {
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

    wasHeard: async (item, { webhookCode, since }) => {
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
    keepAside: (letter) => keepAside(db, letter),
    purge: (before) => purge(db, before),
  };
};
