import { sql } from 'kysely';
import type { Database, Db } from './dialect.js';
import type { Fence, Leases } from './leases.js';

/** A counted use. Pass it to `release` to give it back. */
export type QuotaUse = Fence;

/**
 * Limits uses within a sliding window. The window follows the clock of the database, so all instances on one database
 * share the limit.
 */
export interface Quotas {
  /**
   * Counts one use of `key`, unless `max` uses were counted within the last `windowMs`; then returns the time until the
   * oldest of them leaves the window. `key` must contain no secret and no personal data in the clear.
   */
  use(key: string, limit: { max: number; windowMs: number }): Promise<{ use: QuotaUse } | { retryAfterMs: number }>;
  /** Gives the use back: it did not happen after all. */
  release(use: QuotaUse): Promise<void>;
}

const PREFIX = 'quota:';

/**
 * Each use holds one of `max` leases for the length of the window. Leases expire by the clock of the database and have
 * one holder each, so quotas need neither a table nor a clock of their own.
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

  /** Nothing else deletes expired uses. */
  const deleteExpired = async (): Promise<void> => {
    await db.deleteFrom('leases').where('name', 'like', `${PREFIX}%`).where('expires_at', '<=', unixMs).execute();
  };

  return {
    use: async (key, { max, windowMs }) => {
      const names = Array.from({ length: max }, (_, place) => `${PREFIX}${key}:${place}`);
      const before = await held(names);
      for (const name of names) {
        if (before.has(name)) continue;
        const use = await leases.take(name, windowMs);
        // Null: a concurrent use took this lease first.
        if (use === null) continue;
        await deleteExpired();
        return { use };
      }
      const after = await held(names);
      return { retryAfterMs: Math.max(1, Math.min(windowMs, ...after.values())) };
    },
    release: (use) => leases.release(use),
  };
}
