import { cursorExpired } from '../errors/gateway-error.js';
import type { OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { EventLog } from '../store/store.js';
import type { EventFilter } from './event-filter.js';
import { createCoalescedReads } from './coalesced-reads.js';

/** What one subscriber wants of its owner's log. */
export interface LogQuery extends EventFilter {
  ownerId: OwnerId;
}

/** How much of the log one subscriber holds in memory. */
export interface PageLimits {
  queueEvents: number;
  /** Of sealed bodies; a single larger event is still read. */
  queueBytes: number;
}

/** The next events of a log behind a position. */
export interface LogPage {
  events: readonly RecordedEvent[];
  /** There were no more when it was read. */
  isLast: boolean;
  /** Where the next page begins: nothing that was asked for lies between. */
  position: number;
}

export interface LogReader {
  /** Where a subscription begins: at the cursor's seq, or at the end of the log. Fails with CURSOR_EXPIRED. */
  startingPoint(ownerId: OwnerId, afterSeq: number | null): Promise<number>;
  /** The events behind the position, oldest first. Fails with CURSOR_EXPIRED when some of them are gone. */
  read(query: LogQuery, position: number): Promise<LogPage>;
}

/** Where the log of an owner ends, and up to where it is gone. */
interface Ends {
  lastSeq: number;
  droppedUpTo: number;
}

type Log = Pick<EventLog, 'lastSeq' | 'purgedThrough' | 'readAfter'>;

/** Reads pages of the log for those behind; subscribers of one owner that stand at the same place share them. */
export function createLogReader(log: Log, limits: PageLimits): LogReader {
  const shared = createCoalescedReads<LogPage>();
  const sharedEnds = createCoalescedReads<Ends>();

  /** Thousands who come back in the same moment, as after a restart, ask once per owner. */
  async function askEnds(ownerId: OwnerId): Promise<Ends> {
    const lastSeq = await log.lastSeq();
    return { lastSeq, droppedUpTo: await log.purgedThrough(ownerId) };
  }

  async function readPage({ ownerId, itemIds, types }: LogQuery, position: number): Promise<LogPage> {
    const filter = { ...(itemIds === null ? {} : { itemIds }), ...(types === null ? {} : { types }) };
    // Asked before the page is read: numbers become visible in order, so up to here the page is certain to be complete.
    const completeUpTo = await log.lastSeq();
    const read = await log.readAfter(ownerId, { afterSeq: position, limit: limits.queueEvents, ...filter });
    // Asked after: if nothing behind the position is gone now, nothing was missing when the page was read.
    if ((await log.purgedThrough(ownerId)) > position) throw cursorExpired();
    const events = withinBytes(read, limits.queueBytes);
    const isLast = events.length === read.length && read.length < limits.queueEvents;
    return { events, isLast, position: Math.max(events.at(-1)?.seq ?? position, isLast ? completeUpTo : 0) };
  }

  return {
    async startingPoint(ownerId, afterSeq) {
      const { lastSeq, droppedUpTo } = await sharedEnds(ownerId, () => askEnds(ownerId));
      if (afterSeq === null) return Math.max(lastSeq, droppedUpTo);
      // Beyond the end: the log was put back to an earlier state, and what comes next is not what the client has seen.
      if (afterSeq < droppedUpTo || afterSeq > Math.max(lastSeq, droppedUpTo)) throw cursorExpired();
      return afterSeq;
    },
    read(query, position) {
      const key = JSON.stringify([query.ownerId, query.itemIds, query.types, position]);
      return shared(key, () => readPage(query, position));
    },
  };
}

/** The first events whose bodies fit, at least one; the rest is read again when these are taken. */
function withinBytes(events: RecordedEvent[], limitBytes: number): RecordedEvent[] {
  let bytes = 0;
  const end = events.findIndex((event, index) => {
    bytes += event.sealedBody.length;
    return bytes > limitBytes && index > 0;
  });
  return end === -1 ? events : events.slice(0, end);
}
