import type { Feed } from './feed.js';

/** The feed, with `announce` called for whatever this instance tells its own subscribers: the others have some too. */
export function announcing(feed: Feed, announce: () => void): Feed {
  return {
    ...feed,
    wake(ownerId) {
      feed.wake(ownerId);
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
