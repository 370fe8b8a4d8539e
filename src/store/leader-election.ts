import type { Logger } from '../observability/logger.js';
import type { Fence, Leases } from './store.js';

/** Tries for one lease again and again, and keeps it once it has it. */
export interface LeaderElection {
  /** The lease, as far as is known here; null while another instance has it. What is written shows it (see requireLease). */
  held(): Fence | null;
  /** Whether one of the latest signs of life, or tries, had no answer from the database. */
  sawOutage(): boolean;
  /** Lets the next one have it at once. */
  close(): Promise<void>;
}

export interface LeaderElectionOptions {
  name: string;
  /** After so long without a sign of life another instance takes over. */
  ttlMs: number;
  log?: Pick<Logger, 'info' | 'warn'>;
}

/** Signs of life, or tries, within the time of a lease. */
const BEATS = 3;
/** An outage counts for so many beats after its last one that failed: as long as a write that it interrupted is tried again. */
const BEATS_AFTER_OUTAGE = 3;

/** Begins to try at once. */
export function electLeader(leases: Leases, { name, ttlMs, log }: LeaderElectionOptions): LeaderElection {
  let fence: Fence | null = null;
  let beating: Promise<void> | null = null;
  let beatsSinceOutage = Infinity;

  async function beat(): Promise<void> {
    try {
      const before = fence;
      if (fence !== null && !(await leases.prolong(fence, ttlMs))) fence = null;
      fence ??= await leases.take(name, ttlMs);
      beatsSinceOutage += 1;
      if (before === null && fence !== null) log?.info({ lease: name }, 'this instance does the work of one');
      if (before !== null && fence === null) log?.warn({ lease: name }, 'another instance has taken the work over');
    } catch (error) {
      beatsSinceOutage = 0;
      // Held or not, only the database can tell: whatever is written under the lease asks it.
      log?.warn({ err: error, lease: name }, 'cannot tell whether this instance does the work of one');
    }
  }

  const onBeat = (): void => {
    beating ??= beat().finally(() => (beating = null));
  };
  onBeat();
  const timer = setInterval(onBeat, ttlMs / BEATS).unref();
  return {
    held: () => fence,
    sawOutage: () => beatsSinceOutage < BEATS_AFTER_OUTAGE,
    async close() {
      clearInterval(timer);
      await beating;
      const last = fence;
      fence = null;
      // The database is away: the lease runs out by itself.
      if (last !== null) await leases.release(last).catch(() => undefined);
    },
  };
}
