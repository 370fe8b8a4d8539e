import { sql, type Transaction } from 'kysely';
import { type EventId, type ItemId, type Sealed, storableText, type UnixMs } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { ChangedRecord, RecordChanges } from './changes.js';
import { compileOnce, isIn, type Parameter, rowsFrom } from './queries.js';
import { type Db, type ExpectedInstallation, requireInstallation } from './dialect.js';
import { type EventOwner, findEventOwners } from './event-owner.js';
import { toEvent } from './recorded-events.js';
import type { EventsTable, Tables } from './schema.js';
import { advanceSequence } from './sequences.js';

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
  /** The body reports that the Link session has finished successfully. */
  sessionSucceeded?: boolean;
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

export interface AppendDeps {
  db: Db;
  recordChanges: RecordChanges;
  expected: ExpectedInstallation;
}

/**
 * Appends the events in the given order, in one transaction and with a number of statements that does not depend on how
 * many there are. See EventLog.append.
 */
export async function appendAll(deps: AppendDeps, events: readonly NewEvent[]): Promise<AppendOutcome[]> {
  for (;;) {
    try {
      return await deps.db.transaction().execute((trx) => appendIn(trx, deps, events));
    } catch (error) {
      // The next attempt finds the copy.
      if (!(error instanceof CopyAppendedMeanwhileError)) throw error;
    }
  }
}

/** Another instance has appended a copy of one of the events after they were looked up. */
class CopyAppendedMeanwhileError extends Error {}

async function appendIn(
  trx: Transaction<Tables>,
  { recordChanges, expected }: AppendDeps,
  events: readonly NewEvent[],
): Promise<AppendOutcome[]> {
  // Plaid does not redeliver after a 200, so the event must never be written to a database that replaced the right one.
  await requireInstallation(trx, expected);
  // Read before the lock is taken, because other instances wait for it.
  const known = await findKnown(trx, events);
  const firstCopies = new Set(new Map(events.toReversed().map((event) => [event.replayKey, event])).values());
  const unknown = events.filter((event) => firstCopies.has(event) && !known.has(event.replayKey));
  const owners = await findEventOwners(trx, unknown.map(subjectOf));
  // From here on the transaction runs alone: see advanceSequence and completeExchange.
  const last = await advanceSequence(trx, 'events', unknown.length);
  const rows = await toRows(trx, unknown, { owners, afterSeq: last - unknown.length });
  // Return the numbers that parked events did not use, while the lock is still held.
  const unused = rows.filter(({ seq }) => seq === null).length;
  if (unused > 0) await advanceSequence(trx, 'events', -unused);
  if (rows.length > 0) await insertRows(trx, rows);
  const outcomes = outcomesOf(events, { rows, known });
  await applyTogether(trx, events, outcomes);
  await recordChanges(trx, outcomes.flatMap(changesOf));
  return outcomes;
}

const findByReplayKey = compileOnce((db, parameter: Parameter<{ keys: readonly string[] }>) =>
  db
    .selectFrom('events')
    .selectAll()
    .where(isIn(db, 'events.replay_key', parameter('keys'))),
);

/** The events that are in the log already, by replay key; null when they are parked. */
async function findKnown(trx: Db, events: readonly NewEvent[]): Promise<Map<string, RecordedEvent | null>> {
  const { rows } = await findByReplayKey(trx, { keys: events.map(({ replayKey }) => replayKey) });
  return new Map(
    rows.map((row) => {
      const { seq, owner_id: ownerId } = row;
      return [row.replay_key, seq === null || ownerId === null ? null : toEvent({ ...row, seq, owner_id: ownerId })];
    }),
  );
}

function subjectOf({ itemId, linkTokenFingerprint }: NewEvent) {
  return { itemId: itemId === null ? null : storableText(itemId), linkTokenFingerprint };
}

const COLUMNS = {
  seq: 'bigint',
  id: 'text',
  replay_key: 'text',
  owner_id: 'text',
  webhook_type: 'text',
  webhook_code: 'text',
  environment: 'text',
  item_id: 'text',
  link_session_id: 'text',
  link_token_fingerprint: 'text',
  sealed_body: 'text',
  received_at: 'bigint',
  effects_state: 'text',
} as const;
/** A row of `events`. `n`: its place in the batch. */
type NewRow = Pick<EventsTable, keyof typeof COLUMNS> & { n: number };
const COLUMN_NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

/** The rows of the events. Only an event with an owner gets a number. The caller holds the lock. */
async function toRows(
  trx: Db,
  events: readonly NewEvent[],
  { owners, afterSeq }: { owners: readonly (EventOwner | null)[]; afterSeq: number },
): Promise<NewRow[]> {
  // An Item that was stored after the owners were read would never get an event that is parked now.
  const isComplete = owners.every((owner) => owner !== null);
  const current = isComplete ? owners : await findEventOwners(trx, events.map(subjectOf));
  let last = afterSeq;
  return events.map((event, n) => {
    const owner = current[n] ?? null;
    if (owner !== null) last += 1;
    return {
      n,
      seq: owner === null ? null : last,
      id: event.id,
      replay_key: event.replayKey,
      owner_id: owner?.ownerId ?? null,
      webhook_type: storableText(event.webhookType),
      webhook_code: storableText(event.webhookCode),
      environment: storableText(event.environment),
      item_id: subjectOf(event).itemId,
      link_session_id: owner?.linkSessionId ?? null,
      link_token_fingerprint: event.linkTokenFingerprint,
      sealed_body: event.sealedBody,
      received_at: event.receivedAt,
      effects_state: owner === null ? 'PARKED' : 'PENDING',
    };
  });
}

const insert = compileOnce((db, parameter: Parameter<{ rows: readonly NewRow[] }>) =>
  db
    .insertInto('events')
    .columns(COLUMN_NAMES)
    .expression(
      db
        .selectFrom(rowsFrom<NewRow>(db, parameter('rows'), { n: 'bigint', ...COLUMNS }).as('given'))
        .select(COLUMN_NAMES)
        .where('n', 'is not', null)
        // `arrival` follows the order of insertion.
        .orderBy('n'),
    )
    .onConflict((conflict) => conflict.column('replay_key').doNothing())
    .returning('id'),
);

async function insertRows(trx: Db, rows: readonly NewRow[]): Promise<void> {
  const inserted = await insert(trx, { rows });
  if (inserted.rows.length < rows.length) throw new CopyAppendedMeanwhileError();
}

/** A second copy within the batch is a duplicate of the first. */
function outcomesOf(
  events: readonly NewEvent[],
  { rows, known }: { rows: readonly NewRow[]; known: ReadonlyMap<string, RecordedEvent | null> },
): AppendOutcome[] {
  const recorded = new Map(known);
  const inserted = new Map(rows.map((row) => [row.replay_key, row]));
  return events.map(({ replayKey }) => {
    const first = recorded.get(replayKey);
    if (first !== undefined) return { outcome: 'duplicate', event: first };
    const row = inserted.get(replayKey);
    const { seq = null, owner_id: ownerId = null } = row ?? {};
    const event =
      row === undefined || seq === null || ownerId === null ? null : toEvent({ ...row, seq, owner_id: ownerId });
    recorded.set(replayKey, event);
    return event === null ? { outcome: 'parked' } : { outcome: 'recorded', event };
  });
}

/** What else an append changes, for all events of the batch together. */
async function applyTogether(trx: Db, events: readonly NewEvent[], outcomes: readonly AppendOutcome[]): Promise<void> {
  const stale = new Map<string, StaleItem>();
  const finished = new Map<string, FinishedSession>();
  const repeated = new Map<string, RepeatedEvent>();
  events.forEach(({ receivedAt, sessionSucceeded = false }, n) => {
    const outcome = outcomes[n];
    if (outcome === undefined || outcome.outcome === 'parked' || outcome.event === null) return;
    const { id, seq, ownerId, itemId, linkSessionId } = outcome.event;
    if (itemId !== null) {
      const key = JSON.stringify([ownerId, itemId]);
      const { times = 0, repaired_at: repairedBefore = null } = stale.get(key) ?? {};
      const repairedAt = isRepair(outcome.event) ? receivedAt : repairedBefore;
      stale.set(key, { item_id: itemId, owner_id: ownerId, times: times + 1, repaired_at: repairedAt });
    }
    if (sessionSucceeded && linkSessionId !== null) finished.set(linkSessionId, { session_id: linkSessionId, seq });
    if (outcome.outcome === 'duplicate') repeated.set(id, { event_id: id, received_at: receivedAt });
  });
  if (stale.size > 0)
    await invalidateItems(
      trx,
      withIds([...stale.values()], ({ item_id }) => item_id),
    );
  if (finished.size > 0)
    await recordFinished(
      trx,
      withIds([...finished.values()], ({ session_id }) => session_id),
    );
  if (repeated.size > 0)
    await repeatEffects(
      trx,
      withIds([...repeated.values()], ({ event_id }) => event_id),
    );
}

/** Rows of an update, and their ids once more: PostgreSQL expects few values of a list, so it uses the index. */
interface WithIds<Row> {
  rows: readonly Row[];
  ids: readonly string[];
}

function withIds<Row>(rows: readonly Row[], idOf: (row: Row) => string): WithIds<Row> {
  return { rows, ids: rows.map(idOf) };
}

function isRepair({ webhookType, webhookCode }: RecordedEvent): boolean {
  return webhookType === 'ITEM' && webhookCode === 'LOGIN_REPAIRED';
}

interface StaleItem {
  item_id: string;
  owner_id: string;
  /** How many of the events are about the Item. */
  times: number;
  /** When the webhook that reports a repair was received; null when there is none. */
  repaired_at: number | null;
}

/**
 * Bumps the generations of the Items, by one for each event. A repair also clears the errors that earlier calls
 * reported. Does nothing for Items that were removed.
 */
const invalidateItems = compileOnce((db, parameter: Parameter<WithIds<StaleItem>>) => {
  const columns = { item_id: 'text', owner_id: 'text', times: 'bigint', repaired_at: 'bigint' } as const;
  const repaired = sql<boolean>`stale.repaired_at is not null`;
  return db
    .updateTable('items')
    .from(rowsFrom<StaleItem>(db, parameter('rows'), columns).as('stale'))
    .set((eb) => ({
      generation: eb('items.generation', '+', eb.ref('stale.times')),
      known_errors: eb.case().when(repaired).then(null).else(eb.ref('items.known_errors')).end(),
      works_since: eb.fn.coalesce('stale.repaired_at', 'items.works_since'),
      known_version: eb('items.known_version', '+', eb.case().when(repaired).then(sql.lit(1)).else(sql.lit(0)).end()),
    }))
    .where(isIn(db, 'items.id', parameter('ids')))
    .whereRef('items.id', '=', 'stale.item_id')
    .whereRef('items.owner_id', '=', 'stale.owner_id')
    .where('items.removed_at', 'is', null);
});

interface FinishedSession {
  session_id: string;
  seq: number;
}

/** Records beside the Link session where in the log its success is. A copy is not newer than the recorded event. */
const recordFinished = compileOnce((db, parameter: Parameter<WithIds<FinishedSession>>) =>
  db
    .updateTable('link_sessions')
    .from(rowsFrom<FinishedSession>(db, parameter('rows'), { session_id: 'text', seq: 'bigint' }).as('finished'))
    .set({ finished_seq: sql.ref('finished.seq') })
    .where(isIn(db, 'link_sessions.id', parameter('ids')))
    .whereRef('link_sessions.id', '=', 'finished.session_id')
    .where((eb) =>
      eb.or([
        eb('link_sessions.finished_seq', 'is', null),
        eb('link_sessions.finished_seq', '<', eb.ref('finished.seq')),
      ]),
    ),
);

interface RepeatedEvent {
  event_id: string;
  received_at: number;
}

/**
 * Two occurrences within one second cannot be distinguished from one webhook that was delivered twice, so a copy runs the
 * effects again. `effects_changed_at` tells an acknowledgement from before the copy (markEffectsDone).
 */
const repeatEffects = compileOnce((db, parameter: Parameter<WithIds<RepeatedEvent>>) =>
  db
    .updateTable('events')
    .from(rowsFrom<RepeatedEvent>(db, parameter('rows'), { event_id: 'text', received_at: 'bigint' }).as('copy'))
    .set({ effects_state: 'PENDING', effects_attempts: 0, effects_changed_at: sql.ref('copy.received_at') })
    .where(isIn(db, 'events.id', parameter('ids')))
    .whereRef('events.id', '=', 'copy.event_id'),
);

/** The Item or Link session whose watchers are notified, also after a copy. */
function changesOf(outcome: AppendOutcome): ChangedRecord[] {
  if (outcome.outcome === 'parked' || outcome.event === null) return [];
  const { ownerId, itemId, linkSessionId } = outcome.event;
  return [{ owner_id: ownerId, item_id: itemId, link_session_id: linkSessionId }];
}
