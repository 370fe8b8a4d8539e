/** Those who wait for one piece of work: more may join while it waits for a place. */
export interface Callers {
  /** At this moment; never empty. */
  ids(): readonly string[];
  /** Tells of everybody who joins from now on. */
  onJoin(listener: (id: string) => void): void;
}

/** A bounded number of places for work under way, shared out fairly between callers. */
export interface FairPool {
  /**
   * Resolves with what gives the place back, once there is one that the caller may have. Null when the signal aborts first. Fails with TooManyWaitingError when too many wait for the caller already.
   */
  enter(callers: Callers, signal: AbortSignal): Promise<(() => void) | null>;
}

export interface PlacesOptions {
  total: number;
  /** How many one caller may have waiting; more are refused. */
  maxWaitingOfCaller: number;
}

/** One caller has as much waiting as it may. */
export class TooManyWaitingError extends Error {}

/** One caller, who is joined by nobody. */
export function aloneCaller(id: string): Callers {
  return { ids: () => [id], onJoin: () => undefined };
}

interface Waiting {
  isOver: boolean;
  admit: (callerId: string) => void;
}

/** The part of all places that is for callers who hold none. */
const RESERVE = 1 / 4;

/**
 * A quarter of the places is for callers who hold none: each of them gets one at once, however much others have under way. Of the
 * rest nobody may hold more than are free of it: one caller alone gets half, two at the same time a third each. Places are never
 * taken back, however long the work lasts. Those who wait are served in turns, caller by caller, each in its own order. Work of several callers waits
 * in the queue of each, and counts for the one whose turn it was.
 */
export function createFairPool({ total, maxWaitingOfCaller }: PlacesOptions): FairPool {
  const held = new Map<string, number>();
  /** In the order of their turns. */
  const queues = new Map<string, Waiting[]>();
  let free = total;

  const heldBy = (callerId: string): number => held.get(callerId) ?? 0;
  const reserve = Math.floor(total * RESERVE);
  const mayEnter = (callerId: string): boolean =>
    heldBy(callerId) === 0 ? free > 0 : heldBy(callerId) < free - reserve;

  function occupy(callerId: string): () => void {
    free -= 1;
    held.set(callerId, heldBy(callerId) + 1);
    let isGivenBack = false;
    return () => {
      if (isGivenBack) return;
      isGivenBack = true;
      free += 1;
      const left = heldBy(callerId) - 1;
      if (left > 0) held.set(callerId, left);
      else held.delete(callerId);
      serve();
    };
  }

  function serve(): void {
    let next = nextInTurn();
    while (next !== null) {
      next.waiting.admit(next.callerId);
      next = nextInTurn();
    }
  }

  /** Takes out the first one of the first caller who may have a place, and puts that caller's next turn last. */
  function nextInTurn(): { callerId: string; waiting: Waiting } | null {
    for (const [callerId, queue] of queues) {
      while (queue[0]?.isOver === true) queue.shift();
      if (queue.length > 0 && !mayEnter(callerId)) continue;
      const waiting = queue.shift();
      queues.delete(callerId);
      if (queue.length > 0) queues.set(callerId, queue);
      if (waiting !== undefined) return { callerId, waiting };
    }
    return null;
  }

  function queueUp(callerId: string, waiting: Waiting): void {
    const queue = queues.get(callerId);
    if (queue === undefined) queues.set(callerId, [waiting]);
    else queue.push(waiting);
  }

  /** What has left without a place is taken out here, so that it does not count. */
  function isFull(callerId: string): boolean {
    const queue = queues.get(callerId);
    if (queue === undefined || queue.length < maxWaitingOfCaller) return false;
    const left = queue.filter((waiting) => !waiting.isOver);
    queues.set(callerId, left);
    return left.length >= maxWaitingOfCaller;
  }

  function wait(callers: Callers, signal: AbortSignal): Promise<(() => void) | null> {
    return new Promise((resolve) => {
      const leave = (): void => {
        waiting.isOver = true;
        resolve(null);
      };
      const waiting: Waiting = {
        isOver: false,
        admit(callerId) {
          waiting.isOver = true;
          signal.removeEventListener('abort', leave);
          resolve(occupy(callerId));
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      for (const id of callers.ids()) queueUp(id, waiting);
      serve();
      callers.onJoin((id) => {
        if (waiting.isOver || isFull(id)) return;
        queueUp(id, waiting);
        serve();
      });
    });
  }

  return {
    enter(callers, signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (callers.ids().every(isFull))
        return Promise.reject(new TooManyWaitingError('One caller has too much waiting.'));
      return wait(callers, signal);
    },
  };
}
