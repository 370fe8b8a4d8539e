/** Moments remembered: enough for the Items of a test and the present millisecond; forgotten all at once when full. */
const KEPT = 1000;

const written = new Map<number, string>();

/**
 * A moment, in milliseconds since 1970, as ISO 8601 in UTC. The same few moments are asked for over and over, in
 * every answer about an Item and in the journal, and writing a date costs as much as the rest of a small answer.
 */
export function isoTime(ms: number): string {
  const known = written.get(ms);
  if (known !== undefined) return known;
  if (written.size >= KEPT) written.clear();
  const text = new Date(ms).toISOString();
  written.set(ms, text);
  return text;
}

/** Something that is to happen at a moment of the emulator's clock; it answers when its work is done. */
export type Job = () => Promise<void> | void;

/**
 * The emulator's clock and what waits on it. Everything with a lifetime (tokens, Items, retries, rate windows)
 * reads this clock, so that moving it forward lets a month pass in a moment.
 */
export interface Clock {
  now(): number;
  /** How far the clock is ahead of the wall. */
  offsetMs(): number;
  /** Runs `job` at that moment; the answer cancels it. */
  schedule(atMs: number, job: Job): () => void;
  /**
   * Moves forward step by step: each job that falls due runs at its own moment, and has finished, before the next one.
   * By 0 it waits until whatever is due or under way has finished.
   */
  advance(byMs: number): Promise<void>;
  /** Which move forward is under way, as a number of its own; null when the clock goes with the wall. */
  move(): number | null;
  /** Back to the wall's time, or so far ahead of it, with nothing scheduled. */
  reset(offsetMs?: number): Promise<void>;
  close(): void;
}

interface Entry {
  atMs: number;
  job: Job;
}

/** The longest delay setTimeout takes (2^31 - 1 ms). */
const MAX_TIMEOUT_MS = 2_147_483_647;

export function createClock(wall: () => number, startOffsetMs: number, onError: (error: unknown) => void): Clock {
  let offset = startOffsetMs;
  /** While advance steps, the clock stands at the step. */
  let frozenAt: number | undefined;
  let queue: Entry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let advancing = Promise.resolve();
  let moves = 0;
  let closed = false;
  const now = (): number => frozenAt ?? wall() + offset;

  function arm(): void {
    clearTimeout(timer);
    const head = queue[0];
    if (head === undefined || closed || frozenAt !== undefined) return;
    timer = setTimeout(fire, Math.min(Math.max(head.atMs - now(), 0), MAX_TIMEOUT_MS));
  }
  const running = new Set<Promise<void>>();
  async function work(entry: Entry): Promise<void> {
    try {
      await entry.job();
    } catch (error) {
      onError(error);
    }
  }
  async function run(entry: Entry): Promise<void> {
    const done = work(entry);
    running.add(done);
    await done;
    running.delete(done);
  }
  function takeDue(untilMs: number): Entry[] {
    const later = queue.findIndex((entry) => entry.atMs > untilMs);
    return queue.splice(0, later === -1 ? queue.length : later);
  }
  function fire(): void {
    for (const entry of takeDue(now())) void run(entry);
    arm();
  }
  async function step(targetMs: number): Promise<void> {
    for (;;) {
      const head = queue[0];
      if (head === undefined || head.atMs > targetMs || closed) return;
      frozenAt = Math.max(head.atMs, now());
      await Promise.all(takeDue(frozenAt).map(run));
    }
  }

  return {
    now,
    offsetMs: () => offset,
    schedule: (atMs, job) => {
      const entry = { atMs, job };
      let low = 0;
      let high = queue.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((queue[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
        else high = middle;
      }
      queue.splice(low, 0, entry);
      if (low === 0) arm();
      return () => {
        const index = queue.indexOf(entry);
        if (index !== -1) queue.splice(index, 1);
      };
    },
    advance: (byMs) => {
      advancing = advancing.then(async () => {
        const target = now() + byMs;
        frozenAt = now();
        moves += 1;
        clearTimeout(timer);
        await Promise.all(running);
        await step(target);
        offset += byMs;
        frozenAt = undefined;
        arm();
      });
      return advancing;
    },
    move: () => (frozenAt === undefined ? null : moves),
    reset: async (offsetMs = 0) => {
      queue = [];
      await advancing;
      offset = offsetMs;
      arm();
    },
    close: () => {
      closed = true;
      queue = [];
      clearTimeout(timer);
    },
  };
}
