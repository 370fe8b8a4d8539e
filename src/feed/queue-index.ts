import type { OwnerId } from '../model/ids.js';
import type { Topic } from './event-filter.js';
import type { EventQueue } from './event-queue.js';

/** The queues of the subscribers of this instance, found by owner and topic: an event costs nothing for those it does not concern. */
export interface QueueIndex {
  add(ownerId: OwnerId, queue: EventQueue): void;
  /** Does nothing for one that is not there. */
  remove(ownerId: OwnerId, queue: EventQueue): void;
  find(ownerId: OwnerId, topic: Topic): Iterable<EventQueue>;
  all(): readonly EventQueue[];
  readonly size: number;
}

export function createQueueIndex(): QueueIndex {
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
