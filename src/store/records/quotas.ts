import type { Fence } from './leases.js';

/** One use that was counted; given back with `release`. */
export type QuotaUse = Fence;

/** Counts uses within a sliding window, by the database's clock: all instances on one database count together. */
export interface Quotas {
  /**
   * Counts one use under `key`, unless `max` were counted in the last `windowMs`; then says how long it takes until the
   * oldest of them counts no more. `key` holds no secret and nothing of a person in clear.
   */
  use(key: string, limit: { max: number; windowMs: number }): Promise<{ use: QuotaUse } | { retryAfterMs: number }>;
  /** The use did not happen after all. */
  release(use: QuotaUse): Promise<void>;
}
