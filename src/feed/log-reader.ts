import { setImmediate as immediate } from 'node:timers/promises';
import { cursorExpired } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { EventLog } from '../store/store.js';
import type { EventFilter } from './event-filter.js';

/** The events of its owner's log that one subscriber wants. */
export interface LogQuery extends EventFilter {
  ownerId: OwnerId;
}

/** The most of the log that one subscriber holds in memory. */
export interface PageLimits {
  queueEvents: number;
  /** Of encrypted bodies. A single larger event is still read. */
  queueBytes: number;
}

/** The next events after a position. */
export interface LogPage {
  events: readonly RecordedEvent[];
  /** There were no more events when the page was read. */
  isLast: boolean;
  /** Where the next page begins. No matching event lies in between. */
  position: number;
}

export interface LogReader {
  /** Where a subscription begins: at the cursor's sequence number, or at the end of the log. Rejects with CURSOR_EXPIRED. */
  startingPoint(ownerId: OwnerId, afterSeq: number | null): Promise<number>;
  /** The events after the position, oldest first. Rejects with CURSOR_EXPIRED when some of them have been purged. */
  read(query: LogQuery, position: number): Promise<LogPage>;
}

/** The end of an owner's log, and the last sequence number that has been purged. */
interface LogBounds {
  lastSeq: number;
  purgedThrough: number;
}

type Log = Pick<EventLog, 'lastSeq' | 'purgedThrough' | 'readAfter'>;

/** Reads pages of the log for subscribers that are behind. Subscriptions of one owner at the same position share a read. */
export function createLogReader(log: Log, limits: PageLimits): LogReader {
  const coalescePage = createCoalescedReads<LogPage>();
  const coalesceBounds = createCoalescedReads<LogBounds>();

  async function readBounds(ownerId: OwnerId): Promise<LogBounds> {
    const lastSeq = await log.lastSeq();
    return { lastSeq, purgedThrough: await log.purgedThrough(ownerId) };
  }

  async function readPage({ ownerId, itemIds, types }: LogQuery, position: number): Promise<LogPage> {
    const filter = { ...(itemIds === null ? {} : { itemIds }), ...(types === null ? {} : { types }) };
    // Read before the page: numbers become visible in order, so the page is certain to be complete up to here.
    const completeUpTo = await log.lastSeq();
    const read = await log.readAfter(ownerId, { afterSeq: position, limit: limits.queueEvents, ...filter });
    // Read after the page: if nothing after the position has been purged by now, the page missed nothing.
    if ((await log.purgedThrough(ownerId)) > position) throw cursorExpired();
    const events = withinBytes(read, limits.queueBytes);
    const isLast = events.length === read.length && read.length < limits.queueEvents;
    return { events, isLast, position: Math.max(events.at(-1)?.seq ?? position, isLast ? completeUpTo : 0) };
  }

  return {
    async startingPoint(ownerId, afterSeq) {
      const { lastSeq, purgedThrough } = await coalesceBounds(ownerId, () => readBounds(ownerId));
      const end = Math.max(lastSeq, purgedThrough);
      if (afterSeq === null) return end;
      // After the end: the database was restored to an earlier state, so the next events are not what the client expects.
      if (afterSeq < purgedThrough || afterSeq > end) throw cursorExpired();
      return afterSeq;
    },
    read(query, position) {
      const key = JSON.stringify([query.ownerId, query.itemIds, query.types, position]);
      return coalescePage(key, () => readPage(query, position));
    },
  };
}

/** Runs `read` for the key, or joins a read of the same key that has not started yet. */
type CoalescedReads<T> = (key: string, read: () => Promise<T>) => Promise<T>;

/**
 * After a restart, all devices of an owner reconnect in the same moment and need the same page. Only a read that has not
 * started is shared: one that is in progress may have missed the event that its new reader was notified of.
 */
function createCoalescedReads<T>(): CoalescedReads<T> {
  const notStarted = new Map<string, Promise<T>>();

  return (key, read) => {
    const shared = notStarted.get(key);
    if (shared !== undefined) return shared;
    const started = immediate().then(() => {
      notStarted.delete(key);
      return read();
    });
    notStarted.set(key, started);
    return started;
  };
}

/** The first events whose bodies fit, at least one. The rest is read again after these have been taken. */
function withinBytes(events: RecordedEvent[], limitBytes: number): RecordedEvent[] {
  let bytes = 0;
  const end = events.findIndex((event, index) => {
    bytes += event.sealedBody.length;
    return bytes > limitBytes && index > 0;
  });
  return end === -1 ? events : events.slice(0, end);
}
