import { sql } from 'kysely';
import { assertInstallation, type Database, type Db, INSTALLATION } from './dialect.js';

/** One column per table that is in no index, so that reading it touches the table itself. */
const PROBED_COLUMNS = [
  ['items', 'sealed_access_token'],
  ['accounts', 'account_id'],
  ['link_sessions', 'sealed_link_token'],
  ['journal', 'created_at'],
  ['events', 'sealed_body'],
  ['letters', 'sealed_body'],
  ['changes', 'origin'],
  ['audit_records', 'request_id'],
] as const;

/** The readiness endpoint is public and a write waits for the disk, so at most one write per second is made. */
const MIN_WRITE_INTERVAL_MS = 1_000;
/** A row of the leases table. Nobody holds this lease. */
const PROBE_LEASE = 'health';

/**
 * Creates the check behind Store.ping. It rejects unless every table can be read, the database belongs to this
 * installation, and it accepts a write.
 */
export function createHealthCheck(
  db: Db,
  { unixMs }: Pick<Database, 'unixMs'>,
  { origin, expected }: { origin: string; expected: () => string | null },
): () => Promise<void> {
  let writtenAt = -Infinity;
  let writing: Promise<void> | null = null;

  const read = async (): Promise<void> => {
    const reads = PROBED_COLUMNS.map(
      ([table, column]) => sql`(select length(cast(${sql.ref(column)} as text)) from ${sql.table(table)} limit 1)`,
    );
    const id = expected();
    const installation = id === null ? sql`null` : sql`(select value from settings where name = ${INSTALLATION})`;
    const { rows } = await sql<{ installation: string | null }>`
      select ${installation} as installation, ${sql.join(reads)}`.execute(db);
    assertInstallation(id, rows[0]?.installation);
  };

  const write = async (): Promise<void> => {
    await db
      .insertInto('leases')
      .values({ name: PROBE_LEASE, holder: origin, expires_at: unixMs })
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
    if (performance.now() - writtenAt < MIN_WRITE_INTERVAL_MS) return;
    await (writing ??= write().finally(() => (writing = null)));
  };
}
