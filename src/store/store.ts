import type { AuditLog } from './audit.js';
import type { ChangeLog } from './changes.js';
import type { EventLog } from './event-log.js';
import type { AccountIndex, ItemRecords, TokenRecords, UnscopedReads } from './items.js';
import type { Journal } from './journal.js';
import type { Leases } from './leases.js';
import type { LinkSessionRecords } from './link-sessions.js';
import type { Quotas } from './quotas.js';
import type { SealedColumn, SealedValues } from './sealed-values.js';
import type { Settings } from './settings.js';

export type * from './audit.js';
export type * from './changes.js';
export type * from './event-log.js';
export type * from './items.js';
export type * from './journal.js';
export type * from './leases.js';
export type * from './link-sessions.js';
export type * from './page.js';
export type * from './quotas.js';
export type * from './settings.js';
export * from './sealed-values.js';

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
  readonly unscoped: UnscopedReads;
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
export interface PreflightReads {
  settings: Pick<Settings, 'get'>;
  /** False: audit records are not chained there yet, or there are none. */
  isChained: boolean;
  /** The columns that the database has. */
  sealedColumns: readonly SealedColumn[];
  sealedValues: Pick<SealedValues, 'notBeginningWith'>;
}
