import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type RawBuilder,
  SelectQueryNode,
  sql,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import Libsql from 'libsql';
import { errorCode } from '../errors/gateway-error.js';
import {
  assertInstallation,
  createInstallationCheck,
  type Database,
  type ExpectedInstallation,
  type GatewayAdapter,
  INSTALLATION,
} from './dialect.js';
import { ErrorMappingDriver } from './error-mapping-driver.js';

/**
 * How long a transaction waits for another process that is writing to the same file. The same as the wait for a
 * PostgreSQL connection.
 */
const BUSY_DEADLINE_MS = 2_000;
/** Waiting inside SQLite blocks the event loop, so each wait is short and is followed by a pause. */
const BUSY_WAIT_MS = 5;
const BUSY_PAUSE_MS = 10;
/**
 * How many pages of 4 KB may collect in the write-ahead log before they are moved to the database file. The commit that
 * triggers the move is slow: with the SQLite default of 1,000 pages that would be about one webhook in a hundred.
 */
const CHECKPOINT_PAGES = 10_000;

/**
 * Every commit waits for the disk (synchronous = FULL). Readers see the last commit while another connection writes
 * (WAL).
 */
function openFile(path: string): Libsql.Database {
  const database = new Libsql(path);
  database.exec(`PRAGMA busy_timeout = ${BUSY_DEADLINE_MS}`);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = FULL');
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.exec('PRAGMA foreign_keys = ON');
  database.exec(`PRAGMA busy_timeout = ${BUSY_WAIT_MS}`);
  return database;
}

function isBusy(error: unknown): boolean {
  return errorCode(error).startsWith('SQLITE_BUSY');
}

/**
 * Takes the write lock immediately: a transaction that reads first and writes later could fail when it tries to upgrade
 * its lock. Only BEGIN can find the file busy. It runs through `exec` because libsql leaves a busy prepared statement
 * unfinished until it is garbage-collected, and the next commit fails while it is open.
 */
async function begin(file: ReopeningFile): Promise<void> {
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

function rollback(database: Libsql.Database): void {
  if (database.inTransaction) database.exec('rollback');
}

/** Wraps every statement that may write in a transaction, unless one is open already. */
class EmbeddedConnection implements DatabaseConnection {
  constructor(
    private readonly inner: DatabaseConnection,
    private readonly file: ReopeningFile,
  ) {}

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.file.trackErrors(() => this.execute<R>(query));
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
 * After one of these errors the connection may keep failing even when the disk works again, because SQLite caches what
 * it read and what it failed to read.
 */
const CONNECTION_BREAKING_CODE = /^SQLITE_(CANTOPEN|CORRUPT|FULL|IOERR|NOTADB|READONLY)/;
const CONNECTION_BREAKING_MESSAGE = /malformed|disk I\/O error|not a database/;

function breaksConnection(error: unknown): boolean {
  return (
    CONNECTION_BREAKING_CODE.test(errorCode(error)) ||
    CONNECTION_BREAKING_MESSAGE.test(error instanceof Error ? error.message : '')
  );
}

/** Identifies a file independently of its path. */
function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/** Opens the file on first use and reopens it after an error that breaks the connection. */
class ReopeningFile {
  private opened: { database: Libsql.Database; identity: string | null } | null = null;
  private isBroken = false;

  constructor(
    private readonly path: string,
    private readonly expected: ExpectedInstallation,
  ) {}

  get database(): Libsql.Database {
    return (this.opened ??= this.open()).database;
  }

  /**
   * Reopens the file if the connection is broken. Call it only while no statement runs. Throws if the file cannot be
   * opened or belongs to another installation.
   */
  reopenIfBroken(): void {
    if (this.opened === null || !this.isBroken) return;
    // libsql would create the file, and an empty database would look as if all records had been deleted.
    if (identityOf(this.path) === null) throw new Error('The database file is missing.');
    const { database } = this.opened;
    // Open the new connection before closing the old one: SQLite empties the write-ahead log when the last connection
    // closes, which is unsafe after an I/O error.
    this.opened = this.open();
    this.isBroken = false;
    closeBroken(database);
  }

  /** Runs `work` and records whether its error broke the connection. */
  async trackErrors<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (breaksConnection(error)) this.isBroken = true;
      throw error;
    }
  }

  /**
   * Throws when the file at the path is missing or is not the one that is open: writes to a deleted file would be lost.
   */
  requireInPlace(): void {
    if (this.opened === null || this.opened.identity === identityOf(this.path)) return;
    this.isBroken = true;
    throw new Error('The database file was removed or replaced.');
  }

  close(): void {
    this.opened?.database.close();
  }

  private open(): { database: Libsql.Database; identity: string | null } {
    const database = openFile(this.path);
    try {
      const expected = this.expected();
      if (expected !== null) {
        const row = database.prepare('select value from settings where name = ?').get([INSTALLATION]) as
          { value: string } | undefined;
        assertInstallation(expected, row?.value);
      }
      return { database, identity: identityOf(this.path) };
    } catch (error) {
      database.close();
      throw error;
    }
  }
}

function closeBroken(database: Libsql.Database): void {
  try {
    rollback(database);
    database.close();
  } catch {
    // The connection is broken and is not used again.
  }
}

class EmbeddedDriver extends SqliteDriver {
  constructor(private readonly file: ReopeningFile) {
    const present = {
      prepare: (text: string) => file.database.prepare(text),
      close: () => {
        file.close();
      },
    };
    super({ database: () => Promise.resolve(present) });
  }

  override async init(): Promise<void> {
    // Reports at startup that the file cannot be opened.
    this.file.database.prepare('select 1');
    await super.init();
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    try {
      this.file.reopenIfBroken();
      return new EmbeddedConnection(connection, this.file);
    } catch (error) {
      await super.releaseConnection();
      throw error;
    }
  }

  override beginTransaction(): Promise<void> {
    return this.file.trackErrors(() => begin(this.file));
  }

  override commitTransaction(): Promise<void> {
    return this.file.trackErrors(() => {
      this.file.database.exec('commit');
    });
  }

  override rollbackTransaction(): Promise<void> {
    return Promise.resolve(this.file.database).then(rollback);
  }
}

/** All migrations run in one transaction. Its lock keeps other processes out until they are all applied. */
class EmbeddedAdapter extends SqliteAdapter implements GatewayAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  isIn(column: RawBuilder<unknown>, list: RawBuilder<unknown>): RawBuilder<boolean> {
    return sql`${column} in (select value from json_each(${list}))`;
  }

  elements(list: RawBuilder<unknown>): RawBuilder<unknown> {
    return sql`json_each(${list})`;
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
    return new ErrorMappingDriver(new EmbeddedDriver(new ReopeningFile(this.path, this.expected)));
  }

  override createAdapter(): GatewayAdapter {
    return new EmbeddedAdapter();
  }
}

/** One file on this machine (libsql). It is opened by the first statement and closed when the Kysely instance is destroyed. */
export function embeddedDatabase(path: string, installation = createInstallationCheck()): Database {
  return {
    ...installation,
    dialect: () => new EmbeddedDialect(path, installation.expected),
    numberedKey: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
    appendOnly,
    unixMs: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`,
  };
}

function appendOnly(table: string): RawBuilder<unknown>[] {
  return ['update', 'delete'].map(
    (change) => sql`
      create trigger ${sql.id(`${table}_no_${change}`)} before ${sql.raw(change)} on ${sql.table(table)}
      begin select raise(abort, 'records are only appended here'); end`,
  );
}
