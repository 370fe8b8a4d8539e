import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors/gateway-error.js';

const MINUTE_MS = 60_000;
/** How many viewers are counted at once. One pushed out starts its minute anew, so memory is bounded at the cost of exactness. */
const MAX_KEYS = 50_000;

/** Counts what each viewer does within a minute. */
export interface RateLimit {
  /** Counts one. Fails with LIMIT_EXCEEDED, with how long to wait, when the minute's number is used up. */
  take(key: string): void;
}

/** At most `perMinute` of something per key and minute of the clock given; 0: no limit. Of this process alone. */
export function createRateLimit(options: { perMinute: number; what: string; now: () => number }): RateLimit {
  const { perMinute, what, now } = options;
  const windows = new LRUCache<string, { endsAt: number; used: number }>({ max: MAX_KEYS });
  return {
    take(key) {
      if (perMinute === 0) return;
      const at = now();
      let window = windows.get(key);
      if (!window || window.endsAt <= at) {
        window = { endsAt: at + MINUTE_MS, used: 0 };
        windows.set(key, window);
      }
      window.used += 1;
      if (window.used > perMinute) {
        throw new GatewayError('LIMIT_EXCEEDED', `At most ${perMinute} ${what} a minute are allowed.`, {
          retryAfterMs: window.endsAt - at,
        });
      }
    },
  };
}
