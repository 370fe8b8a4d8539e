import type { ItemId, LinkSessionId, OwnerId } from '../../model/ids.js';

/** An Item or Link session of the owner is not what it was, or has news in the log. */
export interface Change {
  seq: number;
  /** Made through this store: this instance has told its own subscribers already. */
  isOwn: boolean;
  ownerId: OwnerId;
  itemId: ItemId | null;
  linkSessionId: LinkSessionId | null;
}

/** Written in the transaction that makes the change, numbered without gaps, visible in order: like the webhook log. */
export interface ChangeLog {
  /** The number of the last change, 0 when there was none. */
  lastSeq(): Promise<number>;
  /** Oldest first. The last hundred thousand are kept: what was dropped shows as a gap behind `seq`. */
  readAfter(seq: number, limit: number): Promise<Change[]>;
}
