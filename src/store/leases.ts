import { sql, type Transaction } from 'kysely';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Db } from './dialect.js';
import { LeaseLostError } from './errors.js';
import type { Tables } from './schema.js';

/** A lease that this instance took. Writes under the lease pass it along, so that a stale holder is fenced off. */
export interface Fence {
  readonly name: string;
  /** Unique, and new each time the lease is taken. */
  readonly holder: string;
}

export interface Leases {
  /**
   * Null while another holder has it. Leases expire by the clock of the database. `overdueMs`: how long the lease must
   * have been expired before it can be taken over; 0 by default.
   */
  take(name: string, ttlMs: number, options?: { overdueMs: number }): Promise<Fence | null>;
  /** False when another holder has taken the lease, or it is gone. */
  prolong(fence: Fence, ttlMs: number): Promise<boolean>;
  /** Makes the lease available immediately. Does nothing when another holder has taken it. */
  release(fence: Fence): Promise<void>;
}

/**
 * Fails with LeaseLostError unless the lease is still held, and prevents a takeover until the transaction ends. So only
 * the holder writes, even if its process was suspended for a minute in between.
 */
export async function requireLease(trx: Transaction<Tables>, fence: Fence): Promise<void> {
  const row = await trx
    .updateTable('leases')
    .set((eb) => ({ holder: eb.ref('holder') }))
    .where('name', '=', fence.name)
    .where('holder', '=', fence.holder)
    .returning('name')
    .executeTakeFirst();
  if (row === undefined) throw new LeaseLostError('Another instance has taken over this lease.');
}

/**
 * Delays between the attempts to release a lease that the database may have granted without this instance knowing, or
 * that could not be released: half a minute in total, after which the lease has expired.
 */
const RELEASE_RETRY_DELAYS_MS = [250, 1_000, 2_000, ...Array.from({ length: 9 }, () => 3_000)];

async function deleteLease(db: Db, { name, holder }: Fence): Promise<boolean> {
  const deleted = await db
    .deleteFrom('leases')
    .where('name', '=', name)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}

/** Without this, everybody would wait until the lease expires. */
async function releaseLater(db: Db, fence: Fence): Promise<void> {
  for (const ms of RELEASE_RETRY_DELAYS_MS) {
    await pause(ms, undefined, { ref: false });
    if (await deleteLease(db, fence).catch(() => false)) return;
  }
}

/** Leases expire by the clock of the database, which all instances share. */
export function createLeases(db: Db, { unixMs }: Pick<Database, 'unixMs'>): Leases {
  return {
    take: async (name, ttlMs, { overdueMs } = { overdueMs: 0 }) => {
      const holder = randomUUID();
      const row = await db
        .insertInto('leases')
        .values({ name, holder, expires_at: sql<number>`${unixMs} + ${sql.lit(ttlMs)}` })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet((eb) => ({ holder: eb.ref('excluded.holder'), expires_at: eb.ref('excluded.expires_at') }))
            .where('leases.expires_at', '<=', sql<number>`${unixMs} - ${sql.lit(overdueMs)}`),
        )
        .returning('name')
        .executeTakeFirst()
        .catch((error: unknown) => {
          void releaseLater(db, { name, holder });
          throw error;
        });
      return row === undefined ? null : { name, holder };
    },

    prolong: async (fence, ttlMs) => {
      const row = await db
        .updateTable('leases')
        .set({ expires_at: sql<number>`${unixMs} + ${sql.lit(ttlMs)}` })
        .where('name', '=', fence.name)
        .where('holder', '=', fence.holder)
        .returning('name')
        .executeTakeFirst();
      return row !== undefined;
    },

    release: async (fence) => {
      await deleteLease(db, fence).catch((error: unknown) => {
        void releaseLater(db, fence);
        throw error;
      });
    },
  };
}
