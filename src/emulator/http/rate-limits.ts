import type { Clock } from '../clock.js';
import type { RateLimitMode } from '../options.js';
import { type ErrorCode, failure } from '../error-catalog.js';

interface Limit {
  perMinute: number;
  code: ErrorCode;
}

interface PathLimits {
  item?: Limit;
  client?: Limit;
}

const limit = (perMinute: number, code: ErrorCode): Limit => ({ perMinute, code });

/** Plaid's published default limits. A path that is not listed has no limit. */
const tables: Record<Exclude<RateLimitMode, 'off'>, Partial<Record<string, PathLimits>>> = {
  sandbox: {
    '/item/get': { item: limit(40, 'ITEM_GET_LIMIT'), client: limit(5000, 'ITEM_GET_LIMIT') },
    '/accounts/get': { item: limit(100, 'ACCOUNTS_LIMIT'), client: limit(5000, 'ACCOUNTS_LIMIT') },
    '/accounts/balance/get': { item: limit(25, 'BALANCE_LIMIT'), client: limit(1200, 'ACCOUNTS_BALANCE_GET_LIMIT') },
    '/auth/get': { item: limit(100, 'AUTH_LIMIT'), client: limit(500, 'AUTH_LIMIT') },
    '/institutions/get': { client: limit(10, 'INSTITUTIONS_GET_LIMIT') },
    '/institutions/get_by_id': { client: limit(400, 'INSTITUTIONS_GET_BY_ID_LIMIT') },
  },
  production: {
    '/item/get': { item: limit(15, 'ITEM_GET_LIMIT'), client: limit(5000, 'ITEM_GET_LIMIT') },
    '/accounts/get': { item: limit(15, 'ACCOUNTS_LIMIT'), client: limit(15_000, 'ACCOUNTS_LIMIT') },
    '/accounts/balance/get': { item: limit(5, 'BALANCE_LIMIT'), client: limit(1200, 'ACCOUNTS_BALANCE_GET_LIMIT') },
    '/auth/get': { item: limit(15, 'AUTH_LIMIT'), client: limit(12_000, 'AUTH_LIMIT') },
    '/item/remove': { item: limit(30, 'RATE_LIMIT'), client: limit(2000, 'RATE_LIMIT') },
    '/institutions/get': { client: limit(50, 'INSTITUTIONS_GET_LIMIT') },
    '/institutions/get_by_id': { client: limit(400, 'INSTITUTIONS_GET_BY_ID_LIMIT') },
  },
};

const WINDOW_MS = 60_000;

/** Counts calls per Item and per client, in one-minute windows of the emulator's clock. */
export interface RateLimits {
  /** Counts one call; throws when a limit is exceeded. */
  take(path: string, itemId: string | null): void;
  reset(): void;
}

export function createRateLimits(mode: RateLimitMode, clock: Clock): RateLimits {
  let windowStartedAt = 0;
  let counts = new Map<string, number>();
  function count(key: string, { perMinute, code }: Limit): void {
    const used = counts.get(key) ?? 0;
    if (used >= perMinute) throw failure(code, 'too many calls in one minute; try again later');
    counts.set(key, used + 1);
  }
  return {
    take: (path, itemId) => {
      if (mode === 'off') return;
      const limits = tables[mode][path];
      if (limits === undefined) return;
      const nowMs = clock.now();
      if (nowMs - windowStartedAt >= WINDOW_MS) {
        windowStartedAt = nowMs;
        counts = new Map();
      }
      if (limits.item !== undefined && itemId !== null) count(`${path} ${itemId}`, limits.item);
      if (limits.client !== undefined) count(path, limits.client);
    },
    reset: () => {
      // If the clock was set back, the end of the current window could be far in the future.
      windowStartedAt = 0;
      counts = new Map();
    },
  };
}
