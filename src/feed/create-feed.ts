import type { ItemId, LinkSessionId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import { createAudience } from './audience.js';
import { createCursors } from './cursors.js';
import type { Feed } from './feed.js';
import { startLogPoll } from './log-poll.js';
import { createLogReader, type LogPage } from './log-reader.js';
import type { Mailbox } from './mailbox.js';
import { subscribe } from './subscription.js';

/** What the feed is built on. */
export interface FeedOptions {
  store: Pick<Store, 'events'>;
  vault: Pick<Vault, 'fingerprint'>;
  /** How often to look for events of other instances, milliseconds; null when this is the only one. */
  pollMs: number | null;
  /** What one subscriber holds in memory at most. */
  limits: { queueEvents: number; queueBytes?: number };
  log?: Pick<Logger, 'warn'>;
}

/** "The log has grown": says nothing about what is in it, so it may go to anybody. */
const NEWS = 'news';

/** The live feed of this process. The caller closes it: every subscription ends then. */
export function createFeed(options: FeedOptions): Feed {
  const { events } = options.store;
  const limits = { queueEvents: options.limits.queueEvents, queueBytes: options.limits.queueBytes ?? Infinity };
  const reader = createLogReader(events, limits);
  const cursors = createCursors(options.vault);
  const followers = createAudience<typeof NEWS>();
  const itemWatchers = createAudience<ItemId>();
  const linkSessionWatchers = createAudience<LinkSessionId>();
  const closing = new AbortController();
  const poll = options.pollMs === null ? null : pollFor(options.pollMs);

  function pollFor(pollMs: number) {
    return startLogPoll(events, {
      pollMs,
      wanted: () => followers.size > 0,
      onNews: () => {
        followers.tellEveryone(NEWS);
      },
      logger: options.log,
    });
  }

  return {
    async events({ after, signal, ...query }) {
      const afterSeq = after === null ? null : cursors.decode(query.ownerId, after);
      const start = await reader.startingPoint(query.ownerId, afterSeq);
      return subscribe(followers, { ownerId: query.ownerId, signal: untilClosed(signal) }, (mailbox) =>
        follow((position) => reader.read(query, position), start, mailbox),
      );
    },
    itemChanges({ ownerId, itemId, signal }) {
      const accepts = (changed: ItemId): boolean => itemId === null || changed === itemId;
      return subscribe(itemWatchers, { ownerId, signal: untilClosed(signal), accepts }, notes);
    },
    linkSessionChanges({ ownerId, linkSessionId, signal }) {
      const accepts = (changed: LinkSessionId): boolean => changed === linkSessionId;
      return subscribe(linkSessionWatchers, { ownerId, signal: untilClosed(signal), accepts }, notes);
    },
    wake(ownerId) {
      followers.tell(ownerId, NEWS);
    },
    look() {
      followers.tellEveryone(NEWS);
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
      followers.dismiss();
      itemWatchers.dismiss();
      linkSessionWatchers.dismiss();
      await poll?.close();
    },
  };

  /** A subscription that begins after close ends at once. */
  function untilClosed(signal: AbortSignal): AbortSignal {
    return closing.signal.aborted ? closing.signal : signal;
  }
}

/**
 * What is recorded, then what comes. The box is open before the first page is read and a note put into it during a read
 * stays there, so nothing that is appended between a read and the wait is missed.
 */
async function* follow(
  read: (position: number) => Promise<LogPage>,
  start: number,
  mailbox: Mailbox<typeof NEWS>,
): AsyncGenerator<RecordedEvent, void> {
  let position = start;
  while (!mailbox.hasEnded()) {
    const page = await read(position);
    for (const event of page.events) {
      if (mailbox.hasEnded()) return;
      yield event;
    }
    position = page.position;
    if (page.isLast) await mailbox.take();
  }
}

/** The notes themselves. */
async function* notes<Note>(mailbox: Mailbox<Note>): AsyncGenerator<Note, void> {
  for (let note = await mailbox.take(); note !== null; note = await mailbox.take()) yield note;
}
