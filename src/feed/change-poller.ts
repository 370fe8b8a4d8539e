import type { Logger } from '../observability/logger.js';
import type { Change, ChangeLog } from '../store/store.js';
import type { Feed } from './feed.js';

/** Reads what other instances have changed, and tells the subscribers of this one. */
export interface ChangePoller {
  /** There may be changes: reads now, or once more after the reading under way. Returns at once. */
  poll(): void;
  /** Stops; resolves when a reading under way has ended. */
  close(): Promise<void>;
}

export interface ChangePollerDeps {
  changes: ChangeLog;
  feed: Pick<Feed, 'notifyAll' | 'itemChanged' | 'linkSessionChanged'>;
  /** How long a change may wait when nobody says that there is one, milliseconds. */
  pollMs: number;
  log?: Pick<Logger, 'warn' | 'error'>;
}

const PAGE = 500;

/**
 * Begins behind the last change there is: resolves once that is known, and every later change is told. The database is
 * the truth, being told to look only makes it sooner. While it cannot be read nothing is lost: the place is kept.
 */
export async function startChangePoller({ changes, feed, pollMs, log }: ChangePollerDeps): Promise<ChangePoller> {
  let position = await changes.lastSeq();
  let reading: Promise<void> | null = null;
  let again = false;
  let failing = false;
  let closed = false;

  const isWanted = (): boolean => again;

  function notifyChange(change: Change): void {
    if (change.isOwn) return;
    const { ownerId, itemId, linkSessionId } = change;
    if (itemId !== null) feed.itemChanged(ownerId, itemId);
    if (linkSessionId !== null) feed.linkSessionChanged(ownerId, linkSessionId);
  }

  async function readPage(): Promise<boolean> {
    const page = await changes.readAfter(position, PAGE);
    const [first] = page;
    if (first === undefined) return false;
    if (first.seq !== position + 1) {
      log?.error(
        { missing: first.seq - position - 1 },
        'changes of other instances were dropped before they were read',
      );
    }
    page.forEach(notifyChange);
    // For our own too: one whose commit we never heard the end of is in the log, and nobody here was told.
    feed.notifyAll();
    position = page.at(-1)?.seq ?? position;
    return page.length === PAGE;
  }

  async function readAll(): Promise<void> {
    try {
      while (again && !closed) {
        again = false;
        again = (await readPage()) || isWanted();
      }
      failing = false;
    } catch (error) {
      again = false;
      // Told once per outage: the next look comes in a moment anyway.
      if (!failing) log?.warn({ err: error }, 'cannot read what other instances have changed');
      failing = true;
    }
  }

  function poll(): void {
    again = true;
    if (closed) return;
    reading ??= readAll().finally(() => {
      reading = null;
      // Asked for after the last page was read.
      if (isWanted()) poll();
    });
  }

  const timer = setInterval(poll, pollMs).unref();
  return {
    poll: poll,
    async close() {
      closed = true;
      clearInterval(timer);
      await reading;
    },
  };
}
