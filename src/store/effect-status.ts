import type { UnixMs } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Db } from './dialect.js';
import { StoreUnavailableError } from './errors.js';

/** After this many failed attempts the event is a dead letter: it stays readable, but its effects are not run again. */
const MAX_EFFECT_ATTEMPTS = 5;

/** An acknowledgement: the effects of this event have succeeded. */
export interface EffectAck {
  event: RecordedEvent;
  at: UnixMs;
}

/** See EventLog.markEffectsDone. For the events of several acknowledgements at once. */
export async function markEffectsDone(db: Db, done: readonly EffectAck[]): Promise<void> {
  if (done.length === 0) return;
  const ids = done.map(({ event }) => event.id);
  await db
    .updateTable('events')
    .set({ effects_state: 'DONE', effects_changed_at: Math.max(...done.map(({ at }) => at)) })
    .where('id', 'in', ids)
    .execute();
}

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
 * everything waits while a commit is written to disk. So an acknowledgement joins the transaction of the next append if
 * possible; if none comes, the buffer is flushed in a transaction of its own after a short time. A crash before that
 * makes the effects run again, which is safe because they are idempotent.
 */
export interface EffectAcks {
  /** Resolves when the acknowledgement is durable. Fails with StoreUnavailableError. */
  add(ack: EffectAck): Promise<void>;
  /**
   * Passes the buffered acknowledgements to a transaction that is about to run anyway. `write` must write all of them
   * or fail. After a failure they are written in a transaction of their own, so that a faulty acknowledgement cannot
   * fail appends again.
   */
  writeWith<T>(write: (acks: readonly EffectAck[]) => Promise<T>): Promise<T>;
}

interface Waiting {
  ack: EffectAck;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const FLUSH_INTERVAL_MS = 250;
/** The most acknowledgements in one statement. */
const BATCH_SIZE = 1_000;
/** More than there can be events with running effects. */
const MAX_WAITING = 10_000;

/** There is nothing to close: the timer lives for at most a quarter of a second. */
export function createEffectAcks(db: Db): EffectAcks {
  let waiting: Waiting[] = [];
  /** Acknowledgements whose append failed. */
  let afterFailure: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;

  const startTimer = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void flush();
    }, FLUSH_INTERVAL_MS);
  };

  const flush = async (): Promise<void> => {
    const taken = [...afterFailure, ...waiting];
    afterFailure = [];
    waiting = [];
    for (let from = 0; from < taken.length; from += BATCH_SIZE) {
      const part = taken.slice(from, from + BATCH_SIZE);
      try {
        await markEffectsDone(db, acksOf(part));
        for (const { resolve } of part) resolve();
      } catch (error) {
        for (const { reject } of part) reject(error);
      }
    }
  };

  return {
    add: (ack) =>
      new Promise((resolve, reject) => {
        if (waiting.length + afterFailure.length >= MAX_WAITING) {
          reject(new StoreUnavailableError('Too many writes are queued for the database.'));
          return;
        }
        waiting.push({ ack, resolve, reject });
        startTimer();
      }),

    writeWith: async (write) => {
      const taken = waiting.splice(0, BATCH_SIZE);
      try {
        const result = await write(acksOf(taken));
        for (const { resolve } of taken) resolve();
        return result;
      } catch (error) {
        afterFailure.push(...taken);
        if (taken.length > 0) startTimer();
        throw error;
      }
    },
  };
}

function acksOf(waiting: readonly Waiting[]): EffectAck[] {
  return waiting.map(({ ack }) => ack);
}
