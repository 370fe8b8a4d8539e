import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import { errorCode } from '../errors/gateway-error.js';
import { StoreUnavailableError, UnstorableValueError } from './errors.js';
import { isStorable } from './storable-text.js';

/**
 * Errors that blame the statement, not the database: integrity constraints (SQLSTATE class 23), data (22), syntax (42601),
 * and SQLite's counterparts. They are our bugs and must not look like an outage.
 */
const STATEMENT_AT_FAULT = /^(2[23]\d{3}|42601|SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)\w*)$/;

/** The error to throw for what a database driver threw: StoreUnavailableError with its cause, or a bug as it is. */
export function storeError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) return error;
  if (STATEMENT_AT_FAULT.test(errorCode(error))) return error;
  return new StoreUnavailableError('The database cannot answer.', { cause: error });
}

async function guarded<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw storeError(error);
  }
}

/** What Kysely reads to see which tables there are, for migrations; it compares columns of PostgreSQL's own with booleans. */
const POSTGRES_CATALOGUE = '"pg_catalog"';

/** What both databases hold as it is given. */
function isStorableValue(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'bigint' || Buffer.isBuffer(value);
}

/**
 * Refuses a statement before its driver sees it when a value is not one that both databases hold as it is given. The
 * drivers differ in what they do with others: libsql ends the process at a boolean, pg writes an object as JSON, and
 * both change text that is not well-formed. The message says which value by its place and kind, never the value itself.
 */
function checkValues({ parameters, sql }: CompiledQuery): void {
  const isCatalogue = sql.includes(POSTGRES_CATALOGUE);
  const place = parameters.findIndex(
    (value) => !isStorableValue(value) && !(isCatalogue && typeof value === 'boolean'),
  );
  if (place === -1) return;
  const value = parameters[place];
  const kind = typeof value === 'string' ? 'text that is not well-formed or holds NUL' : describeKind(value);
  throw new UnstorableValueError(`Value ${place + 1} of ${parameters.length} of a statement is ${kind}.`);
}

function describeKind(value: unknown): string {
  return typeof value === 'number' ? 'a number that is not finite' : Array.isArray(value) ? 'array' : typeof value;
}

class ErrorMappingConnection implements DatabaseConnection {
  constructor(readonly inner: DatabaseConnection) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    checkValues(query);
    return guarded(() => this.inner.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    checkValues(query);
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

/**
 * The one place that every statement passes, of both databases: values are checked before a driver sees them, and every
 * failure of a driver becomes a StoreUnavailableError.
 */
export class ErrorMappingDriver implements Driver {
  constructor(private readonly inner: Driver) {}

  init(): Promise<void> {
    return guarded(() => this.inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new ErrorMappingConnection(await guarded(() => this.inner.acquireConnection()));
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return guarded(() => this.inner.beginTransaction(connection, settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return guarded(() => this.inner.commitTransaction(connection));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return guarded(() => this.inner.rollbackTransaction(connection));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.inner.releaseConnection(connection instanceof ErrorMappingConnection ? connection.inner : connection);
  }

  destroy(): Promise<void> {
    return this.inner.destroy();
  }
}
