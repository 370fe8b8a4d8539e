import { sql } from 'kysely';
import type { Database, Db } from './dialect.js';
import type { Leases, Quotas } from './store.js';

const PREFIX = 'quota:';

/**
 * Each use holds one of `max` leases for the window: the leases count by the database's clock and are never given to two, so
 * no table and no clock of its own is needed.
 */
export const createQuotas = (db: Db, leases: Leases, { unixMs }: Pick<Database, 'unixMs'>): Quotas => {
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
};
