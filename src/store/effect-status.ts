import { sql } from 'kysely';
import { setImmediate as immediate } from 'node:timers/promises';
import type { UnixMs } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { compileOnce, isIn, type Parameter, rowsFrom } from './queries.js';
import type { Db } from './dialect.js';
import { StoreUnavailableError } from './errors.js';

/** After this many failed attempts the event is a dead letter: it stays readable, but its effects are not run again. */
const MAX_EFFECT_ATTEMPTS = 5;

/** An acknowledgement: the effects of this event have succeeded. */
export interface EffectAck {
  event: RecordedEvent;
  at: UnixMs;
}

interface AckRow {
  event_id: string;
  at: number;
}

/**
 * Skips an acknowledgement from before a copy of its event: it does not cover the copy, whose effects are still to run.
 */
const markDone = compileOnce((db, parameter: Parameter<{ acks: readonly AckRow[]; ids: readonly string[] }>) =>
  db
    .updateTable('events')
    .from(rowsFrom<AckRow>(db, parameter('acks'), { event_id: 'text', at: 'bigint' }).as('ack'))
    .set({ effects_state: 'DONE', effects_changed_at: sql.ref('ack.at') })
    // PostgreSQL expects few values of a list, so it uses the index.
    .where(isIn(db, 'events.id', parameter('ids')))
    .whereRef('events.id', '=', 'ack.event_id')
    .where((eb) =>
      eb.or([eb('events.effects_changed_at', 'is', null), eb('events.effects_changed_at', '<=', eb.ref('ack.at'))]),
    ),
);

/** See EventLog.markEffectsFailed. */
export async function markEffectsFailed(db: Db, event: RecordedEvent, at: UnixMs): Promise<{ givenUp: boolean }> {
  const row = await db
    .updateTable('events')
    .set((eb) => ({
      effects_attempts: eb('effects_attempts', '+', 1),
      effects_state: eb
        .case()
        .when('effects_attempts', '>=', MAX_EFFECT_ATTEMPTS - 1)
        .then('GIVEN_UP' as const)
        .else('PENDING' as const)
        .end(),
      effects_changed_at: at,
    }))
    .where('id', '=', event.id)
    .where('effects_state', '=', 'PENDING')
    .returning('effects_state')
    .executeTakeFirst();
  return { givenUp: row?.effects_state === 'GIVEN_UP' };
}

/**
 * Buffers acknowledgements on their way to the database. No request waits for one, but with the embedded database
 * everything waits while a commit is written to disk. So those of a short time are written together. A crash before that
 * makes the effects run again, which is safe because they are idempotent.
 */
export interface EffectAcks {
  /** Resolves when the acknowledgement is durable. Fails with StoreUnavailableError. */
  add(ack: EffectAck): Promise<void>;
}

interface Waiting {
  ack: EffectAck;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const FLUSH_INTERVAL_MS = 250;
/** The most acknowledgements in one statement. It takes the embedded database a few milliseconds. */
const BATCH_SIZE = 200;
/** More than there can be events with running effects. */
const MAX_WAITING = 10_000;

/** There is nothing to close: the timer lives for at most a quarter of a second. */
export function createEffectAcks(db: Db): EffectAcks {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;

  const flush = async (): Promise<void> => {
    const taken = waiting;
    waiting = [];
    for (let from = 0; from < taken.length; from += BATCH_SIZE) {
      const part = taken.slice(from, from + BATCH_SIZE);
      try {
        const acks = part.map(({ ack }) => ({ event_id: ack.event.id, at: ack.at }));
        await markDone(db, { acks, ids: acks.map(({ event_id }) => event_id) });
        for (const { resolve } of part) resolve();
      } catch (error) {
        for (const { reject } of part) reject(error);
      }
      await immediate();
    }
  };

  return {
    add: (ack) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MAX_WAITING) {
          reject(new StoreUnavailableError('Too many writes are queued for the database.'));
          return;
        }
        waiting.push({ ack, resolve, reject });
        timer ??= setTimeout(() => {
          timer = null;
          void flush();
        }, FLUSH_INTERVAL_MS);
      }),
  };
}
