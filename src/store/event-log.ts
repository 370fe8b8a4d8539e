import { type Expression, expressionBuilder, sql, type SqlBool } from 'kysely';
import { asItemId, type ItemId, type OwnerId, storableIds, storableText, type UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { coalesceFinds, groupedBy } from './coalesced-reads.js';
import { compileOnce, isIn, type Parameter } from './queries.js';
import type { Db } from './dialect.js';
import { createEffectAcks, markEffectsFailed } from './effect-status.js';
import { appendAll, type AppendDeps, type AppendOutcome, type NewEvent } from './event-append.js';
import { purge, type PurgeOptions } from './event-retention.js';
import { quarantine, type QuarantinedWebhook, type QuarantineOutcome } from './quarantine.js';
import { recordedEvents, toEvent } from './recorded-events.js';
import type { Tables } from './schema.js';
import { createWriteBatcher } from './coalesced-writes.js';

export type { AppendOutcome, NewEvent } from './event-append.js';

/** The webhook log. Each event is appended once, belongs to one owner, and has a sequence number. */
export interface EventLog {
  /**
   * Resolves when the event is durable. What happens, in one transaction:
   * 1. The owner is found by the Item or the Link session; without an owner the event is parked.
   * 2. The `events` sequence is locked, so that sequence numbers become visible in order, also with several instances.
   * 3. The event gets its `seq` and is inserted with its effects PENDING. A copy of a recorded event is not inserted,
   * but the effects of the original become PENDING again.
   * 4. The generation of the Item is bumped: a reader that sees the event, on any instance and after any crash, is never
   * served data that was cached before it. The success of a Link session is recorded beside the session.
   * 5. The change is recorded for the other instances.
   * Appends that wait at the same moment share the transaction and each of its statements.
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
  /**
   * The newest event of the Item for each of these codes, oldest first. Takes the same time however many events the Item
   * has. Calls of the same moment share one statement.
   */
  latestOfItem(item: OwnedItem, types: readonly EventCode[]): Promise<RecordedEvent[]>;
  /** When the newest event in the log of each Item was received. Items without events are missing from the map. */
  lastReceivedAt(items: readonly OwnedItem[]): Promise<Map<ItemId, UnixMs>>;
  /** Whether one of the newest thousand events of the Item has this code and was received at or after `since`. */
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
   * number of deleted rows, without the changes. Works in small steps with pauses, so that it takes long and nobody
   * notices it. At each step the log says up to where it was purged.
   */
  purge(before: UnixMs, options?: PurgeOptions): Promise<number>;
}

/** A type and a code of webhooks: "ITEM/ERROR". */
export type EventCode = `${string}/${string}`;

/** When this many appends are queued, further ones fail with StoreUnavailableError and the receiver responds with 503. */
const MAX_WAITING = 2_000;
/** See EventLog.hasReceived. */
const MAX_RECENT = 1_000;

/** `appendBatch`: how many webhooks share one transaction at most. */
export function createEventLog(deps: AppendDeps, { appendBatch }: { appendBatch: number }): EventLog {
  const { db } = deps;
  const acks = createEffectAcks(db);
  return {
    append: createWriteBatcher((events: readonly NewEvent[]) => appendAll(deps, events), {
      batchSize: appendBatch,
      maxWaiting: MAX_WAITING,
    }),

    readAfter: async (ownerId, { afterSeq, limit, itemIds, types }) => {
      const wantedItems = itemIds === undefined ? null : storableIds(itemIds);
      if (wantedItems?.length === 0 || types?.length === 0) return [];
      const rows = await recordedEvents(db)
        .where('owner_id', '=', ownerId)
        .$if(afterSeq !== null, (query) => query.where('seq', '>', afterSeq))
        .$if(wantedItems !== null, (query) => query.where(isIn(db, 'events.item_id', wantedItems ?? [])))
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

    latestOfItem: createLatestReads(db),

    lastReceivedAt: async (items) => {
      const owners = new Map(items.map((item) => [item.id, item.ownerId]));
      const { rows } = await findLastReceived(db, { ids: [...owners.keys()] });
      const received = rows.flatMap(({ item_id: id, owner_id: ownerId, received_at: at }) =>
        id !== null && owners.get(asItemId(id)) === ownerId ? [[asItemId(id), at] as const] : [],
      );
      return new Map(received);
    },

    hasReceived: async (item, { webhookCode, since }) => {
      const recent = recordedEvents(db)
        .clearSelect()
        .select(['webhook_code', 'received_at'])
        .where('item_id', '=', item.id)
        .where('owner_id', '=', item.ownerId)
        .orderBy('seq', 'desc')
        .limit(MAX_RECENT);
      const row = await db
        .selectFrom(recent.as('recent'))
        .select('received_at')
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
    purge: (before, options) => purge(db, before, options),
  };
}

function createLatestReads(db: Db): EventLog['latestOfItem'] {
  // One for each list of types in the code.
  const readers = new Map<string, (item: OwnedItem) => Promise<RecordedEvent[]>>();
  return (item, types) => {
    if (types.length === 0) return Promise.resolve([]);
    const read = readers.get(types.join()) ?? createLatestReader(db, types);
    readers.set(types.join(), read);
    return read(item);
  };
}

function createLatestReader(db: Db, types: readonly EventCode[]): (item: OwnedItem) => Promise<RecordedEvent[]> {
  const findLatest = compileLatest(types);
  const find = coalesceFinds(async (ids: readonly ItemId[]) => {
    const { rows } = await findLatest(db, { ids });
    return groupedBy(rows.map(toEvent), (event) => event.itemId);
  });
  return async ({ id, ownerId }) => (await find(id))?.filter((event) => event.ownerId === ownerId) ?? [];
}

/** For each Item and type one step into an index. */
function compileLatest(types: readonly EventCode[]) {
  const selected = types.map((name) => {
    const [type = '', code = ''] = name.split('/');
    return sql`select ${sql.lit(type)} as type, ${sql.lit(code)} as code`;
  });
  const wanted = sql<{ type: string; code: string }>`(${sql.join(selected, sql` union all `)})`;
  return compileOnce((db, parameter: Parameter<{ ids: readonly string[] }>) =>
    recordedEvents(db)
      .where('events.seq', 'in', (eb) =>
        eb
          .selectFrom(['items', wanted.as('wanted')])
          .select((of) =>
            of
              .selectFrom('events as newest')
              .select(({ fn }) => fn.max('newest.seq').as('seq'))
              .whereRef('newest.item_id', '=', 'items.id')
              .whereRef('newest.owner_id', '=', 'items.owner_id')
              .whereRef('newest.webhook_type', '=', 'wanted.type')
              .whereRef('newest.webhook_code', '=', 'wanted.code')
              .as('seq'),
          )
          .where(isIn(db, 'items.id', parameter('ids'))),
      )
      .orderBy('events.seq'),
  );
}

const findLastReceived = compileOnce((db, parameter: Parameter<{ ids: readonly string[] }>) =>
  recordedEvents(db)
    .clearSelect()
    .select(['events.item_id', 'events.owner_id', 'events.received_at'])
    .where('events.seq', 'in', (eb) =>
      eb
        .selectFrom('items')
        .select((of) =>
          of
            .selectFrom('events as newest')
            .select(({ fn }) => fn.max('newest.seq').as('seq'))
            .whereRef('newest.item_id', '=', 'items.id')
            .as('seq'),
        )
        .where(isIn(db, 'items.id', parameter('ids'))),
    ),
);

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
