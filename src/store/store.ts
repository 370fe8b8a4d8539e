import type { AuditLog } from './records/audit.js';
import type { ChangeLog } from './records/changes.js';
import type { EventLog } from './records/event-log.js';
import type { AccountIndex, ItemRecords, TokenRecords, UncheckedReads } from './records/items.js';
import type { Journal } from './records/journal.js';
import type { Leases } from './records/leases.js';
import type { LinkSessionRecords } from './records/link-sessions.js';
import type { Quotas } from './records/quotas.js';
import type { SealedColumn, SealedValues } from './records/sealed-values.js';
import type { Settings } from './records/settings.js';

export type * from './records/audit.js';
export type * from './records/changes.js';
export type * from './records/event-log.js';
export type * from './records/items.js';
export type * from './records/journal.js';
export type * from './records/leases.js';
export type * from './records/link-sessions.js';
export type * from './records/page.js';
export type * from './records/quotas.js';
export type * from './records/settings.js';
export * from './records/sealed-values.js';

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
  /** What may be done only so often. */
  readonly quotas: Quotas;
  readonly audit: AuditLog;
  /** Sealed access tokens: for vault/ alone. */
  readonly tokens: TokenRecords;
  /** Every sealed value, for sealing them anew with a newer key: for vault/ alone. */
  readonly sealedValues: SealedValues;
  /** Reads that are not checked against a viewer: for webhooks/ and recovery alone. */
  readonly unchecked: UncheckedReads;
  /** Small named values of the gateway itself, such as the vault's key check. */
  readonly settings: Settings;
  /**
   * Resolves when the database serves what is needed of it within a second: it is read from, it is the one of this
   * installation, and it takes a write. For readiness.
   */
  ping(): Promise<void>;
  /** From now on a database of another installation is as good as none: see docs/adr/0030. */
  belongTo(installation: string): void;
  close(): Promise<void>;
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
