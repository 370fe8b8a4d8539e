import type { ColumnDataType, ColumnDefinitionBuilder, Dialect, DialectAdapter, Kysely, RawBuilder } from 'kysely';
import { StoreUnavailableError } from './errors.js';
import type { Tables } from './schema.js';

/** The store's database, or a transaction in it. */
export type Db = Kysely<Tables>;

/**
 * Everything that differs between the embedded database (dialect-embedded.ts) and PostgreSQL (dialect-postgres.ts). The
 * rest of src/store does not know which of the two it uses.
 */
export interface Database extends InstallationCheck {
  /** `statementTimeoutMs`: for slow work such as migrations. PostgreSQL only; the embedded database has no such limit. */
  dialect(options?: { statementTimeoutMs?: number }): Dialect;
  /** A primary key that the database assigns in insertion order. It never assigns the same number twice. */
  readonly numberedKey: {
    readonly type: ColumnDataType;
    readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  };
  /** The statements that make the database reject updates and deletes of the table's rows. */
  readonly appendOnly: (table: string) => readonly RawBuilder<unknown>[];
  /** Whether concurrent transactions lock single rows. The embedded database has one writer at a time. */
  readonly locksRows: boolean;
  /** How many webhooks share one transaction at most. */
  readonly appendBatch: number;
  /** The current time of the database's clock in Unix ms: the one clock that all instances share. */
  readonly unixMs: RawBuilder<number>;
}

/** How each database reads a list that is one JSON text: queries.ts. */
export interface GatewayAdapter extends DialectAdapter {
  isIn(column: RawBuilder<unknown>, list: RawBuilder<unknown>, type: 'text' | 'bigint'): RawBuilder<boolean>;
  /** Rows with these columns, as a table. `given`: the rows as one JSON array, or each column as a PostgreSQL array. */
  table(
    columns: readonly (readonly [name: string, type: 'text' | 'bigint'])[],
    given: { json: () => RawBuilder<unknown>; arrays: (column: string) => RawBuilder<unknown> },
  ): RawBuilder<unknown>;
}

/** The setting that names the installation to which the database belongs. */
export const INSTALLATION = 'installation.id';

/** The installation to which the database must belong; null while it is not known, when any database is accepted. */
export type ExpectedInstallation = () => string | null;

/** Detects that a different database was put in place of the gateway's own while it was running. */
export interface InstallationCheck {
  /** From now on every new connection must lead to this installation's database, else it fails with StoreUnavailableError. */
  expect(installation: string): void;
  /** Null until `expect` was called. */
  readonly expected: ExpectedInstallation;
}

export function createInstallationCheck(): InstallationCheck {
  let expected: string | null = null;
  return { expect: (installation) => (expected = installation), expected: () => expected };
}

/** Throws StoreUnavailableError when `found` is not the expected installation. */
export function assertInstallation(expected: string | null, found: string | null | undefined): void {
  if (expected === null || found === expected) return;
  throw new StoreUnavailableError('This is not the database that the gateway was started with.');
}

/**
 * Reads the installation from the database and checks it. For transactions after which data would be lost if they were
 * committed to the wrong database.
 */
export async function requireInstallation(db: Db, expected: ExpectedInstallation): Promise<void> {
  const id = expected();
  if (id === null) return;
  const row = await db.selectFrom('settings').select('value').where('name', '=', INSTALLATION).executeTakeFirst();
  assertInstallation(id, row?.value);
}
