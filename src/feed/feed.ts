import type { ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import { createSubscriberRegistry, type NotificationQueue, releasedBy, subscribe } from './subscription.js';
import { createCursors } from './cursors.js';
import { compileFilter } from './event-filter.js';
import { createEventQueue } from './event-queue.js';
import { replayThenLive } from './replay-then-live.js';
import { createLogReader } from './log-reader.js';
import { createLogTail } from './log-tail.js';

/**
 * The live feed of one process. The log is the truth: its end is read once for everybody, and who falls behind reads it at
 * their own pace, so a slow one waits for nobody and holds nobody up. Every iterable ends when `signal` aborts or the feed
 * closes.
 */
export interface Feed {
  /**
   * The owner's events: recorded since the cursor `after`, oldest first, then live, without gap or repeat. `after` null:
   * live from now. Fails with GatewayError BAD_USER_INPUT (not a cursor of ours, or of another owner) or CURSOR_EXPIRED;
   * a pull fails with CURSOR_EXPIRED when retention has overtaken the subscriber, and with StoreUnavailableError when the
   * log cannot be read for one that is behind; those that have caught up wait until it can be read again. The starting point is fixed when this resolves.
   */
  events(subscription: {
    ownerId: OwnerId;
    after: string | null;
    itemIds: readonly ItemId[] | null;
    /** "ITEM" or "ITEM/ERROR". */
    types: readonly string[] | null;
    signal: AbortSignal;
  }): Promise<AsyncIterable<RecordedEvent>>;
  /**
   * Ids of the owner's Items that changed, each at most once while nobody takes it. `itemId` null: any. Listens from this
   * call on: read the present state after it, and no change falls between.
   */
  itemChanges(subscription: { ownerId: OwnerId; itemId: ItemId | null; signal: AbortSignal }): AsyncIterable<ItemId>;
  linkSessionChanges(subscription: {
    ownerId: OwnerId;
    linkSessionId: LinkSessionId;
    signal: AbortSignal;
  }): AsyncIterable<LinkSessionId>;
  /** The log may have grown, by events of this owner: look. Safe to call at any time, for nothing, and from any source. */
  notifyOwner(ownerId: OwnerId): void;
  /** Tells that the log may have grown, whoever's events came: another instance said so. */
  notifyAll(): void;
  /** This event was just appended, by this instance. Need not be told, and may be late: a wake-up finds it as well. */
  appended(event: RecordedEvent): void;
  itemChanged(ownerId: OwnerId, itemId: ItemId): void;
  linkSessionChanged(ownerId: OwnerId, linkSessionId: LinkSessionId): void;
  /** The opaque cursor of an event: hand it back as `after` to go on behind it. */
  cursorOf(event: RecordedEvent): string;
  /** The seq a cursor stands for; fails with BAD_USER_INPUT. */
  seqOf(ownerId: OwnerId, cursor: string): number;
  close(): Promise<void>;
}

/** What the feed is built on. */
export interface FeedOptions {
  store: Pick<Store, 'events'>;
  vault: Pick<Vault, 'fingerprint'>;
  /** What one subscriber holds in memory at most. */
  limits: { queueEvents: number; queueBytes?: number };
  log?: Pick<Logger, 'warn'>;
}

/** The pause after a look at the log that failed: an outage of the database is not made worse, and its end soon noticed. */
const RETRY_MS = 1_000;

/** The live feed of this process. The caller closes it: every subscription ends then. */
export function createFeed(options: FeedOptions): Feed {
  const { events } = options.store;
  const limits = { queueEvents: options.limits.queueEvents, queueBytes: options.limits.queueBytes ?? Infinity };
  const reader = createLogReader(events, limits);
  const cursors = createCursors(options.vault);
  const pageEvents = Math.max(1, Math.floor(limits.queueEvents / 2));
  const tail = createLogTail({ log: events, pageEvents, retryMs: RETRY_MS, logger: options.log });
  const itemWatchers = createSubscriberRegistry<ItemId>();
  const linkSessionWatchers = createSubscriberRegistry<LinkSessionId>();
  const closing = new AbortController();

  return {
    async events({ after, signal, ...query }) {
      const afterSeq = after === null ? null : cursors.decode(query.ownerId, after);
      const start = await reader.startingPoint(query.ownerId, afterSeq);
      const queue = createEventQueue({ events: limits.queueEvents, bytes: limits.queueBytes }, compileFilter(query));
      const end = (): void => {
        tail.leave(query.ownerId, queue);
        queue.end();
      };
      const held = { hasEnded: () => queue.hasEnded(), end };
      return releasedBy(untilClosed(signal), held, replayThenLive({ reader, tail }, query, start, queue));
    },
    itemChanges({ ownerId, itemId, signal }) {
      const accepts = (changed: ItemId): boolean => itemId === null || changed === itemId;
      return subscribe(itemWatchers, { ownerId, signal: untilClosed(signal), accepts }, notes);
    },
    linkSessionChanges({ ownerId, linkSessionId, signal }) {
      const accepts = (changed: LinkSessionId): boolean => changed === linkSessionId;
      return subscribe(linkSessionWatchers, { ownerId, signal: untilClosed(signal), accepts }, notes);
    },
    notifyOwner() {
      tail.notify();
    },
    notifyAll() {
      tail.notify();
    },
    appended(event) {
      tail.take(event);
    },
    itemChanged(ownerId, itemId) {
      itemWatchers.publish(ownerId, itemId);
    },
    linkSessionChanged(ownerId, linkSessionId) {
      linkSessionWatchers.publish(ownerId, linkSessionId);
    },
    cursorOf: (event) => cursors.encode(event.ownerId, event.seq),
    seqOf: (ownerId, cursor) => cursors.decode(ownerId, cursor),
    async close() {
      closing.abort();
      itemWatchers.closeAll();
      linkSessionWatchers.closeAll();
      await tail.close();
    },
  };

  /** A subscription that begins after close ends at once. */
  function untilClosed(signal: AbortSignal): AbortSignal {
    return closing.signal.aborted ? closing.signal : signal;
  }
}

/** The notes themselves. */
async function* notes<Note>(mailbox: NotificationQueue<Note>): AsyncGenerator<Note, void> {
  for (let note = await mailbox.take(); note !== null; note = await mailbox.take()) yield note;
}
