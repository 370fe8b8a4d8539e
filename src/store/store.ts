import { randomUUID } from 'node:crypto';
import { chmod, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { DatabaseLimits } from '../config/config.js';
import { makeDataDir, unusableDataDir } from '../config/data-dir.js';
import { TimeoutError, withTimeout } from '../model/time.js';
import { type AccountIndex, createAccountIndex } from './accounts.js';
import { type AuditLog, createAuditLog, createRecordAppender } from './audit.js';
import { type ChangeLog, changeRecorder, createChangeLog } from './changes.js';
import type { Database } from './dialect.js';
import { embeddedDatabase } from './dialect-embedded.js';
import { postgresDatabase } from './dialect-postgres.js';
import { StoreUnavailableError } from './errors.js';
import { createEventLog, type EventLog } from './event-log.js';
import { createHealthCheck } from './health-check.js';
import { createItemRecords, createTokenRecords, type ItemRecords, type TokenRecords } from './items.js';
import { createJournal, type Journal } from './journal.js';
import { createLeases, type Leases } from './leases.js';
import { createLinkSessionRecords, type LinkSessionRecords } from './link-sessions.js';
import { migrate } from './migrate.js';
import { createQuotas, type Quotas } from './quotas.js';
import type { Tables } from './schema.js';
import { createSealedValues, type SealedColumn, sealedColumnsOf, type SealedValues } from './sealed-values.js';
import { createSettings, type Settings } from './settings.js';
import { createUnscopedReads, type UnscopedReads } from './unscoped-reads.js';

export type * from './accounts.js';
export type * from './audit.js';
export type * from './changes.js';
export type * from './event-log.js';
export type * from './items.js';
export type * from './journal.js';
export type * from './leases.js';
export type * from './link-sessions.js';
export type { Page, PageRequest } from './queries.js';
export type * from './quarantine.js';
export type * from './quotas.js';
export type * from './settings.js';
export type * from './unscoped-reads.js';
export * from './sealed-values.js';

/**
 * The durable records, in SQL: one implementation for the embedded database (SQLite) and PostgreSQL. Every method fails
 * with StoreUnavailableError when the database does not respond. Every write is atomic.
 */
export interface Store {
  readonly items: ItemRecords;
  readonly accounts: AccountIndex;
  readonly linkSessions: LinkSessionRecords;
  readonly journal: Journal;
  readonly events: EventLog;
  /** The changes that any instance made. The other instances read them and notify their own subscribers. */
  readonly changes: ChangeLog;
  /** Leases for work that only one instance may do at a time. */
  readonly leases: Leases;
  /** Limits on how often something may happen within a time window. */
  readonly quotas: Quotas;
  readonly audit: AuditLog;
  /** Sealed access tokens. Only src/vault uses this. */
  readonly tokens: TokenRecords;
  /** Every encrypted value, for re-encrypting them with a new key. Only src/vault uses this. */
  readonly sealedValues: SealedValues;
  /** Reads without an owner check. Only webhooks and journal recovery use them. */
  readonly unscoped: UnscopedReads;
  /** Small named values of the gateway itself, for example the key check of the vault. */
  readonly settings: Settings;
  /**
   * The readiness check. Resolves within a second if the tables can be read, the database belongs to this installation
   * and it accepts a write; rejects otherwise.
   */
  ping(): Promise<void>;
  /** From now on a database that belongs to another installation counts as unavailable: see docs/adr/0030. */
  belongTo(installation: string): void;
  close(): Promise<void>;
}

/** What can be read before anything is written. Works with a database of any schema version. */
export interface PreflightReads {
  settings: Pick<Settings, 'get'>;
  /** False when the schema is older than the audit chain, or when there are no tables. */
  isChained: boolean;
  /** The encrypted columns that exist in this database. */
  sealedColumns: readonly SealedColumn[];
  sealedValues: Pick<SealedValues, 'withoutPrefixes'>;
}

export interface StoreOptions {
  /** `postgres://…`, or null for the embedded database in `dataDir`. */
  databaseUrl: string | null;
  databaseLimits?: DatabaseLimits;
  dataDir: string;
  /** Unix time in milliseconds. */
  now: () => number;
  /** Checks the stored data before anything is written, migrations included. If it throws, nothing is written. */
  beforeWriting?: (reads: PreflightReads) => Promise<void>;
}

const PING_TIMEOUT_MS = 1_000;

/** Whether the embedded database exists. Call it before opening the database, because opening creates the file. */
export async function hasEmbeddedDatabase(dataDir: string): Promise<boolean> {
  const found = await stat(join(dataDir, 'gateway.db')).catch(() => null);
  return found !== null && found.size > 0;
}

/** Creates the database file with mode 0600 before SQLite does. SQLite's side files inherit the mode. */
async function prepareFile(dataDir: string): Promise<string> {
  const path = join(dataDir, 'gateway.db');
  makeDataDir(dataDir);
  try {
    await (await open(path, 'a', 0o600)).close();
    await chmod(path, 0o600);
  } catch (error) {
    throw unusableDataDir(error);
  }
  return path;
}

/** Rejects with StoreUnavailableError when `work` takes longer than `timeoutMs`. The work itself is not cancelled. */
async function withDeadline(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  try {
    await withTimeout(work, timeoutMs);
  } catch (error) {
    throw error instanceof TimeoutError ? new StoreUnavailableError('The database did not respond in time.') : error;
  }
}

function assemble(database: Database, now: () => number): Store {
  const db = new Kysely<Tables>({ dialect: database.dialect() });
  const origin = randomUUID();
  const recordChanges = changeRecorder(origin);
  const appendRecords = createRecordAppender();
  const leases = createLeases(db, database);
  const checkHealth = createHealthCheck(db, database, { origin, expected: database.expected });
  let closed: Promise<void> | null = null;
  return {
    items: createItemRecords(db, recordChanges),
    accounts: createAccountIndex(db, database),
    linkSessions: createLinkSessionRecords(db, recordChanges),
    journal: createJournal({ db, recordChanges, appendRecords }),
    events: createEventLog({ db, recordChanges, expected: database.expected }, database),
    changes: createChangeLog(db, origin),
    leases,
    quotas: createQuotas(db, leases, database),
    audit: createAuditLog(db, appendRecords),
    tokens: createTokenRecords(db),
    sealedValues: createSealedValues(db),
    unscoped: createUnscopedReads(db),
    settings: createSettings(db, now),
    ping: () => withDeadline(PING_TIMEOUT_MS, checkHealth()),
    belongTo: (installation) => {
      database.expect(installation);
    },
    close: () => (closed ??= db.destroy()),
  };
}

/** Runs `check` on a database of any schema version, before migrations. */
async function runPreflight(database: Database, check: (reads: PreflightReads) => Promise<void>): Promise<void> {
  const db = new Kysely<Tables>({ dialect: database.dialect() });
  try {
    const tables = await db.introspection.getTables();
    const hasSettings = tables.some(({ name }) => name === 'settings');
    await check({
      settings: hasSettings ? createSettings(db, () => 0) : { get: () => Promise.resolve(null) },
      isChained: tables.some(
        ({ name, columns }) => name === 'audit_records' && columns.some((column) => column.name === 'number'),
      ),
      sealedColumns: sealedColumnsOf(tables),
      sealedValues: createSealedValues(db),
    });
  } finally {
    await db.destroy();
  }
}

/** Opens the database, applies pending migrations and returns the store. The caller closes it. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, databaseLimits, dataDir, now, beforeWriting } = options;
  const database =
    databaseUrl === null ? embeddedDatabase(await prepareFile(dataDir)) : postgresDatabase(databaseUrl, databaseLimits);
  if (beforeWriting !== undefined) await runPreflight(database, beforeWriting);
  await migrate(database);
  const store = assemble(database, now);
  await store.ping();
  return store;
}
