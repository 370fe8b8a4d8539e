import { Kysely, type Migration, Migrator } from 'kysely';
import type { Database } from './dialect.js';
import { storeError } from './error-mapping-driver.js';
import { records } from './migrations/0001-records.js';
import { instances } from './migrations/0002-instances.js';
import { auditChain } from './migrations/0003-audit-chain.js';
import { quarantineReplayKey } from './migrations/0004-quarantine-once.js';
import { itemKnowledge } from './migrations/0005-item-knowledge.js';
import { itemWebhookSignals } from './migrations/0006-item-webhook-signals.js';

/** Long enough to wait while another instance migrates, and to migrate a large table. */
const MIGRATION_TIMEOUT_MS = 120_000;

/** All migrations by id, in the order in which they run. The ids are recorded in databases and must never change. */
function migrationsOf(database: Database): Record<string, Migration> {
  return {
    '0001-records': records(database),
    '0002-instances': instances,
    '0003-audit-chain': auditChain(database),
    // Recorded before its file was renamed.
    '0004-letters-once': quarantineReplayKey,
    '0005-item-knowledge': itemKnowledge,
    '0006-item-webhook-signals': itemWebhookSignals,
  };
}

/**
 * Ids of migrations that are recorded in the database but unknown here: a newer version has run. Migrations only add
 * (expand now, contract a release later), so an older version can keep using the newer tables.
 */
async function unknownMigrations(db: Kysely<unknown>, known: Record<string, Migration>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const done = await (db as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom('kysely_migration')
    .select('name')
    .execute();
  return done.map(({ name }) => name).filter((name) => !(name in known));
}

const noop: Migration = { up: () => Promise.resolve() };

/** Applies all pending migrations. Several instances may do this concurrently: one migrates and the others wait. */
export async function migrate(database: Database): Promise<void> {
  const db = new Kysely<unknown>({ dialect: database.dialect({ statementTimeoutMs: MIGRATION_TIMEOUT_MS }) });
  const known = migrationsOf(database);
  const getMigrations = async () => ({
    ...known,
    ...Object.fromEntries((await unknownMigrations(db, known)).map((name) => [name, noop])),
  });
  try {
    const migrations = await getMigrations();
    const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(migrations) } });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw storeError(error);
  } finally {
    await db.destroy();
  }
}
