import type { Logger } from '../observability/logger.js';
import type { ChangeLog } from '../store/store.js';
import type { Feed } from './feed.js';

/** Reads the changes that other instances have made and passes them to this instance's feed. */
export interface ChangePoller {
  /** There may be changes: reads them now, or again after the read in progress. Returns immediately. */
  poll(): void;
  /** Stops; resolves when the read in progress has finished. */
  close(): Promise<void>;
}

export interface ChangePollerDeps {
  changes: ChangeLog;
  feed: Pick<Feed, 'remoteChanges'>;
  /** How long a change may stay unnoticed when no notification arrives, milliseconds. */
  pollMs: number;
  log?: Pick<Logger, 'warn' | 'error'>;
}

const PAGE = 500;

/**
 * Starts after the last existing change: once this resolves, every later change is passed on. The database is the source
 * of truth; calling `poll` only finds a change sooner. Nothing is lost while the database cannot be read: the position
 * stays where it is.
 */
export async function startChangePoller({ changes, feed, pollMs, log }: ChangePollerDeps): Promise<ChangePoller> {
  let position = await changes.lastSeq();
  let reading: Promise<void> | null = null;
  let again = false;
  let failing = false;
  let closed = false;

  const isRequested = (): boolean => again;

  async function readPage(): Promise<boolean> {
    const page = await changes.readAfter(position, PAGE);
    const [first] = page;
    if (first === undefined) return false;
    if (first.seq !== position + 1) {
      log?.error({ missing: first.seq - position - 1 }, 'changes of other instances were purged before they were read');
    }
    // The log is read for our own changes too: when the connection broke during a commit, its event is in the log and was
    // never published here.
    feed.remoteChanges(page.filter(({ isOwn }) => !isOwn));
    position = page.at(-1)?.seq ?? position;
    return page.length === PAGE;
  }

  async function readAll(): Promise<void> {
    try {
      while (again && !closed) {
        again = false;
        again = (await readPage()) || isRequested();
      }
      failing = false;
    } catch (error) {
      again = false;
      // Logged once per outage: the next poll follows shortly anyway.
      if (!failing) log?.warn({ err: error }, 'cannot read the changes of other instances');
      failing = true;
    }
  }

  function poll(): void {
    again = true;
    if (closed) return;
    reading ??= readAll().finally(() => {
      reading = null;
      // Requested after the last page was read.
      if (isRequested()) poll();
    });
  }

  const timer = setInterval(poll, pollMs).unref();
  return {
    poll,
    async close() {
      closed = true;
      clearInterval(timer);
      await reading;
    },
  };
}
