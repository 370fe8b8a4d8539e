import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import { errorCode } from '../errors/gateway-error.js';
import { isStorable } from '../model/ids.js';
import { StoreUnavailableError, UnstorableValueError } from './errors.js';

/**
 * Errors caused by the statement and not by the database: integrity constraints (SQLSTATE class 23), data (class 22),
 * syntax (42601) and their SQLite counterparts. They are bugs of the gateway and must not look like an outage.
 */
const STATEMENT_AT_FAULT = /^(2[23]\d{3}|42601|SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)\w*)$/;

/** Maps an error of a database driver: to StoreUnavailableError with its cause, or to itself when it is a bug. */
export function storeError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) return error;
  if (STATEMENT_AT_FAULT.test(errorCode(error))) return error;
  return new StoreUnavailableError('The database does not respond.', { cause: error });
}

async function mapErrors<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw storeError(error);
  }
}

/**
 * The catalogue that Kysely reads to list the tables. Those queries compare boolean columns of PostgreSQL, so they may
 * have boolean parameters.
 */
const POSTGRES_CATALOGUE = '"pg_catalog"';

/** Whether both databases store the value unchanged. */
function isStorableValue(value: unknown): boolean {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'bigint' || Buffer.isBuffer(value);
}

/**
 * Rejects a statement with a value that the two databases do not both store unchanged. The drivers handle such values
 * differently: the one for SQLite stores a boolean as a number and a date as null, pg writes an object as JSON, and both
 * change malformed text.
 * The error names the position and type of the value, never the value.
 */
function checkValues({ parameters, sql }: CompiledQuery): void {
  const isCatalogue = sql.includes(POSTGRES_CATALOGUE);
  const place = parameters.findIndex(
    (value) => !isStorableValue(value) && !(isCatalogue && typeof value === 'boolean'),
  );
  if (place === -1) return;
  const value = parameters[place];
  const kind = typeof value === 'string' ? 'text that is malformed or contains NUL' : describeKind(value);
  throw new UnstorableValueError(`Value ${place + 1} of ${parameters.length} of a statement is ${kind}.`);
}

function describeKind(value: unknown): string {
  return typeof value === 'number' ? 'a number that is not finite' : Array.isArray(value) ? 'array' : typeof value;
}

class ErrorMappingConnection implements DatabaseConnection {
  constructor(readonly inner: DatabaseConnection) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    checkValues(query);
    return mapErrors(() => this.inner.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    checkValues(query);
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

/** The connection of the real driver. */
function innermost(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof ErrorMappingConnection ? connection.inner : connection;
}

/**
 * Every statement of both databases passes through this driver. It checks the values before the real driver sees them
 * and maps every driver error to StoreUnavailableError.
 */
export class ErrorMappingDriver implements Driver {
  constructor(private readonly inner: Driver) {}

  init(): Promise<void> {
    return mapErrors(() => this.inner.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new ErrorMappingConnection(await mapErrors(() => this.inner.acquireConnection()));
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return mapErrors(() => this.inner.beginTransaction(innermost(connection), settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return mapErrors(() => this.inner.commitTransaction(innermost(connection)));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return mapErrors(() => this.inner.rollbackTransaction(innermost(connection)));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return this.inner.releaseConnection(innermost(connection));
  }

  destroy(): Promise<void> {
    return this.inner.destroy();
  }
}
