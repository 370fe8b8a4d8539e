import { setImmediate as immediate } from 'node:timers/promises';
import type { ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Store } from '../store/store.js';

/** An owner-checked lookup of the store. The map lacks ids that are absent or another owner's. */
export type FindOwned<Id, Found> = (ownerId: OwnerId, ids: readonly Id[]) => Promise<Map<Id, Found>>;

/** The most ids of one lookup. */
const MAX_IDS = 1_000;

interface Lookup<Id, Found> {
  ids: Set<Id>;
  found: Promise<Map<Id, Found>>;
}

/**
 * Operations of one owner that look up something at the same moment share one lookup, so that an event with thousands of
 * subscribers costs one. Lookups of different owners are never combined. A lookup that has begun is not joined, so nobody
 * receives a result from before their request. Nothing is cached.
 */
export function coalesceLookups<Id, Found>(findOwned: FindOwned<Id, Found>): FindOwned<Id, Found> {
  const pending = new Map<OwnerId, Lookup<Id, Found>>();

  function begin(ownerId: OwnerId): Lookup<Id, Found> {
    const ids = new Set<Id>();
    const found = immediate().then(() => {
      if (pending.get(ownerId) === lookup) pending.delete(ownerId);
      return findOwned(ownerId, [...ids]);
    });
    const lookup = { ids, found };
    pending.set(ownerId, lookup);
    return lookup;
  }

  return async (ownerId, ids) => {
    const open = pending.get(ownerId);
    const lookup = open !== undefined && open.ids.size + ids.length <= MAX_IDS ? open : begin(ownerId);
    for (const id of ids) lookup.ids.add(id);
    const found = await lookup.found;
    return new Map(ids.flatMap((id) => (found.has(id) ? [[id, found.get(id) as Found] as const] : [])));
  };
}

/** The store with coalesced owner-checked lookups. */
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
