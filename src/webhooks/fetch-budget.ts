const MINUTE_MS = 60_000;

/** At most so many fetches in any minute. `now` in milliseconds. Answers false when they are used up. */
export function createFetchBudget(perMinute: number, now: () => number): { take(): boolean } {
  let takenAt: number[] = [];
  return {
    take() {
      takenAt = takenAt.filter((at) => now() - at < MINUTE_MS);
      if (takenAt.length >= perMinute) return false;
      takenAt.push(now());
      return true;
    },
  };
}
