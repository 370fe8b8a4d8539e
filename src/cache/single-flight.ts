import { callCancelled } from '../plaid/errors.js';

/** What a flight brings: the value, and what is still to be done once everybody has it. */
export interface Landing<T> {
  value: T;
  /** Readers that come while this runs are given the value. Its failure concerns nobody. */
  afterwards?: () => Promise<void>;
}

/** One piece of work per key at a time; everybody who asks meanwhile shares it. */
export interface SingleFlight {
  /**
   * Starts `work`, or joins the one under way. `waiter` stops waiting for this caller only; the signal given to `work`
   * aborts when the last waiter has gone.
   */
  run<T>(key: string, waiter: AbortSignal, work: (signal: AbortSignal) => Promise<Landing<T>>): Promise<T>;
}

interface Flight {
  result: Promise<unknown>;
  controller: AbortController;
  waiters: number;
}

export function createSingleFlight(): SingleFlight {
  const flights = new Map<string, Flight>();
  const forget = (key: string, flight: Flight): void => {
    if (flights.get(key) === flight) flights.delete(key);
  };

  const start = <T>(key: string, work: (signal: AbortSignal) => Promise<Landing<T>>): Flight => {
    const controller = new AbortController();
    const running = work(controller.signal);
    const flight: Flight = { result: running.then((landing) => landing.value), controller, waiters: 0 };
    flights.set(key, flight);
    void running
      .then((landing) => landing.afterwards?.())
      .catch(() => undefined)
      .finally(() => {
        forget(key, flight);
      });
    return flight;
  };

  return {
    async run<T>(key: string, waiter: AbortSignal, work: (signal: AbortSignal) => Promise<Landing<T>>): Promise<T> {
      const hasLeft = (): boolean => waiter.aborted;
      if (hasLeft()) throw callCancelled();
      const flight = flights.get(key) ?? start(key, work);
      flight.waiters += 1;
      try {
        return (await untilAborted(flight.result, waiter)) as T;
      } finally {
        flight.waiters -= 1;
        if (flight.waiters === 0 && hasLeft()) {
          // Whoever comes next must not join work that is being aborted.
          forget(key, flight);
          flight.controller.abort();
        }
      }
    },
  };
}

function untilAborted<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = (): void => {
      reject(callCancelled());
    };
    signal.addEventListener('abort', leave, { once: true });
    result.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave);
    });
  });
}
