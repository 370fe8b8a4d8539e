import { statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
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
} from 'kysely';
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
import { createGroupCommit, type GroupCommit, type GroupMember, type TransactionSteps } from './coalesced-writes.js';
import { isBusy, SqliteConnection } from './sqlite.js';

/**
 * How long a transaction waits for another process that is writing to the same file. As long as one waits for a lock on
 * PostgreSQL (DATABASE_LIMITS).
 */
const BUSY_DEADLINE_MS = 5_000;
/** How long the same takes at most while the file is being opened. The event loop waits. */
const OPEN_WAIT_MS = 2_000;
/** Waiting inside SQLite blocks the event loop, so each wait is short and is followed by a pause. */
const BUSY_WAIT_MS = 5;
const BUSY_PAUSE_MS = 10;
/**
 * How many pages of 4 KB may collect in the write-ahead log before they are moved to the database file. The commit that
 * triggers the move is slow: with the SQLite default of 1,000 pages that would be about one webhook in a hundred.
 */
const CHECKPOINT_PAGES = 10_000;

/** Makes what was written to an open file durable. */
export type SyncFile = (file: FileHandle) => Promise<void>;

/**
 * Runs in Node's thread pool, so the event loop does not wait for the disk. Node's permission model denies a sync by file
 * descriptor, but not by FileHandle.
 */
const syncData: SyncFile = (file) => file.datasync();

/** The open database file. */
interface OpenFile {
  /** Runs the transactions. */
  readonly writer: SqliteConnection;
  /** Runs the reads outside transactions. It sees the last commit while the writer is at work (WAL). */
  readonly reader: SqliteConnection;
  /** The write-ahead log. Rejected when it cannot be opened: then no commit succeeds. */
  readonly log: Promise<FileHandle>;
  readonly identity: string | null;
}

function openConnection(path: string): SqliteConnection {
  const connection = new SqliteConnection(path);
  connection.exec(`PRAGMA busy_timeout = ${OPEN_WAIT_MS}`);
  const { rows } = connection.execute<{ journal_mode: string }>('PRAGMA journal_mode = WAL');
  if (rows[0]?.journal_mode !== 'wal') throw new Error('The database file does not support a write-ahead log.');
  // SQLite leaves out only the wait of each commit for the log: EmbeddedFile.commit waits for it instead.
  connection.exec('PRAGMA synchronous = NORMAL');
  connection.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  connection.exec('PRAGMA foreign_keys = ON');
  connection.exec(`PRAGMA busy_timeout = ${BUSY_WAIT_MS}`);
  return connection;
}

/** Opens the write-ahead log, which exists since the first read, and makes its entry in the folder durable. */
async function openLog(path: string): Promise<FileHandle> {
  const log = await open(`${path}-wal`, 'r+');
  try {
    await syncFolder(dirname(path));
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Windows can neither open nor sync a folder, and does not need to. */
const NO_FOLDER_SYNC = new Set(['EISDIR', 'EPERM']);

async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(errorCode(error))) throw error;
  }
}

/**
 * After one of these errors the connection may keep failing even when the disk works again, because SQLite caches what
 * it read and what it failed to read.
 */
const CONNECTION_BREAKING_CODE = /^SQLITE_(CANTOPEN|CORRUPT|FULL|IOERR|NOTADB|READONLY)/;

/** Identifies a file independently of its path. */
function identityOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

/**
 * Opens the file on first use and reopens it after an error that breaks a connection. Provides the steps of a
 * transaction on it.
 */
class EmbeddedFile implements TransactionSteps {
  private opened: OpenFile | null = null;
  private isBroken = false;
  private isInTransaction = false;
  /** True after a commit that may not be on the disk. */
  private isUnsynced = false;
  private syncing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly expected: ExpectedInstallation,
    private readonly sync: SyncFile,
  ) {}

  /** Throws when the file cannot be opened. */
  open(): void {
    this.opened ??= this.openFile();
  }

  /** A read outside transactions. */
  read<Row>({ sql: text, parameters }: CompiledQuery): QueryResult<Row> {
    if (!this.isInTransaction) this.reopenIfBroken();
    return this.trackErrors(({ reader }) => reader.execute<Row>(text, parameters));
  }

  /** A statement of the current transaction. */
  executeInTransaction<Row>({ sql: text, parameters }: CompiledQuery): QueryResult<Row> {
    return this.trackErrors(({ writer }) => writer.execute<Row>(text, parameters));
  }

  /**
   * Takes the write lock immediately: a transaction that reads first and writes later could fail when it tries to
   * upgrade its lock. Only BEGIN can find the file busy.
   */
  begin = async (): Promise<void> => {
    this.reopenIfBroken();
    this.requireInPlace();
    const deadline = performance.now() + BUSY_DEADLINE_MS;
    for (;;) {
      try {
        this.write('begin immediate');
        this.isInTransaction = true;
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
        await delay(BUSY_PAUSE_MS);
      }
    }
  };

  savepoint = (): void => {
    this.write('savepoint member');
  };

  releaseSavepoint = (): void => {
    this.write('release member');
  };

  rollbackToSavepoint = (): void => {
    this.write('rollback to member');
    this.write('release member');
  };

  /**
   * While the disk is awaited, the reader stays at the commit before: nobody sees what could still be lost. After a
   * failed wait it stays there until the file is reopened.
   */
  commit = async (): Promise<void> => {
    const log = await this.waitForLog();
    this.holdReader();
    try {
      this.write('commit');
    } catch (error) {
      this.letReaderGo();
      throw error;
    }
    this.isUnsynced = true;
    this.syncing = this.sync(log);
    try {
      await this.syncing;
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
    this.isUnsynced = false;
    this.letReaderGo();
    this.isInTransaction = false;
  };

  rollback = (): void => {
    this.isInTransaction = false;
    try {
      if (this.openedFile.writer.inTransaction) this.write('rollback');
    } catch {
      this.isBroken = true;
    }
  };

  async close(): Promise<void> {
    await this.syncing.catch(() => undefined);
    if (this.opened !== null) await closeFile(this.opened);
  }

  private get openedFile(): OpenFile {
    return (this.opened ??= this.openFile());
  }

  private async waitForLog(): Promise<FileHandle> {
    try {
      return await this.openedFile.log;
    } catch (error) {
      this.isBroken = true;
      throw error;
    }
  }

  private write(text: string): void {
    this.trackErrors(({ writer }) => writer.execute(text));
  }

  /** Runs `work` and records whether its error broke the connection. */
  private trackErrors<T>(work: (file: OpenFile) => T): T {
    try {
      return work(this.openedFile);
    } catch (error) {
      if (CONNECTION_BREAKING_CODE.test(errorCode(error))) this.isBroken = true;
      throw error;
    }
  }

  private holdReader(): void {
    this.trackErrors(({ reader }) => {
      reader.execute('begin');
      // BEGIN alone does not choose what the reader sees; its first read does.
      reader.execute('select 1 from sqlite_schema limit 1');
    });
  }

  /** If it fails, the file is reopened: the transaction itself is committed. */
  private letReaderGo(): void {
    try {
      const { reader } = this.openedFile;
      if (reader.inTransaction) reader.execute('rollback');
    } catch {
      this.isBroken = true;
    }
  }

  /**
   * Reopens the file if a connection is broken. Call it only while no transaction runs. Throws if the file cannot be
   * opened or belongs to another installation.
   */
  private reopenIfBroken(): void {
    if (this.opened === null || !this.isBroken) return;
    // SQLite would create the file, and an empty database would look as if all records had been deleted.
    if (identityOf(this.path) === null) throw new Error('The database file is missing.');
    const previous = this.opened;
    // Open the new connections before closing the old ones: SQLite empties the write-ahead log when the last connection
    // closes, which is unsafe after an I/O error.
    const next = this.openFile();
    try {
      this.moveUnsynced(previous, next);
    } catch (error) {
      void closeFile(next);
      throw error;
    }
    this.opened = next;
    this.isBroken = false;
    void closeFile(previous);
  }

  /**
   * After a wait for the disk that failed, a second one may succeed although the data was lost. So the contents of the
   * log are written again, into the database file.
   */
  private moveUnsynced(previous: OpenFile, next: OpenFile): void {
    if (!this.isUnsynced) return;
    if (previous.reader.inTransaction) previous.reader.exec('rollback');
    const { rows } = next.writer.execute<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
    if (rows[0]?.busy !== 0) throw new Error('The write-ahead log could not be moved to the database file.');
    this.isUnsynced = false;
  }

  /**
   * Throws when the file at the path is missing or is not the one that is open: writes to a deleted file would be lost.
   */
  private requireInPlace(): void {
    if (this.openedFile.identity === identityOf(this.path)) return;
    this.isBroken = true;
    throw new Error('The database file was removed or replaced.');
  }

  private openFile(): OpenFile {
    const opened: { writer?: SqliteConnection; reader?: SqliteConnection } = {};
    try {
      const writer = (opened.writer = openConnection(this.path));
      const reader = (opened.reader = openConnection(this.path));
      reader.exec('PRAGMA query_only = ON');
      this.requireInstallation(reader);
      const log = openLog(this.path);
      // The first commit reports the error.
      log.catch(() => undefined);
      return { writer, reader, log, identity: identityOf(this.path) };
    } catch (error) {
      void closeFile(opened);
      throw error;
    }
  }

  private requireInstallation(reader: SqliteConnection): void {
    reader.execute('select 1 from sqlite_schema limit 1');
    const expected = this.expected();
    if (expected === null) return;
    const { rows } = reader.execute<{ value: string }>('select value from settings where name = ?', [INSTALLATION]);
    assertInstallation(expected, rows[0]?.value);
  }
}

/**
 * Closes the connections at once, the writer last, because the last connection to close moves the write-ahead log into the
 * file. Errors are ignored: what is broken is not used again.
 */
async function closeFile({ writer, reader, log }: Partial<OpenFile>): Promise<void> {
  for (const connection of [reader, writer]) {
    try {
      connection?.close();
    } catch {
      // See above.
    }
  }
  await log?.then((file) => file.close()).catch(() => undefined);
}

/** A statement that cannot write. */
function isRead({ query, sql: text }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) || /^\s*select\b/i.test(text);
}

class EmbeddedConnection implements DatabaseConnection {
  /** The transaction that is open on this connection. */
  transaction: GroupMember | null = null;

  constructor(
    private readonly file: EmbeddedFile,
    private readonly groups: GroupCommit,
  ) {}

  /** A statement that may write and has no transaction gets one of its own. */
  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.transaction !== null) return this.file.executeInTransaction<Row>(query);
    return isRead(query) ? this.file.read<Row>(query) : this.executeAlone<Row>(query);
  }

  private async executeAlone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const member = await this.groups.join();
    let result: QueryResult<Row>;
    try {
      result = this.file.executeInTransaction<Row>(query);
    } catch (error) {
      await member.rollback();
      throw error;
    }
    await member.commit();
    return result;
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('The store does not stream rows.');
  }
}

class EmbeddedDriver implements Driver {
  private readonly groups: GroupCommit;

  constructor(private readonly file: EmbeddedFile) {
    this.groups = createGroupCommit(file);
  }

  /** Reports at startup that the file cannot be opened. */
  // eslint-disable-next-line @typescript-eslint/require-await -- errors become rejections
  async init(): Promise<void> {
    this.file.open();
  }

  acquireConnection(): Promise<EmbeddedConnection> {
    return Promise.resolve(new EmbeddedConnection(this.file, this.groups));
  }

  async beginTransaction(connection: EmbeddedConnection): Promise<void> {
    connection.transaction = await this.groups.join();
  }

  async commitTransaction(connection: EmbeddedConnection): Promise<void> {
    const { transaction } = connection;
    connection.transaction = null;
    await transaction?.commit();
  }

  /** Does nothing after a commit that failed: the group has been rolled back. */
  async rollbackTransaction(connection: EmbeddedConnection): Promise<void> {
    const { transaction } = connection;
    connection.transaction = null;
    await transaction?.rollback();
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return this.file.close();
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

  table(...[columns, { json }]: Parameters<GatewayAdapter['table']>): RawBuilder<unknown> {
    const values = columns.map(
      ([name, type]) => sql`cast(value ->> ${sql.lit(name)} as ${sql.raw(type)}) as ${sql.id(name)}`,
    );
    return sql`(select ${sql.join(values)} from json_each(${json()}))`;
  }
}

class EmbeddedDialect extends SqliteDialect {
  constructor(
    private readonly path: string,
    private readonly expected: ExpectedInstallation,
    private readonly sync: SyncFile,
  ) {
    super({ database: () => Promise.reject(new Error('The embedded driver opens its file itself.')) });
  }

  override createDriver(): Driver {
    return new ErrorMappingDriver(new EmbeddedDriver(new EmbeddedFile(this.path, this.expected, this.sync)));
  }

  override createAdapter(): GatewayAdapter {
    return new EmbeddedAdapter();
  }
}

/** One SQLite file on this machine. It is opened by the first statement and closed when the Kysely instance is destroyed. */
export function embeddedDatabase(path: string, { sync } = { sync: syncData }): Database {
  const installation = createInstallationCheck();
  return {
    ...installation,
    dialect: () => new EmbeddedDialect(path, installation.expected, sync),
    numberedKey: { type: 'integer', build: (column) => column.primaryKey().autoIncrement() },
    appendOnly,
    locksRows: false,
    // Everything else waits meanwhile, for some milliseconds.
    appendBatch: 100,
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
