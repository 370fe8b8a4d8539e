import type { ItemId, LinkSessionId, OwnerId, UnixMs } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { Sealed } from '../../model/sealed.js';
import type { AuditRecord } from './audit.js';

/** An exchange, rotation or removal that was begun: written before Plaid is asked, closed after the outcome is stored. */
export interface JournalEntry {
  id: string;
  kind: 'EXCHANGE' | 'IMPORT' | 'ROTATE' | 'REMOVE';
  /**
   * PENDING: begun, the outcome at Plaid is unknown. DONE: stored. FAILED: Plaid refused, nothing happened.
   * ORPHANED: it may have happened at Plaid and its result is lost; `plaidRequestId` is what to quote to Plaid.
   * UNDONE: it happened and was taken back at Plaid.
   */
  state: 'PENDING' | 'DONE' | 'FAILED' | 'ORPHANED' | 'UNDONE';
  ownerId: OwnerId;
  itemId: ItemId | null;
  linkSessionId: LinkSessionId | null;
  /** EXCHANGE only. */
  sealedPublicToken: Sealed | null;
  plaidRequestId: string | null;
  plaidErrorCode: string | null;
  createdAt: UnixMs;
  /** How often Plaid has been asked. */
  attempts: number;
}

export interface Journal {
  /**
   * Commits the intention to exchange. The same owner's same token finds its one entry again: a DONE or PENDING entry
   * comes back as it is (`isNew` false), a FAILED one is opened anew. Counts the attempt unless DONE.
   */
  beginExchange(intent: {
    ownerId: OwnerId;
    publicTokenFingerprint: string;
    sealedPublicToken: Sealed;
    linkSessionId: LinkSessionId | null;
    at: UnixMs;
  }): Promise<{ entry: JournalEntry; isNew: boolean }>;
  /** The entry as it is now. */
  find(entry: JournalEntry): Promise<JournalEntry | null>;
  /** Commits the intention to import an Item; completed by completeExchange. The credentials for it are not kept. */
  beginImport(intent: { ownerId: OwnerId; at: UnixMs }): Promise<JournalEntry>;
  /**
   * One transaction: the Item, its sealed token, the entry's DONE, and webhooks that came before the Item (they get
   * their place in the log now). If the Item exists with the same owner, its token is replaced. Fails with
   * ItemOwnedByAnotherError when it exists with another owner.
   */
  completeExchange(
    entry: JournalEntry,
    exchanged: {
      itemId: ItemId;
      sealedAccessToken: Sealed;
      plaidRequestId: string | null;
      at: UnixMs;
      audit?: AuditRecord;
    },
  ): Promise<{ item: OwnedItem; deliveredParkedEvents: number }>;
  beginItemOperation(intent: { kind: 'ROTATE' | 'REMOVE'; item: OwnedItem; at: UnixMs }): Promise<JournalEntry>;
  /**
   * One transaction: the new sealed token replaces the old one, generation bumped, entry DONE. Null when the Item was
   * removed meanwhile: then nothing is written, and whoever has the token takes the Item back at Plaid and closes the entry.
   */
  completeRotation(
    entry: JournalEntry,
    rotated: { sealedAccessToken: Sealed; plaidRequestId: string | null; at: UnixMs; audit?: AuditRecord },
  ): Promise<OwnedItem | null>;
  /** One transaction: token and account index deleted, Item becomes a tombstone, entry DONE. */
  completeRemoval(
    entry: JournalEntry,
    removed: { plaidRequestId: string | null; at: UnixMs; audit?: AuditRecord },
  ): Promise<void>;
  close(
    entry: JournalEntry,
    outcome: {
      state: 'FAILED' | 'ORPHANED' | 'UNDONE';
      itemId?: ItemId | null;
      plaidRequestId?: string | null;
      plaidErrorCode?: string | null;
      at: UnixMs;
    },
  ): Promise<void>;
  /** Entries whose outcome is unknown, oldest first: what recovery finishes at start. */
  pending(): Promise<JournalEntry[]>;
}
