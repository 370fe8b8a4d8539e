import type { Kysely, Migration } from 'kysely';
import type { Tables } from '../schema.js';

/**
 * Lets a redelivered webhook be recognised in the quarantine (table `letters`). Existing rows, and rows that the
 * previous version writes, have no key and are never treated as duplicates.
 */
export const quarantineReplayKey: Migration = {
  up: async (db: Kysely<Tables>) => {
    await db.schema.alterTable('letters').addColumn('replay_key', 'text').execute();
    await db.schema.createIndex('letters_by_replay_key').unique().on('letters').column('replay_key').execute();
  },
};
