import type { Logger } from '../observability/logger.js';
import type { Fence, Leases } from './leases.js';

/** Competes for one lease and renews it while it is held. */
export interface LeaderElection {
  /**
   * The lease as this instance last knew it; null while another instance holds it. A write under the lease proves that
   * it is still held (see requireLease).
   */
  held(): Fence | null;
  /** Whether a recent attempt to take or renew the lease failed because the database did not respond. */
  sawOutage(): boolean;
  /** Stops competing and releases the lease, so that another instance can take it immediately. */
  close(): Promise<void>;
}

export interface LeaderElectionOptions {
  name: string;
  /** Another instance takes over when the lease was not renewed for this long. */
  ttlMs: number;
  log?: Pick<Logger, 'info' | 'warn'>;
}

/** Attempts to take or renew the lease within its lifetime. */
const ATTEMPTS_PER_TTL = 3;
/**
 * sawOutage stays true for this many attempts after the last failed one: as long as a write that the outage interrupted
 * is retried.
 */
const OUTAGE_ATTEMPTS = 3;

/** Starts competing immediately. */
export function electLeader(leases: Leases, { name, ttlMs, log }: LeaderElectionOptions): LeaderElection {
  let fence: Fence | null = null;
  let attempting: Promise<void> | null = null;
  let attemptsSinceOutage = Infinity;

  async function attempt(): Promise<void> {
    try {
      const before = fence;
      if (fence !== null && !(await leases.prolong(fence, ttlMs))) fence = null;
      fence ??= await leases.take(name, ttlMs);
      attemptsSinceOutage += 1;
      if (before === null && fence !== null) log?.info({ lease: name }, 'acquired leadership');
      if (before !== null && fence === null) log?.warn({ lease: name }, 'lost leadership to another instance');
    } catch (error) {
      attemptsSinceOutage = 0;
      // Only the database knows who holds the lease. Every write under the lease checks it there.
      log?.warn({ err: error, lease: name }, 'cannot determine leadership');
    }
  }

  const onInterval = (): void => {
    attempting ??= attempt().finally(() => (attempting = null));
  };
  onInterval();
  const timer = setInterval(onInterval, ttlMs / ATTEMPTS_PER_TTL).unref();
  return {
    held: () => fence,
    sawOutage: () => attemptsSinceOutage < OUTAGE_ATTEMPTS,
    async close() {
      clearInterval(timer);
      await attempting;
      const last = fence;
      fence = null;
      // If the database does not respond, the lease expires by itself.
      if (last !== null) await leases.release(last).catch(() => undefined);
    },
  };
}
