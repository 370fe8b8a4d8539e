import type { AccountId, EventId, ItemId, LinkSessionId, OwnerId, UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Sealed } from '../model/sealed.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { ChainedRecord, Mac } from './audit-chain.js';

/**
 * The durable records, in SQL: embedded (libsql) or PostgreSQL, one code for both. Every method fails with
 * StoreUnavailableError when the database cannot answer; nothing is half-written.
 */
export interface Store {
  readonly items: ItemRecords;
  readonly accounts: AccountIndex;
  readonly linkSessions: LinkSessionRecords;
  readonly journal: Journal;
  readonly events: EventLog;
  /** What any instance has changed, for the others to tell their subscribers. */
  readonly changes: ChangeLog;
  /** Who does what only one instance does at a time. */
  readonly leases: Leases;
  readonly audit: AuditLog;
  /** Sealed access tokens: for vault/ alone. */
  readonly tokens: TokenRecords;
  /** Every sealed value, for sealing them anew with a newer key: for vault/ alone. */
  readonly sealedValues: SealedValues;
  /** Reads that are not checked against a viewer: for webhooks/ and recovery alone. */
  readonly unchecked: UncheckedReads;
  /** Small named values of the gateway itself, such as the vault's key check. */
  readonly settings: Settings;
  /** Resolves when the database answers within a second; for readiness. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** A page of a list in a stable order; `position` is what a cursor stands for. */
export interface Page<T> {
  entries: { node: T; position: number }[];
  hasNextPage: boolean;
}

/** Which part of a list: at most `first` entries, after `after`. */
export interface PageRequest {
  first: number;
  after: number | null;
}

/** The only door to Items: what belongs to somebody else is absent. */
export interface ItemRecords {
  /** The Items of `ownerId` among `ids`; absent and foreign ids are both missing from the map. Removed Items are absent. */
  findOwned(ownerId: OwnerId, ids: readonly ItemId[]): Promise<Map<ItemId, OwnedItem>>;
  /** In the order they were linked, oldest first. `ownerId` null: every owner's (for an operator). */
  list(ownerId: OwnerId | null, page: PageRequest): Promise<Page<OwnedItem>>;
  count(ownerId: OwnerId | null): Promise<number>;
  /** The Items stored through a Link session, oldest first. */
  ofLinkSession(session: OwnedLinkSession): Promise<OwnedItem[]>;
  /** The Items that the owner's public tokens have become, by the tokens' fingerprints; those not exchanged are missing. */
  ofPublicTokens(ownerId: OwnerId, fingerprints: readonly string[]): Promise<Map<string, OwnedItem>>;
  /**
   * Makes everything cached of the Item stale. Returns the Item with its new generation, null when it is gone. `under`: a
   * lease that must still be held; LeaseLostError and nothing written when it is not.
   */
  bumpGeneration(item: OwnedItem, under?: Fence): Promise<OwnedItem | null>;
}

/** Which Item an account belongs to, learned from every answer of /accounts/get. */
export interface AccountIndex {
  /** Replaces the accounts known of the Item. */
  replace(item: OwnedItem, accountIds: readonly AccountId[]): Promise<void>;
  /** The Items of `ownerId` that hold these accounts; an unknown or foreign account is missing from the map. */
  findOwnedItems(ownerId: OwnerId, accountIds: readonly AccountId[]): Promise<Map<AccountId, OwnedItem>>;
  /** The owner's Items whose accounts were never learned: where an unknown account id may still be found. At most `limit`. */
  unindexedItems(ownerId: OwnerId, limit: number): Promise<OwnedItem[]>;
}

export interface NewLinkSession {
  id: LinkSessionId;
  ownerId: OwnerId;
  sealedLinkToken: Sealed;
  /** Keyed hash of the link token, by which webhooks find the session. */
  linkTokenFingerprint: string;
  sealedHostedLinkUrl: Sealed | null;
  createdAt: UnixMs;
  expiresAt: UnixMs;
  updateItemId: ItemId | null;
}

export interface LinkSessionRecords {
  insert(session: NewLinkSession): Promise<OwnedLinkSession>;
  findOwned(ownerId: OwnerId, ids: readonly LinkSessionId[]): Promise<Map<LinkSessionId, OwnedLinkSession>>;
  /** Newest first. */
  list(ownerId: OwnerId, page: PageRequest): Promise<Page<OwnedLinkSession>>;
  /**
   * Moves the session forward: CREATED < STARTED < EXITED < SUCCEEDED; a late or repeated message never moves it back.
   * Returns the session as it is afterwards.
   */
  advance(session: OwnedLinkSession, status: OwnedLinkSession['recordedStatus']): Promise<OwnedLinkSession>;
  /** When the newest update-mode session of the Item that succeeded was begun, Unix ms; null: there is none. */
  lastUpdateBegunAt(item: OwnedItem): Promise<UnixMs | null>;
}

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
   * removed meanwhile: then the token is not kept and the entry is UNDONE.
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
  | { outcome: 'duplicate' }
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
   * crash, can no longer be served what was cached before it.
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

/** A lease that was taken: shown with what is written under it. */
export interface Fence {
  readonly name: string;
  /** Nobody else's, and new each time the lease is taken. */
  readonly holder: string;
}

export interface Leases {
  /** Null while somebody holds it. Its time runs by the database's clock. */
  take(name: string, ttlMs: number): Promise<Fence | null>;
  /** False when it is somebody else's by now, or gone. */
  prolong(fence: Fence, ttlMs: number): Promise<boolean>;
  /** Lets the next one have it at once; nothing happens when it is somebody else's by now. */
  release(fence: Fence): Promise<void>;
}

/** Who read or changed what. */
export interface AuditEntry {
  at: UnixMs;
  ownerId: OwnerId;
  actorId: OwnerId;
  action: string;
  itemId: ItemId | null;
  accountIds: readonly AccountId[];
  requestId: string;
}

/**
 * A record and what chains it. Handed to a `complete…` of the journal it is part of that transaction, so that a crash leaves
 * neither without the other, and it is written once however often the outcome is committed again. Fails with
 * AuditBrokenError, and commits nothing, as AuditLog.append does.
 */
export interface AuditRecord {
  entry: AuditEntry;
  mac: Mac;
}

/** Append-only, each record bound to all before it. */
export interface AuditLog {
  /**
   * Durable, and in its place in the chain, when it resolves. `mac`: auditMac of the vault. Fails with AuditBrokenError,
   * and appends nothing, when somebody else has written to the end of the chain.
   */
  append(entry: AuditEntry, mac: Mac): Promise<void>;
  /** Newest first; for tests and operators. */
  list(limit: number): Promise<
    {
      at: UnixMs;
      ownerId: string;
      actorId: string;
      action: string;
      itemId: string | null;
      accountIds: string[];
      requestId: string;
    }[]
  >;
  /**
   * Makes the head of the chain, if there is none: when its tables are new, or when nothing was ever kept here. A head that
   * is missing otherwise was taken away; it stays missing, and nothing is appended any more.
   */
  begin(mac: Mac, when: { at: UnixMs; tablesAreNew: boolean }): Promise<void>;
  /** What verifyAudit reads: the head as it rests, null when there is none. */
  head(): Promise<string | null>;
  /** Records of the chain by number, those after `after`, and where each lies in the table. */
  chained(after: number, limit: number): Promise<(ChainedRecord & { position: number })[]>;
  /** How many records are not in the chain. */
  unchained(): Promise<number>;
}

export interface TokenRecords {
  /**
   * The sealed access token of a stored Item and whose it is; null when the Item is gone. `isBeingReplaced`: a rotation was
   * begun and its outcome is not stored yet, so Plaid may already refuse this token.
   */
  find(itemId: ItemId): Promise<{ ownerId: OwnerId; sealedAccessToken: Sealed; isBeingReplaced: boolean } | null>;
}

export interface UncheckedReads {
  item(itemId: ItemId): Promise<OwnedItem | null>;
  linkSession(id: LinkSessionId): Promise<OwnedLinkSession | null>;
}

export interface Settings {
  get(name: string): Promise<string | null>;
  /** Sets the value only if none is there; answers the value that is there afterwards. */
  putIfAbsent(name: string, value: string): Promise<string>;
  /** The settings whose names begin so, at most 100, the newest first. */
  beginningWith(prefix: string): Promise<{ name: string; value: string }[]>;
}

/** Every place where sealed text rests in the database. The settings come last: a start tries the keys on them. */
export const SEALED_COLUMNS = [
  'items.access_token',
  'link_sessions.link_token',
  'link_sessions.hosted_link_url',
  'journal.public_token',
  'events.body',
  'letters.body',
  'settings',
] as const;
export type SealedColumn = (typeof SEALED_COLUMNS)[number];

export interface SealedValues {
  /** Values that begin with none of `prefixes`, by id, after the id `after`; `ownerId` is empty where a row has no owner. */
  notBeginningWith(
    column: SealedColumn,
    prefixes: readonly string[],
    page: { after: string; limit: number },
  ): Promise<{ id: string; ownerId: string; sealed: Sealed }[]>;
  /** Replaces a value unless it has changed since it was read. */
  replace(column: SealedColumn, id: string, before: Sealed, after: Sealed): Promise<void>;
}

/** What can be looked at before anything is written, in a database of any age. */
export interface FirstLook {
  settings: Pick<Settings, 'get'>;
  /** False: audit records are not chained there yet, or there are none. */
  isChained: boolean;
  /** The columns that the database has. */
  sealedColumns: readonly SealedColumn[];
  sealedValues: Pick<SealedValues, 'notBeginningWith'>;
}
