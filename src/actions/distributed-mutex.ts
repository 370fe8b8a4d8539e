import { StoreUnavailableError } from '../store/errors.js';
import type { Fence, Leases } from '../store/store.js';
import { createKeyedMutex, type KeyedMutex } from './keyed-mutex.js';

/**
 * A lease is kept while the work runs; an instance that has died or hangs gives way after this long. With the last look of
 * whoever waits, within the ten seconds that ADR 12 promises.
 */
const LEASE_TTL_MS = 9_500;
const PROLONG_EVERY_MS = 2_000;
/**
 * How much longer a lease is left alone that ran out while the database was away. Its holder may live: nobody could prolong,
 * a commit is tried again for 12.7 s (see commit.ts), and whoever took the work over would act on a token that the holder has
 * just replaced.
 */
const OUTAGE_GRACE_MS = 15_500;
/** How long the first of this instance waits for another instance: until one that died has given way. */
const ACQUIRE_TIMEOUT_MS = 30_000;
const MIN_POLL_MS = 10;
const MAX_POLL_MS = 200;

export interface DistributedMutexDeps {
  leases: Leases;
  /** Whether the database was away lately, as far as is known here. */
  sawOutage: () => boolean;
  /** Resolves after `ms`. */
  pause: (ms: number) => Promise<void>;
}

/**
 * One after the other per key, over all instances: within this one in order, between instances by a lease in the
 * database. Nothing is begun while the database cannot give the lease (StoreUnavailableError).
 *
 * Losing the lease in the middle of the work, after a pause of the whole process, does not undo what Plaid has already
 * done: what came of it is stored all the same, because refusing it would lose a token. The journal's statements hold
 * for that case too; the lease keeps instances from getting there.
 */
export function createDistributedMutex({ leases, sawOutage, pause }: DistributedMutexDeps): KeyedMutex {
  const local = createKeyedMutex();

  async function acquire(name: string): Promise<Fence> {
    let pollMs = MIN_POLL_MS;
    for (let waitedMs = 0; waitedMs < ACQUIRE_TIMEOUT_MS; waitedMs += pollMs) {
      const fence = await leases.take(name, LEASE_TTL_MS, { overdueMs: sawOutage() ? OUTAGE_GRACE_MS : 0 });
      if (fence !== null) return fence;
      await pause(pollMs);
      pollMs = Math.min(pollMs * 2, MAX_POLL_MS);
    }
    throw new StoreUnavailableError('Another instance has been at the same work for too long.');
  }

  async function underLease<T>(name: string, work: () => Promise<T>): Promise<T> {
    const fence = await acquire(name);
    const prolonging = setInterval(() => {
      leases.prolong(fence, LEASE_TTL_MS).catch(() => undefined);
    }, PROLONG_EVERY_MS).unref();
    try {
      return await work();
    } finally {
      clearInterval(prolonging);
      // The database is away: the lease is given back when it is there again, or runs out.
      await leases.release(fence).catch(() => undefined);
    }
  }

  return {
    run: (key, work) => local.run(key, () => underLease(`work:${key}`, work)),
    get size() {
      return local.size;
    },
    idle: () => local.idle(),
  };
}
