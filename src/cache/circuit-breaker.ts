/** Stops calling a store that keeps failing. */
export interface CircuitBreaker {
  /** Runs `operation`, or rejects immediately while the circuit is open. */
  run<T>(operation: () => Promise<T>): Promise<T>;
}

/** How many consecutive failures open the circuit. */
const FAILURES_TO_OPEN = 3;
/** How long the circuit stays open before one operation tries again. */
const OPEN_MS = 1_000;

export function createCircuitBreaker(now: () => number): CircuitBreaker {
  let failures = 0;
  let openUntil = 0;
  return {
    async run(operation) {
      if (failures >= FAILURES_TO_OPEN) {
        if (now() < openUntil) throw new Error('circuit open after repeated failures');
        // This operation tries; the others are still rejected until its outcome is known.
        openUntil = now() + OPEN_MS;
      }
      try {
        const result = await operation();
        failures = 0;
        return result;
      } catch (error) {
        failures += 1;
        openUntil = now() + OPEN_MS;
        throw error;
      }
    },
  };
}
