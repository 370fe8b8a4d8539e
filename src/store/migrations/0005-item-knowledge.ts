import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../schema.js';

/**
 * What calls of an Item have taught about its state. Adds only: the version before leaves the columns alone, and what it
 * does not note is noted at the next call.
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
