import { setTimeout as delay } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  type SqliteDatabase,
} from 'kysely';
import Database from 'libsql';
import { errorCode } from '../errors/error-code.js';
import { GuardedDriver } from './guarded-driver.js';

/** How long a statement waits for another process that writes to the same file; as long as for a PostgreSQL connection. */
const BUSY_DEADLINE_MS = 2_000;
/** Waiting inside SQLite blocks the whole process, so it is kept short and repeated with pauses between. */
const BUSY_BLOCKING_MS = 5;
const BUSY_PAUSE_MS = 10;

/** libsql waits for the disk on every commit (FULL), and readers see the last commit while one writes (WAL). */
const openFile = (path: string): SqliteDatabase => {
  const database = new Database(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_DEADLINE_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(`PRAGMA busy_timeout = ${BUSY_BLOCKING_MS}`);
  return database;
};

const isBusy = (error: unknown): boolean => errorCode(error).startsWith('SQLITE_BUSY');

/** A statement that found the file busy has done nothing, so it is simply asked again until the deadline. */
class PatientConnection implements DatabaseConnection {
  constructor(private readonly inner: DatabaseConnection) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const deadline = performance.now() + BUSY_DEADLINE_MS;
    for (;;) {
      try {
        return await this.inner.executeQuery<R>(query);
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await delay(BUSY_PAUSE_MS);
      }
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

const BEGIN_IMMEDIATE = CompiledQuery.raw('begin immediate');

class EmbeddedDriver extends SqliteDriver {
  override async acquireConnection(): Promise<DatabaseConnection> {
    return new PatientConnection(await super.acquireConnection());
  }

  /** Takes the write lock at once: a transaction that reads first and writes later could otherwise fail in the middle. */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(BEGIN_IMMEDIATE);
  }
}

/** Migrations run in one transaction, whose lock keeps other processes out until they are all applied. */
class EmbeddedAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class EmbeddedDialect extends SqliteDialect {
  constructor(private readonly path: string) {
    super({ database: () => Promise.resolve(openFile(path)) });
  }

  override createDriver(): Driver {
    return new GuardedDriver(new EmbeddedDriver({ database: () => Promise.resolve(openFile(this.path)) }));
  }

  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

/** The file is opened with the first statement and closed when the Kysely made with this is destroyed. */
export const embeddedDialect = (path: string): SqliteDialect => new EmbeddedDialect(path);
