/** The callers that wait for one piece of work. More may join while it is queued. */
export interface Callers {
  /** At this moment; never empty. */
  ids(): readonly string[];
  /** Reports every caller that joins from now on. */
  onJoin(listener: (id: string) => void): void;
}

/** A limited number of slots for work in progress, shared fairly between callers. */
export interface FairPool {
  /**
   * Waits for a slot and returns a function that releases it; null when the signal aborts first. Fails with
   * TooManyWaitingError when too much work of the caller is already waiting. The signal is read only if the
   * caller has to wait.
   */
  enter(callers: Callers, until: { readonly signal: AbortSignal }): Promise<(() => void) | null>;
}

export interface FairPoolOptions {
  total: number;
  /** How much work of one caller may wait. Further work is rejected. */
  maxWaitingOfCaller: number;
}

/** Too much work of one caller is waiting. */
export class TooManyWaitingError extends Error {}

/** A single caller; nobody joins. */
export function aloneCaller(id: string): Callers {
  return { ids: () => [id], onJoin: () => undefined };
}

interface Waiting {
  isOver: boolean;
  admit: (callerId: string) => void;
}

/** The part of the slots that is reserved for callers without a slot. */
const RESERVE = 1 / 4;

/**
 * A quarter of the slots is reserved for callers without a slot: each of them gets one immediately, however much work others
 * have in progress. Of the rest, no caller may hold more than are free: one caller gets half, two at the same time a third
 * each. A slot is never taken back, however long the work lasts. Waiting callers take turns; the work of each keeps its order.
 * Work of several callers waits in all their queues and counts for the caller whose turn it was.
 */
export function createFairPool({ total, maxWaitingOfCaller }: FairPoolOptions): FairPool {
  const held = new Map<string, number>();
  /** In the order of the callers' turns. */
  const queues = new Map<string, Waiting[]>();
  let free = total;

  const heldBy = (callerId: string): number => held.get(callerId) ?? 0;
  const reserve = Math.floor(total * RESERVE);
  const mayEnter = (callerId: string): boolean =>
    heldBy(callerId) === 0 ? free > 0 : heldBy(callerId) < free - reserve;

  function occupy(callerId: string): () => void {
    free -= 1;
    held.set(callerId, heldBy(callerId) + 1);
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
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

  /** Removes the first waiting work of the first caller that may have a slot. That caller's next turn comes last. */
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

  /** Work that was aborted while it waited is removed here, so that it does not count. */
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
    enter(callers, until) {
      const admitted = callers.ids().find((id) => !queues.has(id) && mayEnter(id));
      if (admitted !== undefined) return Promise.resolve(occupy(admitted));
      if (until.signal.aborted) return Promise.resolve(null);
      if (callers.ids().every(isFull))
        return Promise.reject(new TooManyWaitingError('Too much work of one caller is waiting.'));
      return wait(callers, until.signal);
    },
  };
}
