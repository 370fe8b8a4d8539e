import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { Endpoint } from './endpoint.js';

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
