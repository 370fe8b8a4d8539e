import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../schema.js';

/**
 * What several instances on one database need: what has changed, for the others to read, and who may do what only one of
 * them does. Adds only: the version before goes on with it, and tells the others of its changes no faster than it did.
 */
export const instances: Migration = {
  up: async (db: Kysely<Tables>) => {
    await db.schema
      .createTable('changes')
      .addColumn('seq', 'bigint', (column) => column.primaryKey())
      .addColumn('origin', 'text', (column) => column.notNull())
      .addColumn('owner_id', 'text', (column) => column.notNull())
      .addColumn('item_id', 'text')
      .addColumn('link_session_id', 'text')
      .execute();
    await db.schema
      .createTable('leases')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .execute();
    await db.insertInto('counters').values({ name: 'changes', last: 0 }).execute();
  },
};
