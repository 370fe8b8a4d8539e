import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../schema.js';

/**
 * For several instances on one database: the log of changes that the other instances read, and the leases for work that
 * only one instance may do. Adds tables only, so the previous version keeps working; the others learn of its changes no
 * faster than before.
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
