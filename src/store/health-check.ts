import { sql } from 'kysely';
import type { Database, Db } from './dialect.js';
import { INSTALLATION, refuseOther } from './installation.js';

/** A column of each table that is served from, which is in no index: to answer it the table itself has to be read. */
const SERVED = [
  ['items', 'sealed_access_token'],
  ['accounts', 'account_id'],
  ['link_sessions', 'sealed_link_token'],
  ['journal', 'created_at'],
  ['events', 'sealed_body'],
  ['letters', 'sealed_body'],
  ['changes', 'origin'],
  ['audit_records', 'request_id'],
] as const;

/** Anybody may ask for readiness, and a write waits for the disk: one that succeeded speaks for a second. */
const WRITE_AT_MOST_EVERY_MS = 1_000;
/** A row among the leases: it is of no interest who has it. */
const PROBE = 'health';

/**
 * Rejects unless the database serves what the gateway needs of it: every table that is served from can be read, it is the
 * database of this installation, and it takes a write.
 */
export function createHealthCheck(
  db: Db,
  { unixMs }: Pick<Database, 'unixMs'>,
  { origin, expected }: { origin: string; expected: () => string | null },
): () => Promise<void> {
  let writtenAt = -Infinity;
  let writing: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    const reads = SERVED.map(
      ([table, column]) => sql`(select length(cast(${sql.ref(column)} as text)) from ${sql.table(table)} limit 1)`,
    );
    const id = expected();
    const installation = id === null ? sql`null` : sql`(select value from settings where name = ${INSTALLATION})`;
    const { rows } = await sql<{ installation: string | null }>`
      select ${installation} as installation, ${sql.join(reads)}`.execute(db);
    refuseOther(id, rows[0]?.installation);
  };

  const write = async (): Promise<void> => {
    await db
      .insertInto('leases')
      .values({ name: PROBE, holder: origin, expires_at: unixMs })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet((eb) => ({ holder: eb.ref('excluded.holder'), expires_at: eb.ref('excluded.expires_at') })),
      )
      .execute();
    writtenAt = performance.now();
  };

  return async () => {
    await read();
    if (performance.now() - writtenAt < WRITE_AT_MOST_EVERY_MS) return;
    await (writing ??= write().finally(() => (writing = null)));
  };
}
