import type { Kysely, Migration } from 'kysely';
import type { Database } from '../dialect.js';
import type { Tables } from '../schema.js';

/**
 * Gives audit records their place in the chain, and makes the database refuse to change or delete one. Records that are
 * there already have no place: the key of the chain is not here. The head counts them when the chain begins.
 */
export function auditChain({ appendOnly }: Database): Migration {
  return {
    up: async (db: Kysely<Tables>) => {
      await db.schema.alterTable('audit_records').addColumn('number', 'bigint').execute();
      await db.schema.alterTable('audit_records').addColumn('hash', 'text').execute();
      await db.schema.createIndex('audit_records_by_number').unique().on('audit_records').column('number').execute();
      for (const statement of appendOnly('audit_records')) await statement.execute(db);
    },
  };
}
