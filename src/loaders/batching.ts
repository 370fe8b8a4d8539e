import DataLoader from 'dataloader';
import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';
import type { OwnedItem } from '../model/item.js';

/* How the reads and writes of one operation are combined: equal reads are one, several keys are one, several writes are one. */

/** An Item at one generation: after an invalidation within the operation it is read again. The length keeps the parts apart. */
export function itemKey({ ownerId, id, generation }: OwnedItem): string {
  return `${generation}:${ownerId.length}:${ownerId}${id}`;
}

/** Reads something of an Item at most once per operation. Failures are memoised too. */
export function memoizeByItem<T>(read: (item: OwnedItem) => Promise<T>): (item: OwnedItem) => Promise<T> {
  return memoizeByKey(itemKey, read);
}

/** Reads something at most once per operation and key. Failures are memoised too. */
export function memoizeByKey<K, T>(keyOf: (key: K) => string, read: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const name = keyOf(key);
    const result = known.get(name) ?? read(key);
    known.set(name, result);
    return result;
  };
}

/** The outcomes in the form that a batch function returns: one failure does not affect the others. */
export async function allSettled<T>(reads: Promise<T>[]): Promise<(T | Error)[]> {
  const outcomes = await Promise.allSettled(reads);
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : asError(outcome.reason)));
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error('a read failed'));

/** Looks up several keys with one read of the store. Nothing is memoised: a later lookup sees what has changed. */
export function batched<K, V>(find: (keys: readonly K[]) => Promise<Map<K, V>>): (key: K) => Promise<V | null> {
  const loader = new DataLoader<K, V | null>(
    async (keys) => {
      const found = await find([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? null);
    },
    { cache: false, maxBatchSize: MAX_BATCH },
  );
  return (key) => loader.load(key);
}

/** The size of the largest list argument or page. */
const MAX_BATCH = 100;

/** Whether an operation is reading anything. */
export interface IdleSignal {
  /** Begins a read. The returned function ends it. */
  begin(): () => void;
  /** Resolves when nothing is being read and no finished read has caused another. */
  reached(): Promise<void>;
  /**
   * Like `reached`, but does not wait for reads that take much longer than the others: it also resolves when no read has
   * begun or ended for STALL_MS, and after MAX_WAIT_MS.
   */
  reachedOrStalled(): Promise<void>;
}

const STALL_MS = 100;
const MAX_WAIT_MS = 1_000;
/** A stall is counted in steps, so that a busy event loop, which delays reads and timers alike, does not look like one. */
const STEP_MS = 20;

export function createIdleSignal(): IdleSignal {
  let reading = 0;
  /** How often a read has begun or ended. */
  let activity = 0;
  let waiting: (() => void)[] = [];
  let pending: Promise<void> | null = null;

  const isReading = (): boolean => reading > 0;

  async function untilIdle(): Promise<void> {
    do {
      if (reading > 0) await new Promise<void>((resolve) => waiting.push(resolve));
      // Fields that received a value begin their own reads before this continues.
      await immediate();
    } while (isReading());
  }

  async function untilStalled(isOver: () => boolean): Promise<void> {
    await immediate();
    let seen = activity;
    let quietMs = 0;
    for (let waitedMs = 0; waitedMs < MAX_WAIT_MS && quietMs < STALL_MS && !isOver(); waitedMs += STEP_MS) {
      await pause(STEP_MS, undefined, { ref: false });
      quietMs = activity === seen ? quietMs + STEP_MS : 0;
      seen = activity;
    }
  }

  function reached(): Promise<void> {
    pending ??= untilIdle().finally(() => {
      pending = null;
    });
    return pending;
  }

  return {
    begin() {
      reading += 1;
      activity += 1;
      return () => {
        reading -= 1;
        activity += 1;
        if (reading > 0) return;
        const resolvers = waiting;
        waiting = [];
        for (const resolve of resolvers) resolve();
      };
    },
    reached,
    async reachedOrStalled() {
      let isIdle = false;
      const idle = reached().then(() => {
        isIdle = true;
      });
      await Promise.race([idle, untilStalled(() => isIdle)]);
    },
  };
}

/**
 * Writes in one go what reads that run at the same time have to write before their values are returned. A read that takes
 * much longer than the others writes later by itself. The returned function resolves when the entry is written; when that
 * fails, it fails for all entries that were written together.
 */
export function gatherWrites<Entry>(
  reads: IdleSignal,
  write: (entries: readonly Entry[]) => Promise<void>,
): (entry: Entry) => Promise<void> {
  let gathering: { entries: Entry[]; written: Promise<void> } | null = null;

  function begin(): { entries: Entry[]; written: Promise<void> } {
    const entries: Entry[] = [];
    const written = reads.reachedOrStalled().then(() => {
      gathering = null;
      return write(entries);
    });
    return { entries, written };
  }

  return (entry) => {
    gathering ??= begin();
    gathering.entries.push(entry);
    return gathering.written;
  };
}
