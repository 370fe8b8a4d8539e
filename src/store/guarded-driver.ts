import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import { errorCode } from '../errors/error-code.js';
import { StoreUnavailableError } from './errors.js';

/**
 * Errors that blame the statement, not the database: integrity constraints (SQLSTATE class 23), data (22), syntax (42601),
 * and SQLite's counterparts. They are our bugs and must not look like an outage.
 */
const STATEMENT_AT_FAULT = /^(2[23]\d{3}|42601|SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)\w*)$/;

/** The error to throw for what a database driver threw: StoreUnavailableError with its cause, or a bug as it is. */
export const storeError = (error: unknown): unknown => {
  if (error instanceof StoreUnavailableError) return error;
  if (STATEMENT_AT_FAULT.test(errorCode(error))) return error;
  return new StoreUnavailableError('The database cannot answer.', { cause: error });
};

const guarded = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw storeError(error);
  }
};

class GuardedConnection implements DatabaseConnection {
  constructor(readonly inner: DatabaseConnection) {}

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return guarded(() => this.inner.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

/** Turns every failure of a database driver into StoreUnavailableError, in the one place all of them pass. */
export class GuardedDriver implements Driver {
  constructor(private readonly inner: Driver) {}

  init(): Promise<void> {
    return guarded(() => this.inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new GuardedConnection(await guarded(() => this.inner.acquireConnection()));
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
    return this.inner.releaseConnection(connection instanceof GuardedConnection ? connection.inner : connection);
  }

  destroy(): Promise<void> {
    return this.inner.destroy();
  }
}
