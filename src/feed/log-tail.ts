import { setImmediate as immediate } from 'node:timers/promises';
import type { OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import type { EventLog } from '../store/store.js';
import { topicsOf } from './event-filter.js';
import { createTopicIndex, type EventQueue } from './event-queue.js';

/**
 * The one reader of the log's end in this instance. It reads each event at most once, however many subscribers wait for it,
 * and puts it only into queues of the event's owner. It never waits for a subscriber, and reads only while there is one.
 */
export interface LogTail {
  /**
   * Adds a queue until `leave`. Returns the sequence number after which the queue receives everything. Rejects with
   * StoreUnavailableError when this is the first subscriber and the end of the log cannot be read.
   */
  join(ownerId: OwnerId, queue: EventQueue): Promise<number>;
  leave(ownerId: OwnerId, queue: EventQueue): void;
  /** Empties a queue that has joined, so that it accepts events again. Returns the sequence number after which it does. */
  restart(queue: EventQueue): number;
  /** The log may have grown: reads it now, or again after the read in progress. */
  notify(): void;
  /**
   * This event is in the log. If it is the next one it is delivered without a read: numbers become visible in order, so no
   * other event lies in between. Otherwise the log is read.
   */
  take(event: RecordedEvent): void;
  /** How many queues have joined. */
  readonly size: number;
  /** Ends every queue; resolves when the read in progress has finished. */
  close(): Promise<void>;
}

export interface LogTailOptions {
  log: Pick<EventLog, 'lastSeq' | 'readAllAfter'>;
  /** Events per read: half a queue, so that a burst does not overflow the queue of a subscriber that keeps reading. */
  pageEvents: number;
  /** The pause after a failed read. */
  retryMs: number;
  logger: Pick<Logger, 'warn'> | undefined;
}

/** The caller closes the tail. */
export function createLogTail({ log, pageEvents, retryMs, logger }: LogTailOptions): LogTail {
  const queues = createTopicIndex();
  /** Everything up to here has been put into the queues. null: there is no subscriber, or the end of the log is not known yet. */
  let position: number | null = null;
  let starting: Promise<number> | null = null;
  let reading: Promise<void> | null = null;
  let hasNews = false;
  let retry: NodeJS.Timeout | null = null;

  /** Queues that join before the end of the log is known all begin there. */
  function start(): Promise<number> {
    starting ??= log
      .lastSeq()
      .then((lastSeq) => (position = lastSeq))
      .finally(() => (starting = null));
    return starting;
  }

  function deliver(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      position = event.seq;
      for (const topic of topicsOf(event)) for (const queue of queues.find(event.ownerId, topic)) queue.put(event);
    }
  }

  async function readNewEvents(): Promise<void> {
    while (hasNews && queues.size > 0) {
      hasNews = false;
      const afterSeq = position ?? (await start());
      const events = await log.readAllAfter({ afterSeq, limit: pageEvents });
      deliver(events);
      if (events.length < pageEvents) continue;
      hasNews = true;
      // Subscribers take what they were given before the next page arrives.
      await immediate();
    }
  }

  function notify(): void {
    hasNews = true;
    if (reading !== null || queues.size === 0) return;
    reading = readNewEvents()
      .catch((error: unknown) => {
        // Nothing is lost: the next read begins where this one should have.
        logger?.warn({ err: error }, 'cannot read new events from the webhook log; retrying');
        retry ??= setTimeout(retryRead, retryMs).unref();
      })
      .finally(() => {
        reading = null;
        forgetPosition();
        // Notified while the last read was ending.
        if (hasNews && retry === null) notify();
      });
  }

  function take(event: RecordedEvent): void {
    // A read in progress may find it too.
    if (reading === null && position !== null && event.seq === position + 1) deliver([event]);
    else notify();
  }

  function retryRead(): void {
    retry = null;
    notify();
  }

  /** Without subscribers the position becomes outdated: the next one begins at the end of the log. */
  function forgetPosition(): void {
    if (queues.size === 0 && reading === null) position = null;
  }

  return {
    async join(ownerId, queue) {
      queues.add(ownerId, queue);
      const from = position ?? (await start());
      // Notified while there was no subscriber, and perhaps after the end of the log was read.
      if (hasNews) notify();
      return from;
    },
    leave(ownerId, queue) {
      queues.remove(ownerId, queue);
      forgetPosition();
    },
    restart(queue) {
      queue.restart();
      // Known since the queue joined: the position is only forgotten when there is no subscriber.
      return position ?? 0;
    },
    notify,
    take,
    get size() {
      return queues.size;
    },
    async close() {
      for (const queue of queues.all()) queue.end();
      if (retry !== null) clearTimeout(retry);
      retry = null;
      hasNews = false;
      await reading;
    },
  };
}
