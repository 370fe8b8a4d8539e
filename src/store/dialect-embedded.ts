import { setTimeout as delay } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import Database from 'libsql';
import { errorCode } from '../errors/error-code.js';
import { GuardedDriver } from './guarded-driver.js';

/** How long a transaction waits for another process that writes to the same file; as long as for a PostgreSQL connection. */
const BUSY_DEADLINE_MS = 2_000;
/** Waiting inside SQLite blocks the whole process, so it is kept short and repeated with pauses between. */
const BUSY_BLOCKING_MS = 5;
const BUSY_PAUSE_MS = 10;
/**
 * Pages of 4 KB written before they are moved from the write-ahead log into the file. Somebody waits while that happens; at
 * SQLite's thousand it would be one webhook in a hundred.
 */
const CHECKPOINT_PAGES = 10_000;

/** libsql waits for the disk on every commit (FULL), and readers see the last commit while one writes (WAL). */
const openFile = (path: string): Database.Database => {
  const database = new Database(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_DEADLINE_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(`PRAGMA busy_timeout = ${BUSY_BLOCKING_MS}`);
  return database;
};

const isBusy = (error: unknown): boolean => errorCode(error).startsWith('SQLITE_BUSY');

/**
 * Takes the write lock at once: a transaction that reads first and writes later could otherwise fail in the middle.
 * Begin is the only statement that can find the file busy, and it runs through exec, because libsql leaves a prepared
 * statement that did so half-run until it is garbage-collected, and with it open the next commit fails.
 */
const begin = async (database: Database.Database): Promise<void> => {
  const deadline = performance.now() + BUSY_DEADLINE_MS;
  for (;;) {
    try {
      database.exec('begin immediate');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await delay(BUSY_PAUSE_MS);
    }
  }
};

const rollback = (database: Database.Database): void => {
  if (database.inTransaction) database.exec('rollback');
};

/** Gives every statement that may write a transaction, its own if there is none. */
class EmbeddedConnection implements DatabaseConnection {
  constructor(
    private readonly inner: DatabaseConnection,
    readonly database: Database.Database,
  ) {}

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.database.inTransaction || SelectQueryNode.is(query.query)) return this.inner.executeQuery<R>(query);
    await begin(this.database);
    try {
      const result = await this.inner.executeQuery<R>(query);
      this.database.exec('commit');
      return result;
    } catch (error) {
      rollback(this.database);
      throw error;
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

/** Opens the file with the first statement. */
class LazyFile {
  private opened: Database.Database | null = null;

  constructor(private readonly path: string) {}

  get database(): Database.Database {
    return (this.opened ??= openFile(this.path));
  }
}

class EmbeddedDriver extends SqliteDriver {
  constructor(private readonly file: LazyFile) {
    super({ database: () => Promise.resolve(file.database) });
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    return new EmbeddedConnection(await super.acquireConnection(), this.file.database);
  }

  override beginTransaction(): Promise<void> {
    return begin(this.file.database);
  }

  override commitTransaction(): Promise<void> {
    return Promise.resolve(this.file.database).then((database) => {
      database.exec('commit');
    });
  }

  override rollbackTransaction(): Promise<void> {
    return Promise.resolve(this.file.database).then(rollback);
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
    super({ database: () => Promise.reject(new Error('The embedded driver opens its file itself.')) });
  }

  override createDriver(): Driver {
    return new GuardedDriver(new EmbeddedDriver(new LazyFile(this.path)));
  }

  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

/** The file is opened with the first statement and closed when the Kysely made with this is destroyed. */
export const embeddedDialect = (path: string): SqliteDialect => new EmbeddedDialect(path);
