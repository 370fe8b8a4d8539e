import { setImmediate as immediate } from 'node:timers/promises';
import type { OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import type { EventLog } from '../store/store.js';
import { topicsOf } from './event-filter.js';
import { createTopicIndex, type EventQueue } from './event-queue.js';

/**
 * The one reader of the log's end in this instance: each event is read once at most, however many subscribers wait for it,
 * and put into the queues of its owner alone. It never waits for a subscriber. Reads only while somebody listens.
 */
export interface LogTail {
  /**
   * Adds a queue until `leave`. Answers from where on it gets everything: what is behind this seq is put into it, or will
   * be. Fails with StoreUnavailableError when nobody listened before and the log cannot be asked where it ends.
   */
  join(ownerId: OwnerId, queue: EventQueue): Promise<number>;
  leave(ownerId: OwnerId, queue: EventQueue): void;
  /** Empties a queue that has joined and lets it take events in again, from the seq that is answered. */
  restart(queue: EventQueue): number;
  /** The log may have grown: looks, now or right after the look under way. */
  notify(): void;
  /**
   * This event is in the log. When it is the next one it need not be read; numbers become visible in order, so nothing comes
   * between, whoever appends. Else looks.
   */
  take(event: RecordedEvent): void;
  /** How many queues have joined. */
  readonly size: number;
  /** Ends every queue; resolves when a read under way is over. */
  close(): Promise<void>;
}

export interface LogTailOptions {
  log: Pick<EventLog, 'lastSeq' | 'readAllAfter'>;
  /** Events read at once: half a queue, so that a burst finds every queue that is being read with room in it. */
  pageEvents: number;
  /** The pause after a read that failed. */
  retryMs: number;
  logger: Pick<Logger, 'warn'> | undefined;
}

/** The caller closes it. */
export function createLogTail({ log, pageEvents, retryMs, logger }: LogTailOptions): LogTail {
  const queues = createTopicIndex();
  /** Everything up to here has been put into the queues. null: nobody listens, or where to begin is not known yet. */
  let position: number | null = null;
  let starting: Promise<number> | null = null;
  let reading: Promise<void> | null = null;
  let hasNews = false;
  let retry: NodeJS.Timeout | null = null;

  /** Everybody who joins before the answer is there begins at the same place. */
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

  async function readOn(): Promise<void> {
    while (hasNews && queues.size > 0) {
      hasNews = false;
      const afterSeq = position ?? (await start());
      const events = await log.readAllAfter({ afterSeq, limit: pageEvents });
      deliver(events);
      if (events.length < pageEvents) continue;
      hasNews = true;
      // Whoever reads takes its share before the next page comes.
      await immediate();
    }
  }

  function notify(): void {
    hasNews = true;
    if (reading !== null || queues.size === 0) return;
    reading = readOn()
      .catch((error: unknown) => {
        // Nothing is lost: the next read begins where this one should have.
        logger?.warn({ err: error }, 'cannot read new events from the log; trying again');
        retry ??= setTimeout(lookAgain, retryMs).unref();
      })
      .finally(() => {
        reading = null;
        forgetPlace();
        // Told while the last read ended.
        if (hasNews && retry === null) notify();
      });
  }

  function take(event: RecordedEvent): void {
    // A read under way may find it too.
    if (reading === null && position !== null && event.seq === position + 1) deliver([event]);
    else notify();
  }

  function lookAgain(): void {
    retry = null;
    notify();
  }

  /** With nobody listening the place is not kept up to date, and whoever comes next begins at the end of the log. */
  function forgetPlace(): void {
    if (queues.size === 0 && reading === null) position = null;
  }

  return {
    async join(ownerId, queue) {
      queues.add(ownerId, queue);
      const from = position ?? (await start());
      // Told while nobody listened, and perhaps after the log was asked where it ends.
      if (hasNews) notify();
      return from;
    },
    leave(ownerId, queue) {
      queues.remove(ownerId, queue);
      forgetPlace();
    },
    restart(queue) {
      queue.restart();
      // Known from joining on: it is only forgotten when nobody listens.
      return position ?? 0;
    },
    notify: notify,
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
