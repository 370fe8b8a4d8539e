import type { Transaction } from 'kysely';
import type { UnixMs } from '../model/ids.js';
import { interruptiblePause } from '../model/time.js';
import { purgeChanges } from './changes.js';
import { compileOnce, isIn, type Parameter, rowsFrom } from './queries.js';
import type { Db } from './dialect.js';
import { purgeQuarantine } from './quarantine.js';
import type { Tables } from './schema.js';

export interface PurgeOptions {
  /** Asked before each step. When it returns false the purge ends early; the next one continues. */
  mayContinue?: () => boolean;
  /** Ends the purge early. */
  signal?: AbortSignal;
}

/** Rows in one step, which is one short transaction. The embedded database holds up everything else meanwhile. */
const STEP_ROWS = 100;
/** The pause after a step is this many times as long as the step, so the database has time for everything else. */
const REST = 4;
const MIN_REST_MS = 10;
const MAX_REST_MS = 1_000;

/** See EventLog.purge. */
export async function purge(db: Db, before: UnixMs, options: PurgeOptions = {}): Promise<number> {
  const { mayContinue = () => true, signal } = options;
  /** Repeats `step` with a pause after each, until it has found fewer rows than one step takes. */
  const inSteps = async (step: () => Promise<{ found: number; deleted: number }>): Promise<number> => {
    let total = 0;
    while (signal?.aborted !== true && mayContinue()) {
      const startedAt = performance.now();
      const { found, deleted } = await step();
      total += deleted;
      if (found < STEP_ROWS) break;
      const tookMs = performance.now() - startedAt;
      await interruptiblePause(Math.min(Math.max(tookMs * REST, MIN_REST_MS), MAX_REST_MS), signal);
    }
    return total;
  };
  await inSteps(() => purgeChanges(db, STEP_ROWS));
  const quarantined = await inSteps(() => purgeQuarantine(db, before, STEP_ROWS));
  return quarantined + (await inSteps(createEventSteps(db, before)));
}

/** A place in the order in which events were received. */
interface Position {
  received_at: number;
  arrival: number;
}

/**
 * Each call takes the next events in the order in which they were received, and deletes those that are not retained for
 * another reason. No step looks at an event twice, so retained ones do not slow it down.
 */
function createEventSteps(db: Db, before: UnixMs): () => Promise<{ found: number; deleted: number }> {
  let position: Position = { received_at: 0, arrival: 0 };
  return async () => {
    const { rows } = await findOldest(db, { before, ...position });
    const deleted = rows.length === 0 ? 0 : await deleteEvents(db, before, rows);
    position = rows.at(-1) ?? position;
    return { found: rows.length, deleted };
  };
}

const findOldest = compileOnce((db, parameter: Parameter<Position & { before: number }>) =>
  db
    .selectFrom('events')
    .select(['received_at', 'arrival'])
    .where('received_at', '<', parameter('before'))
    .where('received_at', '>=', parameter('received_at'))
    .where((eb) => eb.or([eb('received_at', '>', parameter('received_at')), eb('arrival', '>', parameter('arrival'))]))
    .orderBy('received_at')
    .orderBy('arrival')
    .limit(STEP_ROWS),
);

/**
 * Deletes events and records, in the same transaction, up to which seq each owner has lost events. It does not lock the
 * log: the statement that deletes also decides whether an event may be deleted, so that an event stays that gets its place
 * in the log at the same moment.
 */
function deleteEvents(db: Db, before: UnixMs, candidates: readonly Position[]): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await deleteExpired(trx, { before, arrivals: candidates.map(({ arrival }) => arrival) });
    const highest = new Map<string, number>();
    for (const { owner_id, seq } of rows) {
      if (owner_id !== null && seq !== null) highest.set(owner_id, Math.max(seq, highest.get(owner_id) ?? 0));
    }
    await recordPurged(trx, highest);
    return rows.length;
  });
}

const deleteExpired = compileOnce((db, parameter: Parameter<{ before: number; arrivals: readonly number[] }>) =>
  db
    .deleteFrom('events')
    .where(isIn(db, 'events.arrival', parameter('arrivals'), 'bigint'))
    .where('effects_state', '!=', 'PENDING')
    // A parked event gets its place in the log only when its Item is stored. Its retention period starts when its
    // effects have run.
    .where((eb) => eb.or([eb('effects_changed_at', 'is', null), eb('effects_changed_at', '<', parameter('before'))]))
    .returning(['owner_id', 'seq']),
);

interface PurgedRow {
  owner_id: string;
  up_to: number;
}

const raisePurged = compileOnce((db, parameter: Parameter<{ purged: readonly PurgedRow[] }>) =>
  db
    .insertInto('dropped_events')
    .columns(['owner_id', 'up_to'])
    .expression(
      db
        .selectFrom(rowsFrom<PurgedRow>(db, parameter('purged'), { owner_id: 'text', up_to: 'bigint' }).as('purged'))
        .select(['owner_id', 'up_to'])
        .where('owner_id', 'is not', null)
        // Two instances lock the rows in the same order.
        .orderBy('owner_id'),
    )
    .onConflict((conflict) =>
      conflict
        .column('owner_id')
        .doUpdateSet((eb) => ({ up_to: eb.ref('excluded.up_to') }))
        .whereRef('dropped_events.up_to', '<', 'excluded.up_to'),
    ),
);

async function recordPurged(trx: Transaction<Tables>, highest: ReadonlyMap<string, number>): Promise<void> {
  if (highest.size === 0) return;
  await raisePurged(trx, { purged: [...highest].map(([owner_id, up_to]) => ({ owner_id, up_to })) });
}
