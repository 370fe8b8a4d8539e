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
  /** With several instances: only the leader does the periodic work. */
  lease?: Pick<LeaderElection, 'held'> | undefined;
  now: () => number;
  log: Pick<Logger, 'warn'>;
}

/**
 * At the start: adds every event whose effects a crash left pending. Then, every minute, adds pending events that other
 * instances left or that entered the log without a delivery. Purges what is older than the retention at the start and every
 * hour, behind everything else: nobody waits for it.
 */
export function startMaintenance(deps: MaintenanceDeps, retentionHours: number): Maintenance {
  const inProgress = new Set<Promise<void>>();
  const stopping = new AbortController();
  let purging: Promise<void> | null = null;
  let purgedAt = -Infinity;

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

  function isLeader(): boolean {
    return deps.lease?.held() !== null;
  }
  function addPending(before: number): Promise<void> {
    return run('adding pending effects of webhooks', () => deps.effects.addPending(before));
  }

  async function purge(): Promise<void> {
    const startedAt = deps.now();
    await deps.events.purge(startedAt - retentionHours * HOUR_MS, { mayContinue: isLeader, signal: stopping.signal });
    // An instance that stops being the leader leaves the rest to the next one.
    if (isLeader()) purgedAt = startedAt;
  }
  function purgeWhenDue(): void {
    if (!isLeader() || purging !== null || deps.now() - purgedAt < HOUR_MS) return;
    purging = run('purging old webhooks', purge).finally(() => {
      purging = null;
    });
  }

  const begun = addPending(Infinity);
  purgeWhenDue();
  const everyMinute = setInterval(() => {
    if (isLeader()) void addPending(deps.now() - MIN_PENDING_AGE_MS);
    // A failed purge is repeated after a minute, and one that a new leader takes over begins within a minute.
    purgeWhenDue();
  }, MINUTE_MS).unref();

  return {
    begun,
    async close() {
      clearInterval(everyMinute);
      stopping.abort();
      await Promise.all(inProgress);
    },
  };
}
