import { type Kysely, type Migration, sql } from 'kysely';
import type { Database } from '../dialect.js';
import type { Tables } from '../schema.js';

type Schema = Kysely<Tables>;

async function createItems(db: Schema): Promise<void> {
  await db.schema
    .createTable('items')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull().unique())
    .addColumn('generation', 'bigint', (column) => column.notNull())
    .addColumn('link_session_id', 'text')
    .addColumn('linked_at', 'bigint', (column) => column.notNull())
    .addColumn('sealed_access_token', 'text')
    .addColumn('accounts_learned', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('removed_at', 'bigint')
    .execute();
  await db.schema.createIndex('items_by_owner').on('items').columns(['owner_id', 'position']).execute();
  await db.schema.createIndex('items_by_link_session').on('items').column('link_session_id').execute();
  await db.schema
    .createTable('accounts')
    .addColumn('item_id', 'text', (column) => column.notNull().references('items.id'))
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('accounts_key', ['item_id', 'account_id'])
    .execute();
  await db.schema.createIndex('accounts_by_account').on('accounts').column('account_id').execute();
}

async function createLinkSessions(db: Schema, { numberedKey }: Database): Promise<void> {
  await db.schema
    .createTable('link_sessions')
    .addColumn('position', numberedKey.type, numberedKey.build)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('sealed_link_token', 'text', (column) => column.notNull())
    .addColumn('link_token_fingerprint', 'text', (column) => column.notNull())
    .addColumn('sealed_hosted_link_url', 'text')
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('update_item_id', 'text')
    .execute();
  await db.schema.createIndex('link_sessions_by_owner').on('link_sessions').columns(['owner_id', 'position']).execute();
  await db.schema
    .createIndex('link_sessions_by_link_token')
    .on('link_sessions')
    .columns(['link_token_fingerprint', 'position'])
    .execute();
}

async function createJournal(db: Schema, { numberedKey }: Database): Promise<void> {
  await db.schema
    .createTable('journal')
    .addColumn('position', numberedKey.type, numberedKey.build)
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text')
    .addColumn('link_session_id', 'text')
    .addColumn('public_token_fingerprint', 'text')
    .addColumn('sealed_public_token', 'text')
    .addColumn('plaid_request_id', 'text')
    .addColumn('plaid_error_code', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addUniqueConstraint('journal_one_entry_per_token', ['owner_id', 'public_token_fingerprint'])
    .execute();
  await db.schema
    .createIndex('journal_pending')
    .on('journal')
    .column('position')
    .where(sql.ref('state'), '=', sql.lit('PENDING'))
    .execute();
}

async function createEvents(db: Schema, { numberedKey }: Database): Promise<void> {
  await db.schema
    .createTable('events')
    .addColumn('arrival', numberedKey.type, numberedKey.build)
    .addColumn('seq', 'bigint', (column) => column.unique())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('replay_key', 'text', (column) => column.notNull().unique())
    .addColumn('owner_id', 'text')
    .addColumn('webhook_type', 'text', (column) => column.notNull())
    .addColumn('webhook_code', 'text', (column) => column.notNull())
    .addColumn('environment', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text')
    .addColumn('link_session_id', 'text')
    .addColumn('link_token_fingerprint', 'text')
    .addColumn('sealed_body', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('effects_state', 'text', (column) => column.notNull())
    .addColumn('effects_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('effects_changed_at', 'bigint')
    .execute();
  await db.schema.createIndex('events_by_owner').on('events').columns(['owner_id', 'seq']).execute();
  await db.schema.createIndex('events_by_item').on('events').columns(['item_id', 'seq']).execute();
  await db.schema.createIndex('events_by_age').on('events').column('received_at').execute();
  await db.schema
    .createIndex('events_with_pending_effects')
    .on('events')
    .column('seq')
    .where(sql.ref('effects_state'), '=', sql.lit('PENDING'))
    .execute();
}

async function createRetentionTables(db: Schema): Promise<void> {
  await db.schema
    .createTable('dropped_events')
    .addColumn('owner_id', 'text', (column) => column.primaryKey())
    .addColumn('up_to', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('letters')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('sealed_body', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createAuditAndSettings(db: Schema, { numberedKey }: Database): Promise<void> {
  await db.schema
    .createTable('audit_records')
    .addColumn('position', numberedKey.type, numberedKey.build)
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text')
    .addColumn('account_ids', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createSequences(db: Schema): Promise<void> {
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('last', 'bigint', (column) => column.notNull())
    .execute();
  await db
    .insertInto('counters')
    .values([
      { name: 'events', last: 0 },
      { name: 'items', last: 0 },
    ])
    .execute();
}

/**
 * Creates the first tables. There are no down migrations, and a released migration is never edited. src/store/schema.ts
 * explains the tables.
 */
export function records(database: Database): Migration {
  return {
    up: async (db: Schema) => {
      await createSequences(db);
      await createItems(db);
      await createLinkSessions(db, database);
      await createJournal(db, database);
      await createEvents(db, database);
      await createRetentionTables(db);
      await createAuditAndSettings(db, database);
    },
  };
}
