import type { Db } from './dialect.js';
import { StoreUnavailableError } from './errors.js';

/** The setting that says which installation the database belongs to. */
export const INSTALLATION = 'installation.id';

/** Whose the database has to be; null: not known yet, so any. */
export type ExpectedInstallation = () => string | null;

/** Fails with StoreUnavailableError. The database was put in another's place while the gateway ran. */
export function refuseOther(expected: string | null, found: string | null | undefined): void {
  if (expected === null || found === expected) return;
  throw new StoreUnavailableError('This is not the database that the gateway was started on.');
}

/** The same, asked of the database: where an answer for a stranger's database would lose what it was told. */
export async function requireInstallation(db: Db, expected: ExpectedInstallation): Promise<void> {
  const id = expected();
  if (id === null) return;
  const row = await db.selectFrom('settings').select('value').where('name', '=', INSTALLATION).executeTakeFirst();
  refuseOther(id, row?.value);
}
