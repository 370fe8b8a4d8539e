import { DatabaseSync, type DatabaseSyncInstance, type StatementSyncInstance } from '@photostructure/sqlite';
import type { QueryResult } from 'kysely';
import { LRUCache } from 'lru-cache';
import { errorCode } from '../errors/gateway-error.js';

/** Names of SQLite's primary result codes that the gateway distinguishes. */
const CODE_NAMES = new Map([
  [5, 'SQLITE_BUSY'],
  [6, 'SQLITE_LOCKED'],
  [8, 'SQLITE_READONLY'],
  [10, 'SQLITE_IOERR'],
  [11, 'SQLITE_CORRUPT'],
  [13, 'SQLITE_FULL'],
  [14, 'SQLITE_CANTOPEN'],
  [18, 'SQLITE_TOOBIG'],
  [19, 'SQLITE_CONSTRAINT'],
  [20, 'SQLITE_MISMATCH'],
  [26, 'SQLITE_NOTADB'],
]);
/** The lower byte of an extended result code is the primary one. */
const PRIMARY_CODE = 0xff;

/** Not by `instanceof`: the driver's errors are not of the Error class of every context in which this code runs. */
function isSqliteError(error: unknown): error is object {
  return errorCode(error) === 'ERR_SQLITE_ERROR';
}

function resultCode(error: object): number | null {
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : null;
}

/** Gives an error of SQLite the name of its result code as `code`. */
function named(error: unknown): unknown {
  if (!isSqliteError(error)) return error;
  const code = (resultCode(error) ?? 1) & PRIMARY_CODE;
  return Object.assign(error, { code: CODE_NAMES.get(code) ?? 'SQLITE_ERROR' });
}

export function isBusy(error: unknown): boolean {
  return errorCode(error) === 'SQLITE_BUSY';
}

/**
 * How many statements stay prepared. The store has fewer; the limit is for a mistake such as a list of varying length in
 * the text of a statement.
 */
const MAX_PREPARED = 500;

interface Prepared {
  statement: StatementSyncInstance;
  /** False for a statement that only writes. */
  hasRows: boolean;
}

type Value = string | number | bigint | null | Uint8Array;

/** A connection to a file, whose statements are prepared once. An error has the name of its result code as `code`. */
export class SqliteConnection {
  private readonly database: DatabaseSyncInstance;
  private readonly prepared = new LRUCache<string, Prepared>({ max: MAX_PREPARED });

  constructor(path: string) {
    this.database = withNames(() => new DatabaseSync(path));
  }

  get inTransaction(): boolean {
    return this.database.isTransaction;
  }

  /** Runs statements that have no parameters and whose rows do not matter. */
  exec(sql: string): void {
    withNames(() => {
      this.database.exec(sql);
    });
  }

  execute<Row>(sql: string, parameters: readonly unknown[] = []): QueryResult<Row> {
    return withNames(() => {
      const { statement, hasRows } = this.prepare(sql);
      const values = parameters as readonly Value[];
      if (hasRows) return { rows: allRows(statement, values) as Row[] };
      const { changes, lastInsertRowid } = statement.run(...values);
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    });
  }

  close(): void {
    this.prepared.clear();
    this.database.close();
  }

  private prepare(sql: string): Prepared {
    const known = this.prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare(sql);
    const prepared = { statement, hasRows: statement.columns().length > 0 };
    this.prepared.set(sql, prepared);
    return prepared;
  }
}

/**
 * `all` reports an error without its result code; `get` reports it. The statement that failed has changed nothing, so it
 * is run again for the code. Whatever it does now, the caller gets the error and rolls back.
 */
function allRows(statement: StatementSyncInstance, values: readonly Value[]): unknown[] {
  try {
    return statement.all(...values);
  } catch (error) {
    if (isSqliteError(error) && resultCode(error) === null) statement.get(...values);
    throw error;
  }
}

function withNames<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw named(error);
  }
}
