import type { ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';

/**
 * The live feed of one process. The log is the truth: its end is read once for everybody, and who falls behind reads it at
 * their own pace, so a slow one waits for nobody and holds nobody up. Every iterable ends when `signal` aborts or the feed
 * closes.
 */
export interface Feed {
  /**
   * The owner's events: recorded since the cursor `after`, oldest first, then live, without gap or repeat. `after` null:
   * live from now. Fails with GatewayError BAD_USER_INPUT (not a cursor of ours, or of another owner) or CURSOR_EXPIRED;
   * a pull fails with CURSOR_EXPIRED when retention has overtaken the subscriber, and with StoreUnavailableError when the
   * log cannot be read for one that is behind; those that have caught up wait until it can be read again. The starting point is fixed when this resolves.
   */
  events(subscription: {
    ownerId: OwnerId;
    after: string | null;
    itemIds: readonly ItemId[] | null;
    /** "ITEM" or "ITEM/ERROR". */
    types: readonly string[] | null;
    signal: AbortSignal;
  }): Promise<AsyncIterable<RecordedEvent>>;
  /**
   * Ids of the owner's Items that changed, each at most once while nobody takes it. `itemId` null: any. Listens from this
   * call on: read the present state after it, and no change falls between.
   */
  itemChanges(subscription: { ownerId: OwnerId; itemId: ItemId | null; signal: AbortSignal }): AsyncIterable<ItemId>;
  linkSessionChanges(subscription: {
    ownerId: OwnerId;
    linkSessionId: LinkSessionId;
    signal: AbortSignal;
  }): AsyncIterable<LinkSessionId>;
  /** The log may have grown, by events of this owner: look. Safe to call at any time, for nothing, and from any source. */
  wake(ownerId: OwnerId): void;
  /** Tells that the log may have grown, whoever's events came: another instance said so. */
  look(): void;
  /** This event was just appended, by this instance. Need not be told, and may be late: a wake-up finds it as well. */
  appended(event: RecordedEvent): void;
  itemChanged(ownerId: OwnerId, itemId: ItemId): void;
  linkSessionChanged(ownerId: OwnerId, linkSessionId: LinkSessionId): void;
  /** The opaque cursor of an event: hand it back as `after` to go on behind it. */
  cursorOf(event: RecordedEvent): string;
  /** The seq a cursor stands for; fails with BAD_USER_INPUT. */
  seqOf(ownerId: OwnerId, cursor: string): number;
  close(): Promise<void>;
}
