import { badUserInput } from '../errors/gateway-error.js';
import { asyncIterator } from '../model/async-iterator.js';
import type { ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Change, Store } from '../store/store.js';
import { createOpaqueCursors } from '../vault/opaque-cursor.js';
import type { Vault } from '../vault/vault.js';
import { compileFilter, type EventFilter } from './event-filter.js';
import { createEventQueue } from './event-queue.js';
import { createLogReader } from './log-reader.js';
import { createLogTail } from './log-tail.js';
import { replayThenLive } from './replay-then-live.js';
import { createSubscriberRegistry, subscribe } from './subscription.js';

/** What one subscriber to webhook events wants. */
export interface EventSubscription extends EventFilter {
  ownerId: OwnerId;
  /** The cursor to resume after; null: live events only. */
  after: string | null;
  signal: AbortSignal;
}

/**
 * The live feed of one process. The webhook log is the source of truth: its end is read once for all subscribers, and a
 * subscriber that falls behind reads the log at its own pace, so it never delays the others. Every iterable ends when its
 * signal aborts or the feed closes.
 */
export interface Feed {
  /**
   * The owner's events: those recorded after the cursor, oldest first, then live ones, without a gap or a repeat. The
   * starting point is fixed when the promise resolves. Rejects with BAD_USER_INPUT (the cursor is not valid for this
   * owner) or CURSOR_EXPIRED. A pull rejects with CURSOR_EXPIRED when retention has purged events that the subscriber has
   * not read, and with StoreUnavailableError when a subscriber that is behind cannot read the log. A subscriber that has
   * caught up waits until the log can be read again.
   */
  events(subscription: EventSubscription): Promise<AsyncIterable<RecordedEvent>>;
  /**
   * Ids of the owner's Items that changed. An id that is waiting to be taken is not added again. `itemId` null: any Item.
   * Listens from this call on: a caller that reads the current state afterwards misses no change.
   */
  itemChanges(subscription: { ownerId: OwnerId; itemId: ItemId | null; signal: AbortSignal }): AsyncIterable<ItemId>;
  linkSessionChanges(subscription: {
    ownerId: OwnerId;
    linkSessionId: LinkSessionId;
    signal: AbortSignal;
  }): AsyncIterable<LinkSessionId>;
  /** The log may have grown. May be called at any time. */
  notify(): void;
  /** This instance has appended the event. Optional and may come late: `notify` finds the event too. */
  appended(event: RecordedEvent): void;
  itemChanged(ownerId: OwnerId, itemId: ItemId): void;
  linkSessionChanged(ownerId: OwnerId, linkSessionId: LinkSessionId): void;
  /** Other instances have made these changes, and the log may have grown. Not passed to `onPublish` listeners. */
  remoteChanges(changes: readonly Change[]): void;
  /** Calls `listener` after everything that this instance publishes: other instances have subscribers too. */
  onPublish(listener: () => void): void;
  /** The opaque cursor of an event. Pass it as `after` to resume after this event. */
  cursorOf(event: RecordedEvent): string;
  /** The sequence number that a cursor stands for. Throws BAD_USER_INPUT. */
  seqOf(ownerId: OwnerId, cursor: string): number;
  close(): Promise<void>;
}

export interface FeedOptions {
  store: Pick<Store, 'events'>;
  vault: Pick<Vault, 'fingerprint'>;
  /** The most that one subscriber holds in memory. */
  limits: { queueEvents: number; queueBytes?: number };
  log?: Pick<Logger, 'warn'>;
  metrics?: Metrics | null;
  /** Unix ms. */
  now?: () => number;
}

/** The pause after a failed read of the log: short enough to notice soon that the database is back, without adding load. */
const RETRY_MS = 1_000;

/** The caller closes the feed; every subscription ends then. */
export function createFeed(options: FeedOptions): Feed {
  const { metrics, now = Date.now } = options;
  const { events } = options.store;
  const limits = { queueEvents: options.limits.queueEvents, queueBytes: options.limits.queueBytes ?? Infinity };
  const reader = createLogReader(events, limits);
  const cursors = createFeedCursors(options.vault);
  const pageEvents = Math.max(1, Math.floor(limits.queueEvents / 2));
  const tail = createLogTail({ log: events, pageEvents, retryMs: RETRY_MS, logger: options.log });
  const itemSubscribers = createSubscriberRegistry<ItemId>();
  const linkSessionSubscribers = createSubscriberRegistry<LinkSessionId>();
  const closing = new AbortController();
  let publishListener: () => void = () => undefined;

  metrics?.watch('plaid_gateway_subscribers', { feed: 'events' }, () => tail.size);
  metrics?.watch('plaid_gateway_subscribers', { feed: 'items' }, () => itemSubscribers.size);
  metrics?.watch('plaid_gateway_subscribers', { feed: 'link_sessions' }, () => linkSessionSubscribers.size);

  /** A subscription that begins after close ends immediately. */
  function untilClosed(signal: AbortSignal): AbortSignal {
    return closing.signal.aborted ? closing.signal : signal;
  }

  /** An event that is older than the subscription was waiting for its subscriber: that is not lag. */
  function observeLag({ receivedAt }: RecordedEvent, subscribedAt: number): void {
    if (receivedAt < subscribedAt) return;
    metrics?.observe('plaid_gateway_feed_lag_seconds', {}, Math.max(now() - receivedAt, 0) / 1_000);
  }

  return {
    async events({ after, signal, ...query }) {
      const afterSeq = after === null ? null : cursors.decode(query.ownerId, after);
      const start = await reader.startingPoint(query.ownerId, afterSeq);
      const queue = createEventQueue({ events: limits.queueEvents, bytes: limits.queueBytes }, compileFilter(query));
      const values = replayThenLive({ reader, tail }, query, start, queue);
      const subscribedAt = now();
      return asyncIterator({
        async next() {
          try {
            const result = await values.next();
            if (result.done !== true) observeLag(result.value, subscribedAt);
            return result;
          } catch (error) {
            // A read that fails because the feed is being closed is not an error for the subscriber.
            if (!queue.hasEnded()) throw error;
            return { done: true, value: undefined };
          }
        },
        async close() {
          tail.leave(query.ownerId, queue);
          queue.end();
          await values.return();
        },
        signal: untilClosed(signal),
      });
    },
    itemChanges({ ownerId, itemId, signal }) {
      const accepts = (changed: ItemId): boolean => itemId === null || changed === itemId;
      return subscribe(itemSubscribers, { ownerId, signal: untilClosed(signal), accepts });
    },
    linkSessionChanges({ ownerId, linkSessionId, signal }) {
      const accepts = (changed: LinkSessionId): boolean => changed === linkSessionId;
      return subscribe(linkSessionSubscribers, { ownerId, signal: untilClosed(signal), accepts });
    },
    notify() {
      tail.notify();
      publishListener();
    },
    appended(event) {
      tail.take(event);
      publishListener();
    },
    itemChanged(ownerId, itemId) {
      itemSubscribers.publish(ownerId, itemId);
      publishListener();
    },
    linkSessionChanged(ownerId, linkSessionId) {
      linkSessionSubscribers.publish(ownerId, linkSessionId);
      publishListener();
    },
    remoteChanges(changes) {
      for (const { ownerId, itemId, linkSessionId } of changes) {
        if (itemId !== null) itemSubscribers.publish(ownerId, itemId);
        if (linkSessionId !== null) linkSessionSubscribers.publish(ownerId, linkSessionId);
      }
      tail.notify();
    },
    onPublish(listener) {
      publishListener = listener;
    },
    cursorOf: (event) => cursors.encode(event.ownerId, event.seq),
    seqOf: (ownerId, cursor) => cursors.decode(ownerId, cursor),
    async close() {
      closing.abort();
      itemSubscribers.closeAll();
      linkSessionSubscribers.closeAll();
      await tail.close();
    },
  };
}

/** The opaque cursors of events. Stateless: any instance with the same vault keys can read them. */
export interface FeedCursors {
  encode(ownerId: OwnerId, seq: number): string;
  /** Throws BAD_USER_INPUT unless the text is exactly a cursor that was given to this owner. */
  decode(ownerId: OwnerId, cursor: string): number;
}

export function createFeedCursors(vault: Pick<Vault, 'fingerprint'>): FeedCursors {
  const cursors = createOpaqueCursors(vault, 'feed-cursor');
  return {
    encode: (ownerId, seq) => cursors.seal(ownerId, seq),
    decode(ownerId, cursor) {
      const seq = cursors.open(ownerId, cursor);
      if (seq !== null) return seq;
      throw badUserInput('This is not a cursor that the gateway gave to you.', [
        { path: 'after', rule: 'must be the unchanged cursor of one of your webhook events' },
      ]);
    },
  };
}
