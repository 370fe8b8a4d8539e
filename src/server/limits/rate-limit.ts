import { LRUCache } from 'lru-cache';
import { GatewayError } from '../../errors/gateway-error.js';

const MINUTE_MS = 60_000;
/** The most viewers counted at the same time. An evicted viewer starts a new minute: memory is bounded at the cost of accuracy. */
const MAX_KEYS = 50_000;

/** Counts what each viewer does per minute. */
export interface RateLimit {
  /** Counts one. Fails with LIMIT_EXCEEDED and retryAfterMs when the limit of this minute is used up. */
  take(key: string): void;
}

/** At most `perMinute` per key and minute, in this process; 0: no limit. */
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
