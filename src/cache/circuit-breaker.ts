/** Leaves a store alone that keeps failing. */
export interface CircuitBreaker {
  /** Runs `operation`, or rejects at once while the store is left alone. */
  run<T>(operation: () => Promise<T>): Promise<T>;
}

/** So many failures in a row open it. */
const FAILURES_TO_OPEN = 3;
/** How long the store is left alone before one operation tries again. */
const OPEN_MS = 1_000;

export function createCircuitBreaker(now: () => number): CircuitBreaker {
  let failures = 0;
  let closedFrom = 0;
  return {
    async run(operation) {
      if (failures >= FAILURES_TO_OPEN) {
        if (now() < closedFrom) throw new Error('left alone after repeated failures');
        // This one tries; the others go on leaving it alone until the outcome is known.
        closedFrom = now() + OPEN_MS;
      }
      try {
        const result = await operation();
        failures = 0;
        return result;
      } catch (error) {
        failures += 1;
        closedFrom = now() + OPEN_MS;
        throw error;
      }
    },
  };
}
