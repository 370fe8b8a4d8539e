import { randomUUID } from 'node:crypto';
import { chmod, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import type { DatabaseLimits } from '../config/config.js';
import { makeDataDir, unusableDataDir } from '../config/data-dir.js';
import { createAccountIndex } from './accounts.js';
import { createAuditLog } from './audit.js';
import { changeRecorder, createChangeLog } from './changes.js';
import { type Database, embeddedDatabase, postgresDatabase } from './dialect.js';
import { StoreUnavailableError } from './errors.js';
import { createEventLog } from './event-log.js';
import { createHealthCheck } from './health-check.js';
import { createItemRecords, createTokenRecords, findItemUnscoped } from './items.js';
import { createJournal } from './journal.js';
import { createLeases } from './leases.js';
import { createLinkSessionRecords, findLinkSessionUnscoped } from './link-sessions.js';
import { migrate } from './migrate.js';
import { createQuotas } from './quotas.js';
import { createSealedValues, sealedColumnsOf } from './sealed-values.js';
import { createSettings } from './settings.js';
import type { PreflightReads, Store } from './store.js';
import type { Tables } from './schema.js';
import { createWebhookSubjects } from './webhook-subjects.js';

export interface StoreOptions {
  /** `postgres://…`; null: the embedded database in dataDir. */
  databaseUrl: string | null;
  databaseLimits?: DatabaseLimits;
  dataDir: string;
  /** Unix time in milliseconds. */
  now: () => number;
  /** Looks at what is stored before anything is written, migrations included; when it fails, nothing is. */
  beforeWriting?: (look: PreflightReads) => Promise<void>;
}

const PING_TIMEOUT_MS = 1_000;

/** False: an embedded database would be made anew there. Asked before it is opened, which touches what is beside the file. */
export async function hasEmbeddedDatabase(dataDir: string): Promise<boolean> {
  const found = await stat(join(dataDir, 'gateway.db')).catch(() => null);
  return found !== null && found.size > 0;
}

/** Makes the file before the database does, so that it is never readable by others; SQLite's side files take its mode. */
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

async function within(timeoutMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new StoreUnavailableError('The database did not answer in time.'));
    }, timeoutMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function assemble(database: Database, now: () => number): Store {
  const db = new Kysely<Tables>({ dialect: database.dialect() });
  const origin = randomUUID();
  const recordChanges = changeRecorder(origin);
  const leases = createLeases(db, database);
  const checkHealth = createHealthCheck(db, database, { origin, expected: database.expected });
  let closed: Promise<void> | null = null;
  return {
    items: createItemRecords(db, recordChanges),
    accounts: createAccountIndex(db),
    linkSessions: createLinkSessionRecords(db, recordChanges),
    journal: createJournal(db, recordChanges),
    events: createEventLog(db, recordChanges, database.expected),
    changes: createChangeLog(db, origin),
    leases,
    quotas: createQuotas(db, leases, database),
    audit: createAuditLog(db),
    tokens: createTokenRecords(db),
    sealedValues: createSealedValues(db),
    unscoped: {
      item: (itemId) => findItemUnscoped(db, itemId),
      linkSession: (id) => findLinkSessionUnscoped(db, id),
      webhookSubject: createWebhookSubjects(db),
    },
    settings: createSettings(db, now),
    ping: () => within(PING_TIMEOUT_MS, checkHealth()),
    belongTo: (installation) => {
      database.expect(installation);
    },
    close: () => (closed ??= db.destroy()),
  };
}

/** Lets `look` read a database of any age; one without the table of settings has none. */
async function lookFirst(database: Database, look: (first: PreflightReads) => Promise<void>): Promise<void> {
  const db = new Kysely<Tables>({ dialect: database.dialect() });
  try {
    const tables = await db.introspection.getTables();
    const isThere = tables.some(({ name }) => name === 'settings');
    await look({
      settings: isThere ? createSettings(db, () => 0) : { get: () => Promise.resolve(null) },
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

/** Opens the database, brings its tables up to date and answers the store. Whoever gets it closes it. */
export async function createStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl, databaseLimits, dataDir, now, beforeWriting } = options;
  const database =
    databaseUrl === null ? embeddedDatabase(await prepareFile(dataDir)) : postgresDatabase(databaseUrl, databaseLimits);
  if (beforeWriting !== undefined) await lookFirst(database, beforeWriting);
  await migrate(database);
  const store = assemble(database, now);
  await store.ping();
  return store;
}
