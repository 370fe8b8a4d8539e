import { poll } from '../model/time.js';
import { StoreUnavailableError } from '../store/errors.js';
import type { Fence, Leases } from '../store/store.js';
import { createKeyedMutex, type KeyedMutex } from './keyed-mutex.js';

/**
 * The lease is renewed while the task runs, and expires this long after its holder has died or hangs. Together with the poll
 * of the next holder that is within the ten seconds that ADR 12 promises.
 */
const LEASE_TTL_MS = 9_500;
const RENEW_INTERVAL_MS = 2_000;
/**
 * How long a lease that expired while the database was unavailable still counts. Its holder may be alive: it could not renew
 * the lease, and it retries its commit for 12.7 s (see commit-with-retry.ts). Another instance that took over would use a
 * token that the holder has just replaced.
 */
const OUTAGE_GRACE_MS = 15_500;
/** How long a task waits for another instance: longer than the lease of one that has died. */
const ACQUIRE_TIMEOUT_MS = 30_000;
const MIN_POLL_MS = 10;
const MAX_POLL_MS = 200;

export interface DistributedMutexDeps {
  leases: Leases;
  /** Whether this instance has recently seen the database unavailable. */
  sawOutage: () => boolean;
  /** Resolves after `ms`. */
  pause: (ms: number) => Promise<void>;
}

/**
 * A mutex over all instances: in order within this one, and by a lease in the database between instances. No task starts
 * while the database cannot grant the lease (StoreUnavailableError).
 *
 * A process that was suspended may lose the lease in the middle of a task. What Plaid has already done is stored all the
 * same, because refusing it would lose a token. The journal's statements are safe in that case too; the lease makes it rare.
 */
export function createDistributedMutex({ leases, sawOutage, pause }: DistributedMutexDeps): KeyedMutex {
  const local = createKeyedMutex();

  async function acquire(name: string): Promise<Fence> {
    const take = () => leases.take(name, LEASE_TTL_MS, { overdueMs: sawOutage() ? OUTAGE_GRACE_MS : 0 });
    const fence = await poll(take, { minMs: MIN_POLL_MS, maxMs: MAX_POLL_MS, timeoutMs: ACQUIRE_TIMEOUT_MS, pause });
    if (fence === null)
      throw new StoreUnavailableError('Another instance has been working on the same Item for too long.');
    return fence;
  }

  async function underLease<T>(name: string, work: () => Promise<T>): Promise<T> {
    const fence = await acquire(name);
    const renewing = setInterval(() => {
      leases.prolong(fence, LEASE_TTL_MS).catch(() => undefined);
    }, RENEW_INTERVAL_MS).unref();
    try {
      return await work();
    } finally {
      clearInterval(renewing);
      // When the database is unavailable, the lease expires by itself.
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
