import { setImmediate as immediate } from 'node:timers/promises';
import type { ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Store } from '../store/store.js';

/** The owner-checked lookups of the store: what belongs to somebody else is missing from the map. */
export type FindOwned<Id, Found> = (ownerId: OwnerId, ids: readonly Id[]) => Promise<Map<Id, Found>>;

/** Ids of one lookup at most. */
const MAX_IDS = 1_000;

interface Lookup<Id, Found> {
  ids: Set<Id>;
  found: Promise<Map<Id, Found>>;
}

/**
 * Operations that look things of the same owner up in the same moment share one lookup: an event that thousands of
 * subscribers check costs one. Never across owners, and only a lookup that has not begun is shared, so nobody is answered
 * what was true before they asked. Nothing is kept.
 */
export function coalesceLookups<Id, Found>(findOwned: FindOwned<Id, Found>): FindOwned<Id, Found> {
  const notBegun = new Map<OwnerId, Lookup<Id, Found>>();

  function begin(ownerId: OwnerId): Lookup<Id, Found> {
    const ids = new Set<Id>();
    const found = immediate().then(() => {
      if (notBegun.get(ownerId) === lookup) notBegun.delete(ownerId);
      return findOwned(ownerId, [...ids]);
    });
    const lookup = { ids, found };
    notBegun.set(ownerId, lookup);
    return lookup;
  }

  return async (ownerId, ids) => {
    const open = notBegun.get(ownerId);
    const lookup = open !== undefined && open.ids.size + ids.length <= MAX_IDS ? open : begin(ownerId);
    for (const id of ids) lookup.ids.add(id);
    const found = await lookup.found;
    return new Map(ids.flatMap((id) => (found.has(id) ? [[id, found.get(id) as Found] as const] : [])));
  };
}

/** The store with its owner-checked lookups shared. */
export function withCoalescedLookups(store: Store): Store {
  const { items, linkSessions } = store;
  return {
    ...store,
    items: { ...items, findOwned: coalesceLookups<ItemId, OwnedItem>((owner, ids) => items.findOwned(owner, ids)) },
    linkSessions: {
      ...linkSessions,
      findOwned: coalesceLookups<LinkSessionId, OwnedLinkSession>((owner, ids) => linkSessions.findOwned(owner, ids)),
    },
  };
}
