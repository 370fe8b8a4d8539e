import { LRUCache } from 'lru-cache';
import type { ItemId, OwnerId, UnixMs } from '../model/ids.js';
import { afterCall, type CallOutcome, differsLastingly } from '../model/item-status.js';
import type { ItemKnowledge, OwnedItem } from '../model/item.js';
import type { Logger } from '../observability/logger.js';
import type { ItemRecords } from '../store/store.js';

/** What calls have taught about Items: kept in the records, and here for operations that read the records before a call. */
export interface ItemMemory {
  /** Notes what a call came to; durable when it resolves, as far as the records can be written. Never fails. */
  heard(item: OwnedItem, call: CallOutcome): Promise<void>;
  /** The newest that is known: of the Item as it was read, and of what was heard since. */
  knownOf(item: OwnedItem): Pick<ItemKnowledge, 'errors' | 'worksSince'>;
}

export interface ItemMemoryDeps {
  items: Pick<ItemRecords, 'learn'>;
  /** Tells those who watch the Item. */
  itemChanged: (ownerId: OwnerId, itemId: ItemId) => void;
  log: Pick<Logger, 'warn'>;
  /** Unix ms. */
  now: () => number;
}

interface Heard {
  known: ItemKnowledge;
  /** The newest call that asked the institution and succeeded, by when it was answered. */
  workedAt: UnixMs | null;
}

/** Those that calls were made of lately; of the others the records know everything. */
const MAX_REMEMBERED = 10_000;
/** An Item that fails and works by turns is told of this often at most: whoever watches it may be who makes the calls. */
const TOLD_EVERY_MS = 60_000;

/** Holds nothing that has to be closed. */
export function createItemMemory({ items, itemChanged, log, now }: ItemMemoryDeps): ItemMemory {
  const remembered = new LRUCache<ItemId, Heard>({ max: MAX_REMEMBERED });
  const toldAt = new LRUCache<ItemId, UnixMs>({ max: MAX_REMEMBERED });

  const newest = (item: OwnedItem): ItemKnowledge => {
    const heard = remembered.get(item.id)?.known;
    return heard !== undefined && heard.version > item.known.version ? heard : item.known;
  };

  const remember = (item: OwnedItem, change: Partial<Heard>): void => {
    const before = remembered.get(item.id) ?? { known: item.known, workedAt: null };
    remembered.set(item.id, { ...before, ...change });
  };

  /** Whether those who watch the Item are told of the change. */
  function isNews(item: OwnedItem, before: ItemKnowledge, after: ItemKnowledge): boolean {
    if (!differsLastingly(before, after)) return false;
    return now() - (toldAt.get(item.id) ?? -Infinity) >= TOLD_EVERY_MS;
  }

  return {
    async heard(item, call) {
      if (call.error === null && call.proves === 'live') remember(item, { workedAt: call.answeredAt });
      if (afterCall(newest(item), call) === newest(item)) return;
      const told: boolean[] = [];
      try {
        const known = await items.learn(item, {
          apply: (before) => afterCall(before, call),
          isNews(before, after) {
            // What /item/get says is what whoever watches the Item is shown anyway; webhooks tell of its changes.
            told.push(call.proves !== 'item' && isNews(item, before, after));
            return told.at(-1) === true;
          },
        });
        if (known !== null) remember(item, { known });
      } catch (error) {
        log.warn({ err: error, itemId: item.id }, 'what a call of an Item came to cannot be noted');
        return;
      }
      if (told.at(-1) !== true) return;
      toldAt.set(item.id, now());
      itemChanged(item.ownerId, item.id);
    },

    knownOf(item) {
      const { errors, worksSince } = newest(item);
      const workedAt = remembered.get(item.id)?.workedAt ?? null;
      return { errors, worksSince: latest(worksSince, workedAt) };
    },
  };
}

const latest = (one: UnixMs | null, other: UnixMs | null): UnixMs | null =>
  one === null || other === null ? (one ?? other) : Math.max(one, other);
