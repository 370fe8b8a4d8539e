import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../schema.js';

/**
 * Adds what calls to Plaid have shown about the state of an Item. Adds columns only: the previous version ignores them,
 * and what it does not record is recorded at the next call.
 */
export const itemKnowledge: Migration = {
  up: async (db: Kysely<Tables>) => {
    await db.schema.alterTable('items').addColumn('known_errors', 'text').execute();
    await db.schema.alterTable('items').addColumn('works_since', 'bigint').execute();
    await db.schema
      .alterTable('items')
      .addColumn('known_version', 'bigint', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
