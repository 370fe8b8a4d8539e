import type { Logger } from '../observability/logger.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { EventLog } from '../store/store.js';
import type { EffectQueue } from './effect-queue.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** An event younger than this is still in the hands of the instance that received it. */
const OTHERS_AFTER_MS = MINUTE_MS;

/** What the log needs now and then. */
export interface Maintenance {
  /** Resolves when everything that was undone at the start has been taken. */
  begun: Promise<void>;
  /** Stops; resolves when what is under way has ended. */
  close(): Promise<void>;
}

interface UpkeepDeps {
  events: Pick<EventLog, 'purge'>;
  effects: Pick<EffectQueue, 'takePending'>;
  /** With several instances: only the one that holds the lease does what is done every minute and every hour. */
  lease?: Pick<LeaderElection, 'held'> | undefined;
  now: () => number;
  log: Pick<Logger, 'warn'>;
}

/**
 * At once: takes every event whose effects a crash left undone, and drops what retention has ended. Then every minute
 * takes what other instances left undone or what came to the log without a delivery, and every hour drops again.
 */
export function startMaintenance(deps: UpkeepDeps, retentionHours: number): Maintenance {
  const underWay = new Set<Promise<void>>();

  function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    const done = work().then(
      () => undefined,
      (error: unknown) => {
        deps.log.warn({ err: error }, `${what} failed and is tried again later`);
      },
    );
    underWay.add(done);
    return done.finally(() => underWay.delete(done));
  }

  const takePending = (before: number) => attempt('taking undone effects', () => deps.effects.takePending(before));
  const purge = () => attempt('dropping old webhooks', () => deps.events.purge(deps.now() - retentionHours * HOUR_MS));

  const isMine = (): boolean => deps.lease?.held() !== null;

  const begun = takePending(Infinity);
  void purge();
  const everyMinute = setInterval(() => {
    if (isMine()) void takePending(deps.now() - OTHERS_AFTER_MS);
  }, MINUTE_MS).unref();
  const everyHour = setInterval(() => {
    if (isMine()) void purge();
  }, HOUR_MS).unref();

  return {
    begun,
    async close() {
      clearInterval(everyMinute);
      clearInterval(everyHour);
      await Promise.all(underWay);
    },
  };
}
