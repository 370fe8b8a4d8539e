import { LRUCache } from 'lru-cache';
import { GatewayError } from '../errors/gateway-error.js';
import type { ItemId } from '../model/ids.js';
import type { Endpoint } from './endpoint.js';
import { createSlidingWindow, type SlidingWindow } from './sliding-window.js';

/** Which of Plaid's published tables holds. `off`: Plaid alone refuses. */
export type RateLimits = 'sandbox' | 'production' | 'off';

/** Whom a call is for. */
export interface CallSubject {
  /** null: for no Item. */
  readonly itemId: ItemId | null;
  /** Empty where nobody asked for it. Of several it counts for the one who has most left. */
  readonly callerIds: readonly string[];
}

/** What Plaid may be asked within a minute. */
export interface RateLimitBudget {
  /** Counts one request. Fails with UPSTREAM_RATE_LIMITED, and with how long to wait, when Plaid would refuse it. */
  take(endpoint: Pick<Endpoint, 'path' | 'rateLimit'>, subject: CallSubject): void;
}

/** From this part on, what all callers have together is scarce; until then nobody is held to a share of it. */
const SCARCE_FROM = 3 / 4;
/** One caller may use this part of it while it is scarce. */
const SHARE_OF_CALLER = 1 / 4;
/** How many Items and callers are counted at once. One pushed out is counted anew, and Plaid refuses what is too much. */
const MAX_WINDOWS = 50_000;

/** Counts in this process alone, by the clock given. */
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
        // Until the caller is within its share, or there is plenty again.
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

/** The window in which another call fits soonest; null when there is none. */
function leastUsed(windows: readonly SlidingWindow[], perMinute: number, nowMs: number): SlidingWindow | null {
  const waits = windows.map((window) => ({ window, waitMs: window.waitMs(Math.floor(perMinute), nowMs) }));
  return waits.sort((one, other) => one.waitMs - other.waitMs)[0]?.window ?? null;
}

function exhausted(retryAfterMs: number): GatewayError {
  return new GatewayError(
    'UPSTREAM_RATE_LIMITED',
    'Plaid has been asked as often as it allows within a minute. Try again after retryAfterMs.',
    { retryAfterMs },
  );
}
