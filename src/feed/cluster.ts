import type { Logger } from '../observability/logger.js';
import type { ChangeLog } from '../store/store.js';
import { startChangePoller } from './change-poller.js';
import type { Feed } from './feed.js';

/** The connection of one instance's feed to those of the other instances. */
export interface Cluster {
  /** Stops reading the changes of other instances. Call it before the feed closes. */
  stopPolling(): Promise<void>;
  /** Disconnects from Redis. Call it after the last change has been published. */
  close(): Promise<void>;
}

export interface ClusterOptions {
  changes: ChangeLog;
  /** How long a change of another instance may stay unnoticed when no notification arrives, milliseconds. */
  pollMs: number;
  /** null: there are no notifications, and every instance polls. */
  redisUrl: string | null;
  log: Logger;
}

/**
 * Connects the feed to the instances that share its database. Their changes reach its subscribers, and they are notified of
 * its own changes. The database is the source of truth; Redis only makes it faster.
 */
export async function joinCluster(feed: Feed, { changes, pollMs, redisUrl, log }: ClusterOptions): Promise<Cluster> {
  const poller = await startChangePoller({ changes, feed, pollMs, log });
  if (redisUrl === null) return { stopPolling: () => poller.close(), close: () => Promise.resolve() };

  // Imported here because the Redis client is a third of the code that a start loads.
  const { connectRedisNotifier } = await import('./redis-notifier.js');
  const notifier = connectRedisNotifier({
    redisUrl,
    onNotify: () => {
      poller.poll();
    },
    log,
  });
  feed.onPublish(() => {
    notifier.notify();
  });
  return { stopPolling: () => poller.close(), close: () => notifier.close() };
}
