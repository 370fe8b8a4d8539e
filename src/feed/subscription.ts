import { asyncIterator } from '../model/async-iterator.js';
import type { OwnerId } from '../model/ids.js';

/**
 * The notifications that one subscriber has not taken yet. One that is already waiting is not added again, so the queue is
 * bounded by the number of distinct notifications, whatever the subscriber does.
 */
export interface NotificationQueue<Notification> {
  /** Does nothing when the queue has ended or does not accept the notification. */
  put(notification: Notification): void;
  /** The oldest notification; waits for one when the queue is empty. null when the queue has ended. One taker at a time. */
  take(): Promise<Notification | null>;
  /** Drops every notification and releases the taker. Idempotent. */
  end(): void;
}

/** A queue that is open until `end`. */
function createNotificationQueue<Notification>(
  accepts: (notification: Notification) => boolean,
): NotificationQueue<Notification> {
  const waiting = new Set<Notification>();
  let taker: ((notification: Notification | null) => void) | null = null;
  let ended = false;

  function handOver(notification: Notification | null): void {
    const waitingTaker = taker;
    taker = null;
    waitingTaker?.(notification);
  }

  return {
    put(notification) {
      if (ended || !accepts(notification)) return;
      if (taker === null) waiting.add(notification);
      else handOver(notification);
    },
    take() {
      if (ended) return Promise.resolve(null);
      for (const notification of waiting) {
        waiting.delete(notification);
        return Promise.resolve(notification);
      }
      return new Promise((resolve) => (taker = resolve));
    },
    end() {
      ended = true;
      waiting.clear();
      handOver(null);
    },
  };
}

/** The queues of the subscribers to one kind of notification, by owner: a notification never reaches another owner. */
export interface SubscriberRegistry<Notification> {
  /** Adds a queue until the returned function is called. */
  join(ownerId: OwnerId, queue: NotificationQueue<Notification>): () => void;
  publish(ownerId: OwnerId, notification: Notification): void;
  /** Ends every queue. */
  closeAll(): void;
  /** How many queues have joined. */
  readonly size: number;
}

export function createSubscriberRegistry<Notification>(): SubscriberRegistry<Notification> {
  const queuesByOwner = new Map<OwnerId, Set<NotificationQueue<Notification>>>();
  let size = 0;

  return {
    join(ownerId, queue) {
      const queues = queuesByOwner.get(ownerId) ?? new Set();
      queuesByOwner.set(ownerId, queues.add(queue));
      size += 1;
      return () => {
        if (!queues.delete(queue)) return;
        size -= 1;
        if (queues.size === 0) queuesByOwner.delete(ownerId);
      };
    },
    publish(ownerId, notification) {
      for (const queue of queuesByOwner.get(ownerId) ?? []) queue.put(notification);
    },
    closeAll() {
      for (const queues of queuesByOwner.values()) for (const queue of queues) queue.end();
    },
    get size() {
      return size;
    },
  };
}

/**
 * The notifications of one subscriber. It listens from this call on, so nothing published before the first pull is lost.
 * It leaves the registry when the signal aborts, the consumer returns, or its queue ends.
 */
export function subscribe<Notification>(
  registry: SubscriberRegistry<Notification>,
  subscriber: { ownerId: OwnerId; signal: AbortSignal; accepts?: (notification: Notification) => boolean },
): AsyncIterableIterator<Notification, undefined> {
  const queue = createNotificationQueue(subscriber.accepts ?? (() => true));
  const leave = registry.join(subscriber.ownerId, queue);
  return asyncIterator<Notification>({
    async next() {
      const notification = await queue.take();
      return notification === null ? { done: true, value: undefined } : { done: false, value: notification };
    },
    close() {
      leave();
      queue.end();
    },
    signal: subscriber.signal,
  });
}
