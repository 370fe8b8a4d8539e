import { LRUCache } from 'lru-cache';
import type { ItemId, OwnerId, UnixMs } from '../model/ids.js';
import { type CallOutcome, isResolvedBy, isTransient } from '../model/item-status.js';
import type { ItemKnowledge, KnownError, OwnedItem } from '../model/item.js';
import type { PlaidError } from '../model/plaid-error.js';
import type { Logger } from '../observability/logger.js';
import type { ItemRecords } from '../store/store.js';

/** What the outcomes of calls have shown about Items. It is stored, and is also in memory for operations that have already read the store. */
export interface ItemMemory {
  /** Records the outcome of a call. It is durable when this resolves, unless the store cannot be written. Never fails. */
  record(item: OwnedItem, call: CallOutcome): Promise<void>;
  /** The newest knowledge: of the Item as it was read from the store, or of calls since. */
  knownOf(item: OwnedItem): Pick<ItemKnowledge, 'errors' | 'worksSince'>;
}

export interface ItemMemoryDeps {
  items: Pick<ItemRecords, 'learn'>;
  /** Notifies the subscribers of the Item. */
  itemChanged: (ownerId: OwnerId, itemId: ItemId) => void;
  log: Pick<Logger, 'warn'>;
  /** Unix ms. */
  now: () => number;
}

interface Learned {
  known: ItemKnowledge;
  /** When the newest successful call to the institution completed. */
  workedAt: UnixMs | null;
}

/** Items that were called recently. For all others the store is up to date. */
const MAX_REMEMBERED = 10_000;
/** The shortest time between two notifications for one Item: a subscriber that reads the Item may cause the next one itself. */
const NOTIFY_INTERVAL_MS = 60_000;

/** Holds nothing that has to be closed. */
export function createItemMemory({ items, itemChanged, log, now }: ItemMemoryDeps): ItemMemory {
  const remembered = new LRUCache<ItemId, Learned>({ max: MAX_REMEMBERED });
  const notifiedAt = new LRUCache<ItemId, UnixMs>({ max: MAX_REMEMBERED });

  const newest = (item: OwnedItem): ItemKnowledge => {
    const learned = remembered.get(item.id)?.known;
    return learned !== undefined && learned.version > item.known.version ? learned : item.known;
  };

  const remember = (item: OwnedItem, change: Partial<Learned>): void => {
    const before = remembered.get(item.id) ?? { known: item.known, workedAt: null };
    remembered.set(item.id, { ...before, ...change });
  };

  /** Whether the subscribers of the Item are notified of the change. */
  function isNews(item: OwnedItem, before: ItemKnowledge, after: ItemKnowledge): boolean {
    if (!differsLastingly(before, after)) return false;
    return now() - (notifiedAt.get(item.id) ?? -Infinity) >= NOTIFY_INTERVAL_MS;
  }

  return {
    async record(item, call) {
      if (call.error === null && call.proves === 'live') remember(item, { workedAt: call.respondedAt });
      if (afterCall(newest(item), call) === newest(item)) return;
      const news: boolean[] = [];
      try {
        const known = await items.learn(item, {
          apply: (before) => afterCall(before, call),
          isNews(before, after) {
            // Subscribers read /item/get anyway, and webhooks report its changes.
            news.push(call.proves !== 'item' && isNews(item, before, after));
            return news.at(-1) === true;
          },
        });
        if (known !== null) remember(item, { known });
      } catch (error) {
        log.warn({ err: error, itemId: item.id }, 'the outcome of a call for an Item could not be stored');
        return;
      }
      if (news.at(-1) !== true) return;
      notifiedAt.set(item.id, now());
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

/** `seenAt` of an error that persists is updated at most this often. */
const REFRESH_MS = 60_000;

/** What is known after a call; the same object if nothing changes. Results older than what is known are ignored. */
export function afterCall(known: ItemKnowledge, call: CallOutcome): ItemKnowledge {
  return call.error === null ? afterSuccess(known, call) : afterError(known, { ...call, error: call.error });
}

function afterSuccess(
  known: ItemKnowledge,
  { endpoint, proves, requestedAt, respondedAt }: CallOutcome,
): ItemKnowledge {
  const isResolved = (one: KnownError): boolean =>
    one.seenAt <= requestedAt && (one.endpoint === endpoint || isResolvedBy(one.error, proves));
  if (!known.errors.some(isResolved)) return known;
  const errors = known.errors.filter((one) => !isResolved(one));
  // Only a live call is more current than what /item/get reports.
  return { ...known, errors, worksSince: proves === 'live' ? respondedAt : known.worksSince };
}

function afterError(known: ItemKnowledge, call: CallOutcome & { error: PlaidError }): ItemKnowledge {
  const { endpoint, requestedAt, respondedAt, error } = call;
  if (known.worksSince !== null && requestedAt < known.worksSince) return known;
  const before = known.errors.find((one) => one.endpoint === endpoint);
  const isSame = before?.error.errorCode === error.errorCode;
  if (before !== undefined && (before.seenAt > respondedAt || (isSame && respondedAt - before.seenAt < REFRESH_MS))) {
    return known;
  }
  const noted = { endpoint, error, since: isSame ? before.since : respondedAt, seenAt: respondedAt };
  return { ...known, errors: [...known.errors.filter((one) => one !== before), noted] };
}

/** Whether two versions differ in more than temporary errors. */
function differsLastingly(one: ItemKnowledge, other: ItemKnowledge): boolean {
  const lasting = ({ errors }: ItemKnowledge): string =>
    JSON.stringify(
      errors.filter((known) => !isTransient(known)).map((known) => [known.endpoint, known.error.errorCode]),
    );
  return lasting(one) !== lasting(other);
}
