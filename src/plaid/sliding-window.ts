/** Counts calls within the last minute, to the second, in memory that does not grow with their number. */
export interface SlidingWindow {
  /** How long until another call fits, in milliseconds; 0: it fits now. */
  waitMs(perMinute: number, nowMs: number): number;
  /** Counts one call. */
  add(nowMs: number): void;
}

const SECOND_MS = 1_000;
/** The current second, and the sixty before it: whatever minute Plaid counts in lies within. */
const SLOTS = 61;

export function createSlidingWindow(): SlidingWindow {
  const counts = new Uint32Array(SLOTS);
  let latest = 0;
  let total = 0;

  function moveTo(second: number): void {
    // A clock that was put back leaves nothing to compare with.
    if (second < latest || second - latest >= SLOTS) {
      counts.fill(0);
      total = 0;
    } else {
      for (let passed = latest + 1; passed <= second; passed += 1) {
        total -= counts[passed % SLOTS] ?? 0;
        counts[passed % SLOTS] = 0;
      }
    }
    latest = second;
  }

  return {
    waitMs(perMinute, nowMs) {
      moveTo(Math.floor(nowMs / SECOND_MS));
      if (total < perMinute) return 0;
      let leaving = 0;
      for (let second = latest - SLOTS + 1; second <= latest; second += 1) {
        leaving += counts[second % SLOTS] ?? 0;
        if (total - leaving < perMinute) return (second + SLOTS) * SECOND_MS - nowMs;
      }
      return SLOTS * SECOND_MS;
    },
    add(nowMs) {
      moveTo(Math.floor(nowMs / SECOND_MS));
      counts[latest % SLOTS] = (counts[latest % SLOTS] ?? 0) + 1;
      total += 1;
    },
  };
}
