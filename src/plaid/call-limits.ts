import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { Endpoint } from './endpoint.js';
import type { Callers } from './plaid-call.js';

/* How many calls to Plaid may be in progress, and how many may be made in a minute. Callers share both fairly. */

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

/** Whose published limits apply. `off`: only Plaid itself refuses calls. */
export type RateLimits = 'sandbox' | 'production' | 'off';

/** What a call is counted for. */
export interface CallSubject {
  /** null: no Item. */
  readonly itemId: ItemId | null;
  /** Empty for background work. With several callers, the call counts for the one with the largest remaining share. */
  readonly callerIds: readonly string[];
}

/** How often each endpoint may be called within a minute. Writes are not held back: they are journaled, and Plaid decides. */
export interface RateLimitBudget {
  /** Counts one request. Fails with UPSTREAM_RATE_LIMITED, and with how long to wait, when Plaid would refuse it. */
  take(endpoint: Pick<Endpoint, 'path' | 'rateLimit'>, subject: CallSubject): void;
}

/** When this part of the limit is used, callers are held to their share. Until then any caller may use all of it. */
const SCARCE_FROM = 3 / 4;
/** The share of one caller then. */
const SHARE_OF_CALLER = 1 / 4;
/** How many Items and callers are counted. One that is evicted is counted from zero again, and Plaid refuses what exceeds its limit. */
const MAX_WINDOWS = 50_000;

/** Counts in this process only, with the given clock. */
export function createRateLimitBudget(options: { rateLimits: RateLimits; now: () => number }): RateLimitBudget {
  const { rateLimits, now } = options;
  const windows = new LRUCache<string, SlidingWindow>({ max: MAX_WINDOWS });

  function windowOf(key: string): SlidingWindow {
    const known = windows.get(key);
    if (known) return known;
    const window = createSlidingWindow();
    windows.set(key, window);
    return window;
  }

  return {
    take({ path, rateLimit }, { itemId, callerIds }) {
      if (rateLimits === 'off' || rateLimit === null) return;
      const limits = rateLimit[rateLimits];
      const { perItem, perClient } = limits;
      const nowMs = now();
      const ofAll = windowOf(path);
      const ofCaller = leastUsed(
        callerIds.map((id) => windowOf(`${path} by ${id}`)),
        perClient * SHARE_OF_CALLER,
        nowMs,
      );
      const ofItem = itemId === null || perItem === null ? null : windowOf(`${path} of ${itemId}`);
      const waitMs = Math.max(
        ofAll.waitMs(perClient, nowMs),
        ofItem?.waitMs(perItem ?? 0, nowMs) ?? 0,
        // Until the caller is within its share, or the limit is no longer nearly used.
        Math.min(
          ofAll.waitMs(Math.floor(perClient * SCARCE_FROM), nowMs),
          ofCaller?.waitMs(Math.floor(perClient * SHARE_OF_CALLER), nowMs) ?? 0,
        ),
      );
      if (waitMs > 0) throw exhausted(waitMs);
      for (const window of [ofAll, ofCaller, ofItem]) window?.add(nowMs);
    },
  };
}

/** The window that has room for another call soonest; null when there is no window. */
function leastUsed(windows: readonly SlidingWindow[], perMinute: number, nowMs: number): SlidingWindow | null {
  const waits = windows.map((window) => ({ window, waitMs: window.waitMs(Math.floor(perMinute), nowMs) }));
  return waits.sort((one, other) => one.waitMs - other.waitMs)[0]?.window ?? null;
}

function exhausted(retryAfterMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_RATE_LIMITED',
    'The limit of calls to Plaid per minute is used up. Try again after retryAfterMs.',
    { retryAfterMs },
  );
}

/** Counts the calls of the last minute per second. Its memory does not grow with their number. */
interface SlidingWindow {
  /** How long until there is room for another call, in milliseconds; 0: there is room now. */
  waitMs(perMinute: number, nowMs: number): number;
  /** Counts one call. */
  add(nowMs: number): void;
}

const SECOND_MS = 1_000;
/** The current second and the sixty before it: they contain whichever minute Plaid counts. */
const SLOTS = 61;

function createSlidingWindow(): SlidingWindow {
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
