/** Enough for the Items of a test and the current time. The cache is cleared when it is full. */
const MAX_CACHED = 1000;

const formatted = new Map<number, string>();

/**
 * Formats a time in epoch milliseconds as ISO 8601 in UTC. Results are cached, because the same few times appear in
 * every response and formatting one costs as much as the rest of a small response.
 */
export function isoTime(ms: number): string {
  const known = formatted.get(ms);
  if (known !== undefined) return known;
  if (formatted.size >= MAX_CACHED) formatted.clear();
  const text = new Date(ms).toISOString();
  formatted.set(ms, text);
  return text;
}

/** A scheduled job; the promise settles when its work is done. */
export type Job = () => Promise<void> | void;

/**
 * The emulator's clock and its scheduled jobs. Everything that expires or repeats (tokens, Items, retries, rate limit
 * windows) uses this clock, so advancing it simulates the passing of a month in an instant.
 */
export interface Clock {
  now(): number;
  /** How far the clock is ahead of the wall clock. */
  offsetMs(): number;
  /** Runs `job` at that time; the returned function cancels it. */
  schedule(atMs: number, job: Job): () => void;
  /**
   * Moves the clock forward. Each job that falls due runs at its own time and finishes before the next one starts.
   * Advancing by 0 waits for jobs that are due or running.
   */
  advance(byMs: number): Promise<void>;
  /** The number of the advance that is in progress; null when the clock follows the wall clock. */
  move(): number | null;
  /** Cancels all jobs and sets the offset from the wall clock. */
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
  /** The time of the current step while advancing. */
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
