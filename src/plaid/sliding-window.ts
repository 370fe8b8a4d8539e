/** Counts the calls of the last minute per second. Its memory does not grow with their number. */
export interface SlidingWindow {
  /** How long until there is room for another call, in milliseconds; 0: there is room now. */
  waitMs(perMinute: number, nowMs: number): number;
  /** Counts one call. */
  add(nowMs: number): void;
}

const SECOND_MS = 1_000;
/** The current second and the sixty before it: they contain whichever minute Plaid counts. */
const SLOTS = 61;

export function createSlidingWindow(): SlidingWindow {
  const counts = new Uint32Array(SLOTS);
  let latest = 0;
  let total = 0;

  function moveTo(second: number): void {
    // After the clock was set back, the counts cannot be compared.
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
