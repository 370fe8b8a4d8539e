import { sql, type Transaction } from 'kysely';
import type { AccountId, ItemId, OwnerId, UnixMs } from '../model/ids.js';
import { compileOnce, type Parameter, rowsFrom } from './queries.js';
import type { Db } from './dialect.js';
import { AuditBrokenError } from './errors.js';
import type { Tables } from './schema.js';
import { createWriteBatcher } from './coalesced-writes.js';

/** Who read or changed what, and when. */
export interface AuditEntry {
  at: UnixMs;
  ownerId: OwnerId;
  actorId: OwnerId;
  action: string;
  itemId: ItemId | null;
  accountIds: readonly AccountId[];
  requestId: string;
}

/**
 * A keyed hash (HMAC). The key is not stored in the clear in the database: write access to the database is not enough
 * to compute one.
 */
export type Mac = (text: string) => string;

/**
 * An audit entry and the MAC that chains it. A `complete…` method of the journal writes it in its own transaction, so
 * that a crash leaves either both or neither; repeating the commit writes it only once. Fails with AuditBrokenError,
 * like AuditLog.append, and then commits nothing.
 */
export interface AuditRecord {
  entry: AuditEntry;
  mac: Mac;
}

/** The append-only audit log. Each record is chained to the one before it (docs/adr/0017). */
export interface AuditLog {
  /**
   * Resolves when the record is durable and chained. `mac`: auditMac of the vault. Fails with AuditBrokenError and
   * appends nothing when something else has written to the end of the chain.
   */
  append(entry: AuditEntry, mac: Mac): Promise<void>;
  /** Newest first. For tests and operators. */
  list(limit: number): Promise<
    {
      at: UnixMs;
      ownerId: string;
      actorId: string;
      action: string;
      itemId: string | null;
      accountIds: string[];
      requestId: string;
    }[]
  >;
  /**
   * Creates the head of the chain, but only when the tables are new or nothing was ever stored in this database. In any
   * other case a missing head was deleted: it stays missing, and every later append fails.
   */
  begin(mac: Mac, when: { at: UnixMs; tablesAreNew: boolean }): Promise<void>;
  /** The stored head for verifyAudit; null when there is none. */
  head(): Promise<string | null>;
  /** Chained records with a number above `after`, in the order of their numbers, with their position in the table. */
  chained(after: number, limit: number): Promise<(ChainedRecord & { position: number })[]>;
  /** How many records are not part of the chain. */
  unchained(): Promise<number>;
}

/** The content of a record as it is stored. */
export interface AuditContent {
  at: number;
  owner_id: string;
  actor_id: string;
  action: string;
  item_id: string | null;
  account_ids: string;
  request_id: string;
}

/** A record in the chain. Numbers start at 1 and have no gaps. */
export interface ChainedRecord extends AuditContent {
  number: number;
  hash: string;
}

/** The head: what the last record must be. It reveals when records were cut off at the end. */
export interface ChainHead {
  /** The number of the last record; 0 when there is none. */
  number: number;
  /** The hash of the last record; empty when there is none. */
  hash: string;
  /** How many records existed before the chain was introduced. They are counted but not protected. */
  unchained: number;
}

const HEAD = 'audit.head';

/**
 * At most `batchSize` records share one transaction: those of several of the largest pages. When `maxWaiting` appends are
 * queued, further ones fail with StoreUnavailableError.
 */
const APPEND_BATCHES = { batchSize: 500, maxWaiting: 5_000 };

/**
 * Appends records within a transaction, in the given order. The head stays locked until the transaction ends, so this must
 * be its last step, after it has taken its other locks.
 */
export type AppendRecords = (trx: Transaction<Tables>, appends: readonly AuditRecord[]) => Promise<void>;

/** No method changes or deletes a record, and the database itself rejects both. */
export function createAuditLog(db: Db, appendRecords: AppendRecords): AuditLog {
  const append = createWriteBatcher(
    (appends: readonly AuditRecord[]) => appendAll(db, appendRecords, appends),
    APPEND_BATCHES,
  );
  return {
    append: (entry, mac) => append({ entry, mac }),

    begin: (mac, { at, tablesAreNew }) =>
      db.transaction().execute(async (trx) => {
        if ((await lockHead(trx, null)) !== null) return;
        if (!tablesAreNew && (await isUsed(trx))) return;
        const head: ChainHead = { number: 0, hash: '', unchained: await countUnchained(trx) };
        // Another instance may do the same concurrently: the first insert wins.
        await trx
          .insertInto('settings')
          .values({ name: HEAD, value: serializeHead(mac, head), created_at: at })
          .onConflict((conflict) => conflict.column('name').doNothing())
          .execute();
      }),

    list: async (limit) => {
      const rows = await db.selectFrom('audit_records').selectAll().orderBy('position', 'desc').limit(limit).execute();
      return rows.map((row) => ({
        at: row.at,
        ownerId: row.owner_id,
        actorId: row.actor_id,
        action: row.action,
        itemId: row.item_id,
        accountIds: JSON.parse(row.account_ids) as string[],
        requestId: row.request_id,
      }));
    },

    head: async () => {
      const row = await db.selectFrom('settings').select('value').where('name', '=', HEAD).executeTakeFirst();
      return row?.value ?? null;
    },

    chained: async (after, limit) => {
      const rows = await db
        .selectFrom('audit_records')
        .selectAll()
        .where('number', '>', after)
        .orderBy('number')
        .orderBy('position')
        .limit(limit)
        .execute();
      return rows.flatMap((row) => (row.number === null ? [] : [{ ...row, number: row.number, hash: row.hash ?? '' }]));
    },

    unchained: () => countUnchained(db),
  };
}

function appendAll(db: Db, appendRecords: AppendRecords, appends: readonly AuditRecord[]): Promise<undefined[]> {
  return db.transaction().execute(async (trx) => {
    await appendRecords(trx, appends);
    return appends.map(() => undefined);
  });
}

/**
 * Creates the writer of the chain. It remembers the head that it wrote last and first tries to continue there, which takes
 * two statements. When the stored head is another one, because another instance has appended since, it is read, verified
 * and continued under its lock, as after a start.
 */
export function createRecordAppender(): AppendRecords {
  let last: string | null = null;

  return async (trx, appends) => {
    const [first] = appends;
    if (first === undefined) return;
    const { mac } = first;
    const contents = appends.map((append) => contentOf(append.entry));
    const expected = last;
    const extended = expected === null ? null : extend(mac, parseHead(mac, expected), contents);
    const found = await lockHead(trx, extended && { from: expected, to: extended.text });
    if (extended !== null && found === extended.text) {
      await insertRecords(trx, { records: extended.chained });
      last = extended.text;
      return;
    }
    // A missing head is never created here: otherwise somebody could delete the records and the head, and the next
    // append would hide it.
    if (found === null) throw new AuditBrokenError('The head of the audit chain is missing.');
    const read = extend(mac, parseHead(mac, found), contents);
    await insertRecords(trx, { records: read.chained });
    await trx.updateTable('settings').set({ value: read.text }).where('name', '=', HEAD).execute();
    last = read.text;
  };
}

/**
 * Locks the row of the head until the transaction ends, so that instances append one after the other, and returns the
 * head. `move`: replaces the head, if it is still `from`.
 */
async function lockHead(
  trx: Transaction<Tables>,
  move: { from: string | null; to: string } | null,
): Promise<string | null> {
  const { rows } = move === null ? await lockOnly(trx, {}) : await lockAndMove(trx, move);
  return rows[0]?.value ?? null;
}

const lockOnly = compileOnce((db) =>
  db
    .updateTable('settings')
    .set((eb) => ({ value: eb.ref('value') }))
    .where('name', '=', sql.lit(HEAD))
    .returning('value'),
);

const lockAndMove = compileOnce((db, parameter: Parameter<{ from: string | null; to: string }>) =>
  db
    .updateTable('settings')
    .set((eb) => ({
      value: eb.case().when('value', '=', parameter('from')).then(parameter('to')).else(eb.ref('value')).end(),
    }))
    .where('name', '=', sql.lit(HEAD))
    .returning('value'),
);

const RECORD_COLUMNS = {
  at: 'bigint',
  owner_id: 'text',
  actor_id: 'text',
  action: 'text',
  item_id: 'text',
  account_ids: 'text',
  request_id: 'text',
  number: 'bigint',
  hash: 'text',
} as const;
const RECORD_COLUMN_NAMES = Object.keys(RECORD_COLUMNS) as (keyof typeof RECORD_COLUMNS)[];

/** In the order of their numbers. */
const insertRecords = compileOnce((db, parameter: Parameter<{ records: readonly ChainedRecord[] }>) =>
  db
    .insertInto('audit_records')
    .columns(RECORD_COLUMN_NAMES)
    .expression(
      db
        .selectFrom(rowsFrom<ChainedRecord>(db, parameter('records'), RECORD_COLUMNS).as('given'))
        .select(RECORD_COLUMN_NAMES)
        .orderBy('number'),
    ),
);

function contentOf(entry: AuditEntry): AuditContent {
  return {
    at: entry.at,
    owner_id: entry.ownerId,
    actor_id: entry.actorId,
    action: entry.action,
    item_id: entry.itemId,
    account_ids: JSON.stringify(entry.accountIds),
    request_id: entry.requestId,
  };
}

/** Computes the number and hash of each record, and the head after them. */
function extend(
  mac: Mac,
  head: ChainHead,
  records: readonly AuditContent[],
): { chained: ChainedRecord[]; text: string } {
  let end = head;
  const chained = records.map((record) => {
    const number = end.number + 1;
    end = { ...end, number, hash: recordHash(mac, number, end.hash, record) };
    return { ...record, number, hash: end.hash };
  });
  return { chained, text: serializeHead(mac, end) };
}

/**
 * The hash covers the number, all earlier records (through the previous hash) and every field. The JSON array keeps the
 * parts apart.
 */
export function recordHash(mac: Mac, number: number, previousHash: string, record: AuditContent): string {
  const { at, owner_id, actor_id, action, item_id, account_ids, request_id } = record;
  const fields = [at, owner_id, actor_id, action, item_id, account_ids, request_id];
  return mac(JSON.stringify(['record', number, previousHash, ...fields]));
}

/** The head as text, authenticated with its own MAC. */
function serializeHead(mac: Mac, head: ChainHead): string {
  return [head.number, head.hash, head.unchained, headMac(mac, head)].join(' ');
}

/** Throws AuditBrokenError when the text was not written by serializeHead with this key. */
export function parseHead(mac: Mac, text: string): ChainHead {
  const [number, hash, unchained, proof] = text.split(' ');
  const head = { number: Number(number), hash: hash ?? '', unchained: Number(unchained) };
  if (proof !== headMac(mac, head)) throw new AuditBrokenError('The head of the audit chain was altered.');
  return head;
}

function headMac(mac: Mac, { number, hash, unchained }: ChainHead): string {
  return mac(JSON.stringify(['head', number, hash, unchained]));
}

async function countUnchained(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('audit_records')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('number', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Whether anything was ever stored in this database. Removed Items and completed journal entries stay in their tables,
 * so the result cannot turn false again.
 */
async function isUsed(db: Db): Promise<boolean> {
  for (const table of ['audit_records', 'items', 'journal', 'link_sessions'] as const) {
    const first = await db.selectFrom(table).select('position').limit(1).executeTakeFirst();
    if (first !== undefined) return true;
  }
  return false;
}
