import type { Logger } from '../observability/logger.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { EventLog } from '../store/store.js';
import type { EffectQueue } from './effect-queue.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A younger event is still being processed by the instance that received it. */
const MIN_PENDING_AGE_MS = MINUTE_MS;

/** The periodic maintenance of the webhook log. */
export interface Maintenance {
  /** Resolves when all effects that were pending at the start have been added to the queue. */
  begun: Promise<void>;
  /** Stops; resolves when the work in progress has ended. */
  close(): Promise<void>;
}

interface MaintenanceDeps {
  events: Pick<EventLog, 'purge'>;
  effects: Pick<EffectQueue, 'addPending'>;
  /** With several instances: only the leader does the work of every minute and every hour. */
  lease?: Pick<LeaderElection, 'held'> | undefined;
  now: () => number;
  log: Pick<Logger, 'warn'>;
}

/**
 * At the start: adds every event whose effects a crash left pending, and purges what is older than the retention. Then,
 * every minute, adds pending events that other instances left or that entered the log without a delivery, and purges every
 * hour.
 */
export function startMaintenance(deps: MaintenanceDeps, retentionHours: number): Maintenance {
  const inProgress = new Set<Promise<void>>();

  function run(task: string, work: () => Promise<unknown>): Promise<void> {
    const done = work().then(
      () => undefined,
      (error: unknown) => {
        deps.log.warn({ err: error }, `${task} failed and will be retried`);
      },
    );
    inProgress.add(done);
    return done.finally(() => inProgress.delete(done));
  }

  function addPending(before: number): Promise<void> {
    return run('adding pending effects of webhooks', () => deps.effects.addPending(before));
  }
  function purge(): Promise<void> {
    return run('purging old webhooks', () => deps.events.purge(deps.now() - retentionHours * HOUR_MS));
  }
  function isLeader(): boolean {
    return deps.lease?.held() !== null;
  }

  const begun = addPending(Infinity);
  void purge();
  const everyMinute = setInterval(() => {
    if (isLeader()) void addPending(deps.now() - MIN_PENDING_AGE_MS);
  }, MINUTE_MS).unref();
  const everyHour = setInterval(() => {
    if (isLeader()) void purge();
  }, HOUR_MS).unref();

  return {
    begun,
    async close() {
      clearInterval(everyMinute);
      clearInterval(everyHour);
      await Promise.all(inProgress);
    },
  };
}
