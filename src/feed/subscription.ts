import type { OwnerId } from '../model/ids.js';

/**
 * What one subscriber has not taken yet. A note that is waiting already is not added again, so the box is bounded by the
 * number of distinct notes, whatever the subscriber does.
 */
export interface NotificationQueue<Notification> {
  hasEnded(): boolean;
  /** Leaves a note; nothing happens when the box has ended or does not accept it. */
  put(notification: Notification): void;
  /** The oldest note, waiting for one when there is none; null once the box has ended. One taker at a time. */
  take(): Promise<Notification | null>;
  /** Forgets every note and lets the taker go. Safe to repeat. */
  end(): void;
}

/** A box that is open until `end`. `accepts` decides which notes are kept. */
export function createNotificationQueue<Notification>(
  accepts: (notification: Notification) => boolean = () => true,
): NotificationQueue<Notification> {
  const waiting = new Set<Notification>();
  let taker: ((notification: Notification | null) => void) | null = null;
  let ended = false;

  const handOver = (notification: Notification | null): void => {
    const waitingTaker = taker;
    taker = null;
    waitingTaker?.(notification);
  };

  return {
    hasEnded: () => ended,
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

/** The mailboxes of the subscribers to one kind of news, by owner: what is told to one owner reaches nobody else. */
export interface SubscriberRegistry<Notification> {
  /** Adds a box until the returned function is called. */
  join(ownerId: OwnerId, queue: NotificationQueue<Notification>): () => void;
  publish(ownerId: OwnerId, notification: Notification): void;
  /** Ends every box. */
  closeAll(): void;
  /** How many boxes are open. */
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
 * One subscriber. It listens from this call on, so nothing told before the first pull is lost, and it is released by
 * whichever comes first: the signal, the consumer's return(), the end or failure of `produce`, the end of its mailbox.
 */
export function subscribe<Notification, Value>(
  audience: SubscriberRegistry<Notification>,
  subscriber: { ownerId: OwnerId; signal: AbortSignal; accepts?: (notification: Notification) => boolean },
  produce: (queue: NotificationQueue<Notification>) => AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value, undefined> {
  const queue = createNotificationQueue(subscriber.accepts);
  const leave = audience.join(subscriber.ownerId, queue);
  const end = (): void => {
    leave();
    queue.end();
  };
  return releasedBy(subscriber.signal, { hasEnded: () => queue.hasEnded(), end }, produce(queue));
}

/**
 * The values until the signal aborts, the consumer returns, or they end or fail; `held.end` is called then. A generator
 * alone could not do that: its return() waits behind a pull that waits for news.
 */
export function releasedBy<Value>(
  signal: AbortSignal,
  held: { hasEnded: () => boolean; end: () => void },
  values: AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value, undefined> {
  const release = (): void => {
    held.end();
    signal.removeEventListener('abort', release);
  };
  signal.addEventListener('abort', release, { once: true });
  if (signal.aborted) release();

  const iterator: AsyncIterableIterator<Value, undefined> = {
    async next() {
      try {
        const result = await values.next();
        if (result.done !== true) return result;
      } catch (error) {
        // What fails behind the end (a read of a store that is being closed) is nobody's concern any more.
        const failed = !held.hasEnded();
        release();
        if (failed) throw error;
      }
      release();
      return { done: true, value: undefined };
    },
    async return() {
      release();
      await values.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}
