import type { Db } from './dialect.js';
import { StoreUnavailableError } from './errors.js';
import { type EffectsDone, markEffectsDone } from './event-effects.js';

/**
 * The marks that say that an event's effects are done, on their way into the database. Nobody waits for a mark, but everybody
 * does while the embedded database waits for the disk, so marks have no commit of their own where they can share one: the next
 * append takes them along. When none comes, they are written together after a while. A crash before that repeats effects.
 */
export interface EffectMarks {
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
export const createEffectMarks = (db: Db): EffectMarks => {
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
};

const marksOf = (waiting: readonly Waiting[]): EffectsDone[] => waiting.map(({ mark }) => mark);
