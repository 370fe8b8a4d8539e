import { statSync } from 'node:fs';
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
import { errorCode } from '../errors/gateway-error.js';
import { ErrorMappingDriver } from './error-mapping-driver.js';
import { type ExpectedInstallation, INSTALLATION, refuseOther } from './installation.js';

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
function openFile(path: string): Database.Database {
  const database = new Database(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_DEADLINE_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(`PRAGMA busy_timeout = ${BUSY_BLOCKING_MS}`);
  return database;
}

function isBusy(error: unknown): boolean {
  return errorCode(error).startsWith('SQLITE_BUSY');
}

/**
 * Takes the write lock at once: a transaction that reads first and writes later could otherwise fail in the middle.
 * Begin is the only statement that can find the file busy, and it runs through exec, because libsql leaves a prepared
 * statement that did so half-run until it is garbage-collected, and with it open the next commit fails.
 */
async function begin(file: ReopenedFile): Promise<void> {
  file.requireInPlace();
  const { database } = file;
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
}

function rollback(database: Database.Database): void {
  if (database.inTransaction) database.exec('rollback');
}

/** Gives every statement that may write a transaction, its own if there is none. */
class EmbeddedConnection implements DatabaseConnection {
  constructor(
    private readonly inner: DatabaseConnection,
    private readonly file: ReopenedFile,
  ) {}

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.file.noting(() => this.execute<R>(query));
  }

  private async execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { database } = this.file;
    if (database.inTransaction || SelectQueryNode.is(query.query)) return this.inner.executeQuery<R>(query);
    await begin(this.file);
    try {
      const result = await this.inner.executeQuery<R>(query);
      database.exec('commit');
      return result;
    } catch (error) {
      rollback(database);
      throw error;
    }
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

/**
 * After these a connection may go on failing although the disk is well again: SQLite keeps what it has read, and what it could
 * not read, in memory.
 */
const SPOILS_CONNECTION = /^SQLITE_(CANTOPEN|CORRUPT|FULL|IOERR|NOTADB|READONLY)/;
const SPOILS_BY_MESSAGE = /malformed|disk I\/O error|not a database/;

function spoilsConnection(error: unknown): boolean {
  return (
    SPOILS_CONNECTION.test(errorCode(error)) || SPOILS_BY_MESSAGE.test(error instanceof Error ? error.message : '')
  );
}

/** What names a file on this machine, whatever its path. */
function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/** Opens the file with the first statement, and anew after an error that spoils the connection. */
class ReopenedFile {
  private opened: { database: Database.Database; identity: string | null } | null = null;
  private isSpoilt = false;

  constructor(
    private readonly path: string,
    private readonly expected: ExpectedInstallation,
  ) {}

  get database(): Database.Database {
    return (this.opened ??= this.open()).database;
  }

  /** Call when nobody is at work on the connection. Fails while the file cannot be opened, or is another one. */
  mend(): void {
    if (this.opened === null || !this.isSpoilt) return;
    // libsql would make one, and an empty database answers for everything that is no more.
    if (identityOf(this.path) === null) throw new Error('The file of the database is gone.');
    const { database } = this.opened;
    // Before the old one is closed: SQLite empties the write-ahead log with the last connection, and not now, please.
    this.opened = this.open();
    this.isSpoilt = false;
    closeSpoilt(database);
  }

  /** Passes on what the work answers or throws, and remembers that the connection is of no more use. */
  async noting<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (spoilsConnection(error)) this.isSpoilt = true;
      throw error;
    }
  }

  /** Fails when the path leads to another file than the one that is open, or to none: what is written there is lost. */
  requireInPlace(): void {
    if (this.opened === null || this.opened.identity === identityOf(this.path)) return;
    this.isSpoilt = true;
    throw new Error('The file of the database was removed or replaced.');
  }

  close(): void {
    this.opened?.database.close();
  }

  private open(): { database: Database.Database; identity: string | null } {
    const database = openFile(this.path);
    try {
      const expected = this.expected();
      if (expected !== null) {
        const row = database.prepare('select value from settings where name = ?').get([INSTALLATION]) as
          { value: string } | undefined;
        refuseOther(expected, row?.value);
      }
      return { database, identity: identityOf(this.path) };
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

function closeSpoilt(database: Database.Database): void {
  try {
    rollback(database);
    database.close();
  } catch {
    // It is of no use any more, and nobody has it.
  }
}

class EmbeddedDriver extends SqliteDriver {
  constructor(private readonly file: ReopenedFile) {
    const present = {
      prepare: (text: string) => file.database.prepare(text),
      close: () => {
        file.close();
      },
    };
    super({ database: () => Promise.resolve(present) });
  }

  override async init(): Promise<void> {
    // Fails here when the file cannot be opened at all.
    this.file.database.prepare('select 1');
    await super.init();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    try {
      this.file.mend();
      return new EmbeddedConnection(connection, this.file);
    } catch (error) {
      await super.releaseConnection();
      throw error;
    }
  }

  override beginTransaction(): Promise<void> {
    return this.file.noting(() => begin(this.file));
  }

  override commitTransaction(): Promise<void> {
    return this.file.noting(() => {
      this.file.database.exec('commit');
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
  constructor(
    private readonly path: string,
    private readonly expected: ExpectedInstallation,
  ) {
    super({ database: () => Promise.reject(new Error('The embedded driver opens its file itself.')) });
  }

  override createDriver(): Driver {
    return new ErrorMappingDriver(new EmbeddedDriver(new ReopenedFile(this.path, this.expected)));
  }

  override createAdapter(): SqliteAdapter {
    return new EmbeddedAdapter();
  }
}

/** The file is opened with the first statement and closed when the Kysely made with this is destroyed. */
export function embeddedDialect(path: string, expected: ExpectedInstallation): SqliteDialect {
  return new EmbeddedDialect(path, expected);
}
