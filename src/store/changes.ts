import type { Transaction } from 'kysely';
import { asItemId, asLinkSessionId, asOwnerId, type ItemId, type LinkSessionId, type OwnerId } from '../model/ids.js';
import { compileOnce, type Parameter, rowsFrom } from './queries.js';
import { advanceSequence } from './sequences.js';
import type { Db } from './dialect.js';
import type { Tables } from './schema.js';

/** A change of an Item or Link session, or a new event in its log. */
export interface Change {
  seq: number;
  /** True when this instance made the change. It has already notified its own subscribers. */
  isOwn: boolean;
  ownerId: OwnerId;
  itemId: ItemId | null;
  linkSessionId: LinkSessionId | null;
}

/**
 * Changes are written in the transaction that makes them. Like the webhook log they are numbered without gaps and
 * become visible in order.
 */
export interface ChangeLog {
  /** The number of the last change; 0 when there was none. */
  lastSeq(): Promise<number>;
  /** Oldest first. Only the last 100,000 changes are retained; deleted ones show as a gap after `seq`. */
  readAfter(seq: number, limit: number): Promise<Change[]>;
}

/** The owner and the Item or Link session that changed, or both. */
export interface ChangedRecord {
  owner_id: string;
  item_id: string | null;
  link_session_id: string | null;
}

/**
 * Records the changes of a transaction within that transaction, so a change is published exactly when it is committed.
 * Must be the last step of the transaction: the sequence stays locked until the commit, so that numbers become visible
 * in order, and other writers wait for it only for the length of a commit. Lock order: events, items, changes.
 */
export type RecordChanges = (trx: Transaction<Tables>, changed: readonly ChangedRecord[]) => Promise<void>;

/** How many changes are retained. The other instances read them within a second or two. */
const MAX_CHANGES = 100_000;

function distinct(changed: readonly ChangedRecord[]): ChangedRecord[] {
  return [
    ...new Map(changed.map((one) => [JSON.stringify([one.owner_id, one.item_id, one.link_session_id]), one])).values(),
  ];
}

interface ChangeRow extends ChangedRecord {
  seq: number;
  origin: string;
}

const COLUMNS = { seq: 'bigint', origin: 'text', owner_id: 'text', item_id: 'text', link_session_id: 'text' } as const;
const COLUMN_NAMES = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];

const insertChanges = compileOnce((db, parameter: Parameter<{ rows: readonly ChangeRow[] }>) =>
  db
    .insertInto('changes')
    .columns(COLUMN_NAMES)
    .expression(db.selectFrom(rowsFrom<ChangeRow>(db, parameter('rows'), COLUMNS).as('given')).select(COLUMN_NAMES)),
);

/** `origin` identifies this instance. */
export function changeRecorder(origin: string): RecordChanges {
  return async (trx, changed) => {
    const rows = distinct(changed);
    if (rows.length === 0) return;
    const last = await advanceSequence(trx, 'changes', rows.length);
    const first = last - rows.length + 1;
    await insertChanges(trx, { rows: rows.map((row, n) => ({ seq: first + n, origin, ...row })) });
  };
}

async function lastSeq(db: Db): Promise<number> {
  const row = await db.selectFrom('counters').select('last').where('name', '=', 'changes').executeTakeFirstOrThrow();
  return row.last;
}

/** Deletes at most `limit` changes that every instance has long read, oldest first. */
export async function purgeChanges(db: Db, limit: number): Promise<{ found: number; deleted: number }> {
  const newest = (await lastSeq(db)) - MAX_CHANGES;
  const { oldest } = await db
    .selectFrom('changes')
    .select(({ fn }) => fn.min<number | null>('seq').as('oldest'))
    .executeTakeFirstOrThrow();
  if (oldest === null || oldest > newest) return { found: 0, deleted: 0 };
  const result = await db
    .deleteFrom('changes')
    .where('seq', '<=', Math.min(newest, oldest + limit - 1))
    .executeTakeFirst();
  const deleted = Number(result.numDeletedRows);
  return { found: deleted, deleted };
}

export function createChangeLog(db: Db, origin: string): ChangeLog {
  return {
    lastSeq: () => lastSeq(db),

    readAfter: async (seq, limit) => {
      const rows = await db
        .selectFrom('changes')
        .selectAll()
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        seq: row.seq,
        isOwn: row.origin === origin,
        ownerId: asOwnerId(row.owner_id),
        itemId: row.item_id === null ? null : asItemId(row.item_id),
        linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
      }));
    },
  };
}
