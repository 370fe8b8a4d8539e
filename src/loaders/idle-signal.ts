import { setImmediate as immediate, setTimeout as pause } from 'node:timers/promises';

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
