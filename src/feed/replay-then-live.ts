import type { RecordedEvent } from '../model/webhook-event.js';
import type { EventQueue } from './event-queue.js';
import type { LogQuery, LogReader } from './log-reader.js';
import type { LogTail } from './log-tail.js';

/**
 * What is recorded behind `start`, then what comes, each event once and in order, until the queue ends. At its own pace from
 * the log while behind, from the queue when it has caught up, and from the log again when the queue has overflowed.
 *
 * The seam: the queue takes in everything behind `liveFrom` before the first page is read, the pages are read until they
 * reach that place, and what is in both is skipped.
 */
export async function* replayThenLive(
  from: { reader: LogReader; tail: LogTail },
  query: LogQuery,
  start: number,
  queue: EventQueue,
): AsyncGenerator<RecordedEvent, void> {
  if (queue.hasEnded()) return;
  let position = start;
  let liveFrom = await from.tail.join(query.ownerId, queue);
  while (!queue.hasEnded()) {
    if (position < liveFrom) {
      // A page takes as long as its reader: the queue may have filled meanwhile.
      if (queue.hasOverflowed()) liveFrom = from.tail.restart(queue);
      const page = await from.reader.read(query, position);
      for (const event of page.events) {
        if (queue.hasEnded()) return;
        yield event;
      }
      // The end of the log is not before the place that the tail has read to, whatever the filter skipped.
      position = page.isLast ? Math.max(page.position, liveFrom) : page.position;
      continue;
    }
    const event = await queue.take();
    if (event === null) {
      liveFrom = from.tail.restart(queue);
    } else if (event.seq > position) {
      position = event.seq;
      yield event;
    }
  }
}
