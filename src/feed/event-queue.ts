import type { OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { CompiledFilter, Topic } from './event-filter.js';

/** The most that one subscriber may have waiting in memory. */
export interface QueueLimits {
  events: number;
  /** Of encrypted bodies. A single larger event is still accepted. */
  bytes: number;
}

/**
 * The live events that one subscriber has not taken yet, oldest first. The queue is bounded. An event that does not fit is
 * dropped, and so is everything after it, so the events in the queue have no gap. The subscriber then continues from the
 * log.
 */
export interface EventQueue {
  /** The topics under which the queue is found. */
  readonly topics: readonly Topic[];
  hasEnded(): boolean;
  /** Adds an event if the subscriber wants it. Does nothing when the queue has ended or overflowed. */
  put(event: RecordedEvent): void;
  /** The oldest event; waits for one when the queue is empty. null when the queue has ended or overflowed. One taker at a time. */
  take(): RecordedEvent | null | Promise<RecordedEvent | null>;
  hasOverflowed(): boolean;
  /** Drops all events and accepts new ones again. */
  restart(): void;
  /** Drops all events and releases the taker. Idempotent. */
  end(): void;
}

/** A queue that is open until `end`. */
export function createEventQueue(limits: QueueLimits, filter: CompiledFilter): EventQueue {
  let waiting: RecordedEvent[] = [];
  let bytes = 0;
  let taker: ((event: RecordedEvent | null) => void) | null = null;
  let state: 'open' | 'overflowed' | 'ended' = 'open';

  function enqueue(event: RecordedEvent): void {
    bytes += event.sealedBody.length;
    const fits = waiting.length < limits.events && bytes <= limits.bytes;
    if (fits || waiting.length === 0) waiting.push(event);
    else state = 'overflowed';
  }

  return {
    topics: filter.topics,
    hasEnded: () => state === 'ended',
    hasOverflowed: () => state === 'overflowed',
    put(event) {
      if (state !== 'open' || !filter.accepts(event)) return;
      if (taker === null) {
        enqueue(event);
        return;
      }
      const waitingTaker = taker;
      taker = null;
      waitingTaker(event);
    },
    take() {
      const event = waiting.shift();
      if (event !== undefined) {
        bytes -= event.sealedBody.length;
        return event;
      }
      if (state !== 'open') return null;
      return new Promise((resolve) => (taker = resolve));
    },
    restart() {
      if (state === 'ended') return;
      waiting = [];
      bytes = 0;
      state = 'open';
    },
    end() {
      waiting = [];
      state = 'ended';
      taker?.(null);
      taker = null;
    },
  };
}

/** The queues of this instance's subscribers, by owner and topic: an event costs nothing for subscribers it does not concern. */
export interface TopicIndex {
  add(ownerId: OwnerId, queue: EventQueue): void;
  /** Does nothing when the queue is not in the index. */
  remove(ownerId: OwnerId, queue: EventQueue): void;
  find(ownerId: OwnerId, topic: Topic): Iterable<EventQueue>;
  all(): readonly EventQueue[];
  readonly size: number;
}

export function createTopicIndex(): TopicIndex {
  const known = new Set<EventQueue>();
  const topicsByOwner = new Map<OwnerId, Map<Topic, Set<EventQueue>>>();

  return {
    add(ownerId, queue) {
      known.add(queue);
      const topics = topicsByOwner.get(ownerId) ?? new Map<Topic, Set<EventQueue>>();
      topicsByOwner.set(ownerId, topics);
      for (const topic of queue.topics) topics.set(topic, (topics.get(topic) ?? new Set()).add(queue));
    },
    remove(ownerId, queue) {
      if (!known.delete(queue)) return;
      const topics = topicsByOwner.get(ownerId);
      for (const topic of queue.topics) {
        const queues = topics?.get(topic);
        queues?.delete(queue);
        if (queues?.size === 0) topics?.delete(topic);
      }
      if (topics?.size === 0) topicsByOwner.delete(ownerId);
    },
    find: (ownerId, topic) => topicsByOwner.get(ownerId)?.get(topic) ?? [],
    all: () => [...known],
    get size() {
      return known.size;
    },
  };
}
