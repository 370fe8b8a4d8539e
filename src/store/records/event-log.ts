import type { EventId, ItemId, OwnerId, UnixMs } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { Sealed } from '../../model/sealed.js';
import type { RecordedEvent } from '../../model/webhook-event.js';

export interface NewEvent {
  id: EventId;
  /** kid + iat + body hash: the same webhook delivered again has the same key. */
  replayKey: string;
  webhookType: string;
  webhookCode: string;
  environment: string;
  itemId: ItemId | null;
  /** Found by the link token in the body, when there is one. */
  linkTokenFingerprint: string | null;
  sealedBody: Sealed;
  receivedAt: UnixMs;
}

export type AppendOutcome =
  | { outcome: 'recorded'; event: RecordedEvent }
  /**
   * It is there already, and is not recorded again. But a copy may be the same fact that happened again within a second, so
   * everything that recording does beside it is done: `event` is the one that is there. null: that one is parked.
   */
  | { outcome: 'duplicate'; event: RecordedEvent | null }
  /** Nobody's yet: kept until its Item is stored, or until retention ends. */
  | { outcome: 'parked' };

/** A well-signed webhook that could not be understood, or is another environment's. */
export interface Letter {
  id: EventId;
  /** As of an event: the same for copies of one webhook. */
  replayKey: string;
  reason: string;
  sealedBody: Sealed;
  receivedAt: UnixMs;
}

export interface KeepingOutcome {
  outcome: 'kept-aside' | 'duplicate';
}

/** The webhook log. */
export interface EventLog {
  /**
   * Durable when it resolves. Finds the owner by Item or Link session inside the transaction, and gives the event its
   * `seq` there: sequence numbers become visible in order, also with several instances appending at once.
   * The Item's generation is bumped in that transaction too: whoever can see the event, on any instance and after any
   * crash, can no longer be served what was cached before it. So it is for a copy of a recorded event, whose effects are
   * pending again as well.
   */
  append(event: NewEvent): Promise<AppendOutcome>;
  /** The owner's events after `afterSeq` (null: from the beginning), oldest first, at most `limit`. `types`: "ITEM" or "ITEM/ERROR". */
  readAfter(
    ownerId: OwnerId,
    query: { afterSeq: number | null; limit: number; itemIds?: readonly ItemId[]; types?: readonly string[] },
  ): Promise<RecordedEvent[]>;
  /** Every owner's events after `afterSeq`, oldest first, at most `limit`: for the feed, which gives each to its owner alone. */
  readAllAfter(query: { afterSeq: number; limit: number }): Promise<RecordedEvent[]>;
  /** The highest seq recorded so far, 0 when none. */
  lastSeq(): Promise<number>;
  /** The highest seq of the owner that retention has dropped; a cursor before it has lost events. 0 when none. */
  droppedUpTo(ownerId: OwnerId): Promise<number>;
  /** The newest event of the Item for each of these codes ("ITEM/PENDING_DISCONNECT"). */
  latestOfItem(item: OwnedItem, types: readonly string[]): Promise<RecordedEvent[]>;
  /** When the newest recorded event of each Item was received; Items without one are missing from the map. */
  lastHeard(items: readonly OwnedItem[]): Promise<Map<ItemId, UnixMs>>;
  /** Whether a webhook of the Item with this code was received at `since` or later. */
  wasHeard(item: OwnedItem, webhook: { webhookCode: string; since: UnixMs }): Promise<boolean>;
  /** Events whose effects have not been carried out, oldest first. */
  withPendingEffects(limit: number): Promise<RecordedEvent[]>;
  markEffectsDone(event: RecordedEvent, at: UnixMs): Promise<void>;
  /** Counts a failed try; from the fifth on the event's effects are given up (dead letter) and this answers true. */
  markEffectsFailed(event: RecordedEvent, at: UnixMs): Promise<{ givenUp: boolean }>;
  /** Keeps a well-signed body that is not for the feed; a copy of one that is kept already is not kept again. */
  keepAside(letter: Letter): Promise<KeepingOutcome>;
  /** Drops events, parked events and letters received before `before`, and old changes. Returns how many of the former. */
  purge(before: UnixMs): Promise<number>;
}
