import { sql, type Transaction } from 'kysely';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database, Db } from './dialect.js';
import { LeaseLostError } from './errors.js';
import type { Tables } from './schema.js';

/** A lease that was taken: shown with what is written under it. */
export interface Fence {
  readonly name: string;
  /** Nobody else's, and new each time the lease is taken. */
  readonly holder: string;
}

export interface Leases {
  /**
   * Null while somebody holds it. Its time runs by the database's clock. `overdueMs`: how long it must have run out before it
   * is taken from somebody; 0 unless given.
   */
  take(name: string, ttlMs: number, options?: { overdueMs: number }): Promise<Fence | null>;
  /** False when it is somebody else's by now, or gone. */
  prolong(fence: Fence, ttlMs: number): Promise<boolean>;
  /** Lets the next one have it at once; nothing happens when it is somebody else's by now. */
  release(fence: Fence): Promise<void>;
}

/**
 * Fails with LeaseLostError unless the lease is still held, and keeps it from being taken over until the transaction
 * ends: what is written with it is written by the one who holds it, also after a process was stopped for a minute.
 */
export async function requireLease(trx: Transaction<Tables>, fence: Fence): Promise<void> {
  const row = await trx
    .updateTable('leases')
    .set((eb) => ({ holder: eb.ref('holder') }))
    .where('name', '=', fence.name)
    .where('holder', '=', fence.holder)
    .returning('name')
    .executeTakeFirst();
  if (row === undefined) throw new LeaseLostError('Another instance has taken this work over.');
}

/**
 * When to try again to give a lease back that the database may have given although it could not say so, or that it could not
 * take back, milliseconds: half a minute of pauses, after which its time has run out.
 */
const GIVE_BACK_AFTER_MS = [250, 1_000, 2_000, ...Array.from({ length: 9 }, () => 3_000)];

async function deleteLease(db: Db, { name, holder }: Fence): Promise<boolean> {
  const deleted = await db
    .deleteFrom('leases')
    .where('name', '=', name)
    .where('holder', '=', holder)
    .executeTakeFirst();
  return deleted.numDeletedRows > 0n;
}

/** Nobody would release this lease any more, so all would wait for its time to run out. */
async function giveBackLater(db: Db, fence: Fence): Promise<void> {
  for (const ms of GIVE_BACK_AFTER_MS) {
    await pause(ms, undefined, { ref: false });
    if (await deleteLease(db, fence).catch(() => false)) return;
  }
}

/** Expiry is by the database's clock, which all instances share. */
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
          void giveBackLater(db, { name, holder });
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
        void giveBackLater(db, fence);
        throw error;
      });
    },
  };
}
