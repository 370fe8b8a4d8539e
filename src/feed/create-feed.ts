import type { ItemId, LinkSessionId } from '../model/ids.js';
import type { Logger } from '../observability/logger.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import { createAudience } from './audience.js';
import { createCursors } from './cursors.js';
import { interestIn } from './event-filter.js';
import { createEventQueue } from './event-queue.js';
import type { Feed } from './feed.js';
import { follow } from './follow.js';
import { createLogReader } from './log-reader.js';
import { createLogTail } from './log-tail.js';
import type { Mailbox } from './mailbox.js';
import { releasedBy, subscribe } from './subscription.js';

/** What the feed is built on. */
export interface FeedOptions {
  store: Pick<Store, 'events'>;
  vault: Pick<Vault, 'fingerprint'>;
  /** What one subscriber holds in memory at most. */
  limits: { queueEvents: number; queueBytes?: number };
  log?: Pick<Logger, 'warn'>;
}

/** The pause after a look at the log that failed: an outage of the database is not made worse, and its end soon noticed. */
const RETRY_MS = 1_000;

/** The live feed of this process. The caller closes it: every subscription ends then. */
export function createFeed(options: FeedOptions): Feed {
  const { events } = options.store;
  const limits = { queueEvents: options.limits.queueEvents, queueBytes: options.limits.queueBytes ?? Infinity };
  const reader = createLogReader(events, limits);
  const cursors = createCursors(options.vault);
  const pageEvents = Math.max(1, Math.floor(limits.queueEvents / 2));
  const tail = createLogTail({ log: events, pageEvents, retryMs: RETRY_MS, logger: options.log });
  const itemWatchers = createAudience<ItemId>();
  const linkSessionWatchers = createAudience<LinkSessionId>();
  const closing = new AbortController();

  return {
    async events({ after, signal, ...query }) {
      const afterSeq = after === null ? null : cursors.decode(query.ownerId, after);
      const start = await reader.startingPoint(query.ownerId, afterSeq);
      const queue = createEventQueue({ events: limits.queueEvents, bytes: limits.queueBytes }, interestIn(query));
      const end = (): void => {
        tail.leave(query.ownerId, queue);
        queue.end();
      };
      const held = { hasEnded: () => queue.hasEnded(), end };
      return releasedBy(untilClosed(signal), held, follow({ reader, tail }, query, start, queue));
    },
    itemChanges({ ownerId, itemId, signal }) {
      const accepts = (changed: ItemId): boolean => itemId === null || changed === itemId;
      return subscribe(itemWatchers, { ownerId, signal: untilClosed(signal), accepts }, notes);
    },
    linkSessionChanges({ ownerId, linkSessionId, signal }) {
      const accepts = (changed: LinkSessionId): boolean => changed === linkSessionId;
      return subscribe(linkSessionWatchers, { ownerId, signal: untilClosed(signal), accepts }, notes);
    },
    wake() {
      tail.look();
    },
    look() {
      tail.look();
    },
    appended(event) {
      tail.take(event);
    },
    itemChanged(ownerId, itemId) {
      itemWatchers.tell(ownerId, itemId);
    },
    linkSessionChanged(ownerId, linkSessionId) {
      linkSessionWatchers.tell(ownerId, linkSessionId);
    },
    cursorOf: (event) => cursors.encode(event.ownerId, event.seq),
    seqOf: (ownerId, cursor) => cursors.decode(ownerId, cursor),
    async close() {
      closing.abort();
      itemWatchers.dismiss();
      linkSessionWatchers.dismiss();
      await tail.close();
    },
  };

  /** A subscription that begins after close ends at once. */
  function untilClosed(signal: AbortSignal): AbortSignal {
    return closing.signal.aborted ? closing.signal : signal;
  }
}

/** The notes themselves. */
async function* notes<Note>(mailbox: Mailbox<Note>): AsyncGenerator<Note, void> {
  for (let note = await mailbox.take(); note !== null; note = await mailbox.take()) yield note;
}
