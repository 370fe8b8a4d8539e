import type { Logger } from '../observability/logger.js';
import type { ChangeLog } from '../store/store.js';
import { announcing } from './announcing.js';
import { startChangeTail } from './change-tail.js';
import type { Feed } from './feed.js';
import type { WakeUps } from './wake-ups.js';

/** A feed that hears of other instances, and they of it. */
export interface SharedFeed {
  feed: Feed;
  /** Stops listening to the others. The feed itself is closed by whoever made it, after `stopListening` and before `close`. */
  stopListening(): Promise<void>;
  /** Lets go of Redis, once nothing is told any more. */
  close(): Promise<void>;
}

export interface SharedFeedOptions {
  changes: ChangeLog;
  /** How long a change of another instance may wait when nobody says that there is one, milliseconds. */
  pollMs: number;
  /** null: nobody says so. */
  redisUrl: string | null;
  log: Logger;
}

/** Without Redis: everybody polls. */
const NO_WAKE_UPS: WakeUps = { announce: () => undefined, close: () => Promise.resolve() };

/**
 * What other instances change in the shared database is told to the subscribers of this one, and what this one tells its own
 * is announced to the others. The database is the truth; Redis makes it sooner.
 */
export async function shareFeed(local: Feed, options: SharedFeedOptions): Promise<SharedFeed> {
  const { changes, pollMs, redisUrl, log } = options;
  const tail = await startChangeTail({ changes, feed: local, pollMs, log });
  const onNews = (): void => {
    tail.look();
  };
  const wakeUps = redisUrl === null ? NO_WAKE_UPS : await wakeUpsOver({ redisUrl, onNews, log });
  return {
    feed: announcing(local, () => {
      wakeUps.announce();
    }),
    stopListening: () => tail.close(),
    close: () => wakeUps.close(),
  };
}

/** The client of Redis is a third of everything that a start would read: it is read where there is a Redis. */
async function wakeUpsOver(options: { redisUrl: string; onNews: () => void; log: Logger }): Promise<WakeUps> {
  const { connectWakeUps } = await import('./wake-ups.js');
  return connectWakeUps(options);
}

/** The feed of the only instance. */
export function keepFeed(local: Feed): SharedFeed {
  return { feed: local, stopListening: () => Promise.resolve(), close: () => Promise.resolve() };
}
