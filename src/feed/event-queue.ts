import type { OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { CompiledFilter, Topic } from './event-filter.js';

/** What one subscriber may have waiting in memory. */
export interface QueueLimits {
  events: number;
  /** Of sealed bodies; a single larger event is still taken in. */
  bytes: number;
}

/**
 * The live events that one subscriber has not taken yet, oldest first. Bounded: what does not fit is not kept, and neither
 * is anything behind it, so that what is in the queue has no gap. The subscriber then reads on from the log.
 */
export interface EventQueue {
  /** Under which it is to be found. */
  readonly topics: readonly Topic[];
  hasEnded(): boolean;
  /** Adds an event that the subscriber wants; nothing happens when the queue has ended or has overflowed. */
  put(event: RecordedEvent): void;
  /** The oldest event, waiting for one when there is none; null when no more comes: it has ended, or overflowed. One taker at a time. */
  take(): RecordedEvent | null | Promise<RecordedEvent | null>;
  hasOverflowed(): boolean;
  /** Forgets what it holds and takes events in again. */
  restart(): void;
  /** Forgets everything and lets the taker go. Safe to repeat. */
  end(): void;
}

/** A queue that is open until `end`. */
export function createEventQueue(limits: QueueLimits, interest: CompiledFilter): EventQueue {
  let waiting: RecordedEvent[] = [];
  let bytes = 0;
  let taker: ((event: RecordedEvent | null) => void) | null = null;
  let state: 'open' | 'overflowed' | 'ended' = 'open';

  function keep(event: RecordedEvent): void {
    bytes += event.sealedBody.length;
    const fits = waiting.length < limits.events && bytes <= limits.bytes;
    if (fits || waiting.length === 0) waiting.push(event);
    else state = 'overflowed';
  }

  return {
    topics: interest.topics,
    hasEnded: () => state === 'ended',
    hasOverflowed: () => state === 'overflowed',
    put(event) {
      if (state !== 'open' || !interest.accepts(event)) return;
      if (taker === null) {
        keep(event);
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

/** The queues of the subscribers of this instance, found by owner and topic: an event costs nothing for those it does not concern. */
export interface TopicIndex {
  add(ownerId: OwnerId, queue: EventQueue): void;
  /** Does nothing for one that is not there. */
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
