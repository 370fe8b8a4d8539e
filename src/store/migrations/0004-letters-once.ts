import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../schema.js';

/**
 * Lets a letter be known again when it is delivered again. Adds only: letters that are there already, and those that the
 * version before writes, have no key and are nobody's copy.
 */
export const lettersOnce: Migration = {
  up: async (db: Kysely<Tables>) => {
    await db.schema.alterTable('letters').addColumn('replay_key', 'text').execute();
    await db.schema.createIndex('letters_by_replay_key').unique().on('letters').column('replay_key').execute();
  },
};
