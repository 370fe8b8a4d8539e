import { sql } from 'kysely';
import type { Database, Db } from './dialect.js';
import type { Fence } from './leases.js';
import type { Leases } from './store.js';

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

const PREFIX = 'quota:';

/**
 * Each use holds one of `max` leases for the window: the leases count by the database's clock and are never given to two, so
 * no table and no clock of its own is needed.
 */
export function createQuotas(db: Db, leases: Leases, { unixMs }: Pick<Database, 'unixMs'>): Quotas {
  const held = async (names: readonly string[]): Promise<Map<string, number>> => {
    const rows = await db
      .selectFrom('leases')
      .select(['name', sql<number>`expires_at - ${unixMs}`.as('left_ms')])
      .where('name', 'in', names)
      .where('expires_at', '>', unixMs)
      .execute();
    return new Map(rows.map((row) => [row.name, row.left_ms]));
  };

  /** Nothing else deletes what has run out, and nobody needs it. */
  const forgetOld = async (): Promise<void> => {
    await db.deleteFrom('leases').where('name', 'like', `${PREFIX}%`).where('expires_at', '<=', unixMs).execute();
  };

  return {
    use: async (key, { max, windowMs }) => {
      const names = Array.from({ length: max }, (_, place) => `${PREFIX}${key}:${place}`);
      const before = await held(names);
      for (const name of names) {
        if (before.has(name)) continue;
        const use = await leases.take(name, windowMs);
        // Null: another use was quicker.
        if (use === null) continue;
        await forgetOld();
        return { use };
      }
      const after = await held(names);
      return { retryAfterMs: Math.max(1, Math.min(windowMs, ...after.values())) };
    },
    release: (use) => leases.release(use),
  };
}
