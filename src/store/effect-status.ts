import type { UnixMs } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Db } from './dialect.js';
import { StoreUnavailableError } from './errors.js';

/** After so many failed tries the event is a dead letter: it stays readable, its effects are not tried again. */
const EFFECT_ATTEMPTS = 5;

/** The effects of this event ended well. */
export interface EffectsDone {
  event: RecordedEvent;
  at: UnixMs;
}

/** EventLog.markEffectsDone, of events whose effects ended together. */
export async function markEffectsDone(db: Db, done: readonly EffectsDone[]): Promise<void> {
  if (done.length === 0) return;
  const ids = done.map(({ event }) => event.id);
  await db
    .updateTable('events')
    .set({ effects_state: 'DONE', effects_changed_at: Math.max(...done.map(({ at }) => at)) })
    .where('id', 'in', ids)
    .execute();
}

/** EventLog.markEffectsFailed */
export async function markEffectsFailed(db: Db, event: RecordedEvent, at: UnixMs): Promise<{ givenUp: boolean }> {
  const row = await db
    .updateTable('events')
    .set((eb) => ({
      effects_attempts: eb('effects_attempts', '+', 1),
      effects_state: eb
        .case()
        .when('effects_attempts', '>=', EFFECT_ATTEMPTS - 1)
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
 * The marks that say that an event's effects are done, on their way into the database. Nobody waits for a mark, but everybody
 * does while the embedded database waits for the disk, so marks have no commit of their own where they can share one: the next
 * append takes them along. When none comes, they are written together after a while. A crash before that repeats effects.
 */
export interface EffectAcks {
  /** Resolves when it is durable. Fails with StoreUnavailableError. */
  add(mark: EffectsDone): Promise<void>;
  /**
   * Hands what waits to a transaction that is about to be made anyway: `write` has to write all of it, or fail. After a
   * failure they wait for a commit of their own, so that whatever is wrong with them is not the append's trouble again.
   */
  takenAlong<T>(write: (marks: readonly EffectsDone[]) => Promise<T>): Promise<T>;
}

interface Waiting {
  mark: EffectsDone;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const GATHER_MS = 250;
/** Of one statement. */
const MAX_AT_ONCE = 1_000;
/** As many as there are events with effects under way, and then some. */
const MAX_WAITING = 10_000;

/** Holds nothing that has to be closed: its timer lives for a quarter of a second at most. */
export function createEffectAcks(db: Db): EffectAcks {
  let waiting: Waiting[] = [];
  /** Failed on the way with an append. */
  let setApart: Waiting[] = [];
  let timer: NodeJS.Timeout | null = null;

  const startTimer = (): void => {
    timer ??= setTimeout(() => {
      timer = null;
      void writeAlone();
    }, GATHER_MS);
  };

  const writeAlone = async (): Promise<void> => {
    const taken = [...setApart, ...waiting];
    setApart = [];
    waiting = [];
    for (let from = 0; from < taken.length; from += MAX_AT_ONCE) {
      const part = taken.slice(from, from + MAX_AT_ONCE);
      try {
        await markEffectsDone(db, marksOf(part));
        for (const { resolve } of part) resolve();
      } catch (error) {
        for (const { reject } of part) reject(error);
      }
    }
  };

  return {
    add: (mark) =>
      new Promise((resolve, reject) => {
        if (waiting.length + setApart.length >= MAX_WAITING) {
          reject(new StoreUnavailableError('Too many writes are waiting for the database.'));
          return;
        }
        waiting.push({ mark, resolve, reject });
        startTimer();
      }),

    takenAlong: async (write) => {
      const taken = waiting.splice(0, MAX_AT_ONCE);
      try {
        const result = await write(marksOf(taken));
        for (const { resolve } of taken) resolve();
        return result;
      } catch (error) {
        setApart.push(...taken);
        if (taken.length > 0) startTimer();
        throw error;
      }
    },
  };
}

function marksOf(waiting: readonly Waiting[]): EffectsDone[] {
  return waiting.map(({ mark }) => mark);
}
