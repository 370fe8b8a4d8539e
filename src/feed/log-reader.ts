import { GatewayError } from '../errors/gateway-error.js';
import { type ItemId, type OwnerId } from '../model/ids.js';
import { type RecordedEvent } from '../model/webhook-event.js';
import { type EventLog } from '../store/store.js';

/** What one subscriber wants of its owner's log. */
export interface LogQuery {
  ownerId: OwnerId;
  itemIds: readonly ItemId[] | null;
  types: readonly string[] | null;
}

/** How much of the log one subscriber holds in memory. */
export interface PageLimits {
  queueEvents: number;
  /** Of sealed bodies; a single larger event is still read. */
  queueBytes: number;
}

/** Reads one subscriber's part of the log, page by page. */
export interface LogReader {
  /** The next events behind the last page. `isLast`: there were no more when it was read. Fails with CURSOR_EXPIRED. */
  next(): Promise<{ events: RecordedEvent[]; isLast: boolean }>;
}

/** The seq behind which a subscription begins: the cursor's, or the end of the log. Fails with CURSOR_EXPIRED. */
export async function startingPoint(log: EventLog, ownerId: OwnerId, afterSeq: number | null): Promise<number> {
  const lastSeq = await log.lastSeq();
  const droppedUpTo = await log.droppedUpTo(ownerId);
  const end = Math.max(lastSeq, droppedUpTo);
  if (afterSeq === null) return end;
  // Beyond the end: the log was put back to an earlier state, and what it hands out next is not what the client has seen.
  if (afterSeq < droppedUpTo || afterSeq > end) throw cursorExpired();
  return afterSeq;
}

export function createLogReader(log: EventLog, query: LogQuery, startSeq: number, limits: PageLimits): LogReader {
  const filter = {
    ...(query.itemIds === null ? {} : { itemIds: query.itemIds }),
    ...(query.types === null ? {} : { types: query.types }),
  };
  const filtered = Object.keys(filter).length > 0;
  let position = startSeq;

  return {
    async next() {
      // Asked before the page is read: numbers become visible in order, so up to here the page is certain to be complete.
      const completeUpTo = filtered ? await log.lastSeq() : position;
      const read = await log.readAfter(query.ownerId, { afterSeq: position, limit: limits.queueEvents, ...filter });
      // Asked after: if nothing behind the position is gone now, nothing was missing when the page was read.
      if ((await log.droppedUpTo(query.ownerId)) > position) throw cursorExpired();
      const events = withinBytes(read, limits.queueBytes);
      const isLast = events.length === read.length && read.length < limits.queueEvents;
      position = Math.max(events.at(-1)?.seq ?? position, isLast ? completeUpTo : 0);
      return { events, isLast };
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

function cursorExpired(): GatewayError {
  return new GatewayError(
    'CURSOR_EXPIRED',
    'Events behind this cursor are no longer kept. Read the current state, then subscribe without a cursor.',
  );
}
