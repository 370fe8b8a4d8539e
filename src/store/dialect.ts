import type { ColumnDataType, ColumnDefinitionBuilder, Dialect, Kysely } from 'kysely';
import { embeddedDialect } from './dialect-embedded.js';
import { postgresDialect } from './dialect-postgres.js';
import type { Tables } from './tables.js';

/** The store's database, or a transaction in it. */
export type Db = Kysely<Tables>;

/** Everything in which the two databases differ; the rest of store/ does not know which one it talks to. */
export interface Database {
  /** `statementTimeoutMs`: a statement that takes longer is stopped (PostgreSQL only: the embedded one never waits). */
  dialect(options: { statementTimeoutMs: number }): Dialect;
  /** A primary key that the database numbers in the order of insertion, never giving a number twice. */
  readonly numberedKey: {
    readonly type: ColumnDataType;
    readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
  };
}

/** One file on this machine (libsql). */
export const embeddedDatabase = (path: string): Database => ({
  dialect: () => embeddedDialect(path),
  numberedKey: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
});

/** A PostgreSQL server, for any number of instances. */
export const postgresDatabase = (url: string): Database => ({
  dialect: ({ statementTimeoutMs }) => postgresDialect(url, statementTimeoutMs),
  numberedKey: { type: 'bigint', build: (column) => column.primaryKey().generatedAlwaysAsIdentity() },
});
