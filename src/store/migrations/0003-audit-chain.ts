import type { Kysely, Migration } from 'kysely';
import type { Database } from '../dialect.js';
import type { Tables } from '../schema.js';

/**
 * Adds the chain columns to the audit records and makes the database reject updates and deletes. Existing records stay
 * outside the chain, because its key is not available here; the head counts them when the chain begins.
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
