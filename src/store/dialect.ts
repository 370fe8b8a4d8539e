import {
  type ColumnDataType,
  type ColumnDefinitionBuilder,
  type Dialect,
  type Kysely,
  type RawBuilder,
  sql,
} from 'kysely';
import type { DatabaseLimits } from '../config/config.js';
import { DATABASE_LIMITS } from '../config/limits.js';
import { embeddedDialect } from './dialect-embedded.js';
import { postgresDialect } from './dialect-postgres.js';
import type { ExpectedInstallation } from './installation.js';
import type { Tables } from './schema.js';

/** The store's database, or a transaction in it. */
export type Db = Kysely<Tables>;

/** Everything in which the two databases differ; the rest of store/ does not know which one it talks to. */
export interface Database {
  /** `statementTimeoutMs`: for work that may take longer than the rest (PostgreSQL only: the embedded one never waits). */
  dialect(options?: { statementTimeoutMs?: number }): Dialect;
  /** A primary key that the database numbers in the order of insertion, never giving a number twice. */
  readonly numberedKey: {
    readonly type: ColumnDataType;
    readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  };
  /** The statements that make the database refuse to change or delete rows of the table. */
  readonly appendOnly: (table: string) => readonly RawBuilder<unknown>[];
  /** From now on every connection has to lead to the database of this installation; otherwise StoreUnavailableError. */
  expect(installation: string): void;
  /** null: `expect` was not called yet. */
  readonly expected: ExpectedInstallation;
  /** The database's clock at this moment, Unix ms: one clock for all instances. */
  readonly unixMs: RawBuilder<number>;
}

function embeddedAppendOnly(table: string): RawBuilder<unknown>[] {
  return ['update', 'delete'].map(
    (change) => sql`
      create trigger ${sql.id(`${table}_no_${change}`)} before ${sql.raw(change)} on ${sql.table(table)}
      begin select raise(abort, 'records are only appended here'); end`,
  );
}

function postgresAppendOnly(table: string): RawBuilder<unknown>[] {
  return [
    sql`
    create function ${sql.id(`${table}_refuse`)}() returns trigger language plpgsql as
    $$ begin raise exception 'records are only appended here'; end $$`,
    sql`
    create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
    for each statement execute function ${sql.id(`${table}_refuse`)}()`,
  ];
}

function expectation(): Pick<Database, 'expect' | 'expected'> {
  let expected: string | null = null;
  return { expect: (installation) => (expected = installation), expected: () => expected };
}

/** One file on this machine (libsql). */
export function embeddedDatabase(path: string, whose = expectation()): Database {
  return {
    ...whose,
    dialect: () => embeddedDialect(path, whose.expected),
    numberedKey: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
    appendOnly: embeddedAppendOnly,
    unixMs: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  };
}

/** A PostgreSQL server, for any number of instances. */
export function postgresDatabase(
  url: string,
  limits: DatabaseLimits = DATABASE_LIMITS,
  whose = expectation(),
): Database {
  return {
    ...whose,
    dialect: (options) => postgresDialect(url, { ...limits, ...options }, whose.expected),
    numberedKey: { type: 'bigint', build: (column) => column.primaryKey().generatedAlwaysAsIdentity() },
    appendOnly: postgresAppendOnly,
    unixMs: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
  };
}
