import type { Logger } from '../observability/logger.js';
import type { ChangeLog } from '../store/store.js';
import { startChangePoller } from './change-poller.js';
import type { Feed } from './feed.js';
import type { RedisNotifier } from './redis-notifier.js';

/** The feed, with `announce` called for whatever this instance tells its own subscribers: the others have some too. */
export function broadcastingFeed(feed: Feed, announce: () => void): Feed {
  return {
    ...feed,
    notifyOwner(ownerId) {
      feed.notifyOwner(ownerId);
      announce();
    },
    appended(event) {
      feed.appended(event);
      announce();
    },
    itemChanged(ownerId, itemId) {
      feed.itemChanged(ownerId, itemId);
      announce();
    },
    linkSessionChanged(ownerId, linkSessionId) {
      feed.linkSessionChanged(ownerId, linkSessionId);
      announce();
    },
  };
}

/** A feed that hears of other instances, and they of it. */
export interface ClusterFeed {
  feed: Feed;
  /** Stops listening to the others. The feed itself is closed by whoever made it, after `stopListening` and before `close`. */
  stopListening(): Promise<void>;
  /** Lets go of Redis, once nothing is told any more. */
  close(): Promise<void>;
}

export interface ClusterFeedOptions {
  changes: ChangeLog;
  /** How long a change of another instance may wait when nobody says that there is one, milliseconds. */
  pollMs: number;
  /** null: nobody says so. */
  redisUrl: string | null;
  log: Logger;
}

/** Without Redis: everybody polls. */
const NO_NOTIFIER: RedisNotifier = { notify: () => undefined, close: () => Promise.resolve() };

/**
 * What other instances change in the shared database is told to the subscribers of this one, and what this one tells its own
 * is announced to the others. The database is the truth; Redis makes it sooner.
 */
export async function clusterFeed(local: Feed, options: ClusterFeedOptions): Promise<ClusterFeed> {
  const { changes, pollMs, redisUrl, log } = options;
  const tail = await startChangePoller({ changes, feed: local, pollMs, log });
  const onNotify = (): void => {
    tail.poll();
  };
  const notifier = redisUrl === null ? NO_NOTIFIER : await redisNotifier({ redisUrl, onNotify: onNotify, log });
  return {
    feed: broadcastingFeed(local, () => {
      notifier.notify();
    }),
    stopListening: () => tail.close(),
    close: () => notifier.close(),
  };
}

/** The client of Redis is a third of everything that a start would read: it is read where there is a Redis. */
async function redisNotifier(options: { redisUrl: string; onNotify: () => void; log: Logger }): Promise<RedisNotifier> {
  const { connectRedisNotifier: connectWakeUps } = await import('./redis-notifier.js');
  return connectWakeUps(options);
}

/** The feed of the only instance. */
export function singleInstanceFeed(local: Feed): ClusterFeed {
  return { feed: local, stopListening: () => Promise.resolve(), close: () => Promise.resolve() };
}
