import type { ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import { coalesceReads } from '../store/coalesced-reads.js';
import type { Store } from '../store/store.js';

/** The store with owner-checked lookups that operations of one owner share. Lookups of different owners are never combined. */
export function withCoalescedLookups(store: Store): Store {
  const { items, linkSessions } = store;
  return {
    ...store,
    items: {
      ...items,
      findOwned: coalesceReads<OwnerId, ItemId, OwnedItem>((owner, ids) => items.findOwned(owner, ids)),
    },
    linkSessions: {
      ...linkSessions,
      findOwned: coalesceReads<OwnerId, LinkSessionId, OwnedLinkSession>((owner, ids) =>
        linkSessions.findOwned(owner, ids),
      ),
    },
  };
}
