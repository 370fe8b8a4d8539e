import type { RecordedEvent } from '../model/webhook-event.js';
import type { EventQueue } from './event-queue.js';
import type { LogQuery, LogReader } from './log-reader.js';
import type { LogTail } from './log-tail.js';

/**
 * The events recorded after `start`, then live ones, each once and in order, until the queue ends. The subscriber reads the
 * log at its own pace while it is behind, the queue once it has caught up, and the log again when the queue has overflowed.
 *
 * How the two join without a gap: the queue receives everything after `liveFrom` before the first page is read. Pages are
 * read until they reach `liveFrom`. Events found in both are skipped.
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
      // A page lasts as long as its reader takes: the queue may have filled meanwhile.
      if (queue.hasOverflowed()) liveFrom = from.tail.restart(queue);
      const page = await from.reader.read(query, position);
      for (const event of page.events) {
        if (queue.hasEnded()) return;
        yield event;
      }
      // After the last page the log has been read at least up to `liveFrom`, whatever the filter skipped.
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
