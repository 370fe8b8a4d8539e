import { callCancelled } from '../plaid/errors.js';
import type { Callers } from '../plaid/plaid-call.js';

/** The value of a flight, and what is still to be done when all waiters have it. */
export interface FlightResult<T> {
  value: T;
  /** Readers that arrive while this runs receive the value. Its failure is ignored. */
  onSettled?: () => Promise<void>;
}

/** One piece of work per key at a time, shared by all who request it meanwhile. */
export interface SingleFlight {
  /**
   * Starts `work`, or joins the work in progress. The waiter's signal ends only the wait of this caller; the signal of `work`
   * aborts when the last waiter has gone. `callers`: the waiters, including those who join later.
   */
  run<T>(key: string, waiter: Waiter, work: Work<T>): Promise<T>;
}

export type Work<T> = (signal: AbortSignal, callers: Callers | null) => Promise<FlightResult<T>>;

/** `callerId`: absent for background work. */
export interface Waiter {
  signal: AbortSignal;
  callerId?: string;
}

interface Flight {
  result: Promise<unknown>;
  controller: AbortController;
  waiters: number;
  callers: OpenCallers;
}

interface OpenCallers extends Callers {
  join(id: string): void;
}

export function createSingleFlight(): SingleFlight {
  const flights = new Map<string, Flight>();
  const forget = (key: string, flight: Flight): void => {
    if (flights.get(key) === flight) flights.delete(key);
  };

  const start = <T>(key: string, { callerId }: Waiter, work: Work<T>): Flight => {
    const controller = new AbortController();
    const callers = openCallers();
    if (callerId !== undefined) callers.join(callerId);
    // Background work stays background work, whoever joins it.
    const running = work(controller.signal, callerId === undefined ? null : callers);
    const flight: Flight = { result: running.then((outcome) => outcome.value), controller, waiters: 0, callers };
    flights.set(key, flight);
    void running
      .then((outcome) => outcome.onSettled?.())
      .catch(() => undefined)
      .finally(() => {
        forget(key, flight);
      });
    return flight;
  };

  return {
    async run<T>(key: string, waiter: Waiter, work: Work<T>): Promise<T> {
      const hasLeft = (): boolean => waiter.signal.aborted;
      if (hasLeft()) throw callCancelled();
      const flight = flights.get(key) ?? start(key, waiter, work);
      flight.waiters += 1;
      if (waiter.callerId !== undefined) flight.callers.join(waiter.callerId);
      try {
        return (await untilAborted(flight.result, waiter.signal)) as T;
      } finally {
        flight.waiters -= 1;
        if (flight.waiters === 0 && hasLeft()) {
          // The next reader must not join work that is being aborted.
          forget(key, flight);
          flight.controller.abort();
        }
      }
    },
  };
}

function openCallers(): OpenCallers {
  const ids = new Set<string>();
  const listeners: ((id: string) => void)[] = [];
  return {
    ids: () => [...ids],
    onJoin: (listener) => void listeners.push(listener),
    join(id) {
      if (ids.has(id)) return;
      ids.add(id);
      for (const notify of listeners) notify(id);
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
