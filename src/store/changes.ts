import type { Transaction } from 'kysely';
import { asItemId, asLinkSessionId, asOwnerId, type ItemId, type LinkSessionId, type OwnerId } from '../model/ids.js';
import { advanceSequence } from './sequences.js';
import type { Db } from './dialect.js';
import type { Tables } from './schema.js';

/** An Item or Link session of the owner is not what it was, or has news in the log. */
export interface Change {
  seq: number;
  /** Made through this store: this instance has told its own subscribers already. */
  isOwn: boolean;
  ownerId: OwnerId;
  itemId: ItemId | null;
  linkSessionId: LinkSessionId | null;
}

/** Written in the transaction that makes the change, numbered without gaps, visible in order: like the webhook log. */
export interface ChangeLog {
  /** The number of the last change, 0 when there was none. */
  lastSeq(): Promise<number>;
  /** Oldest first. The last hundred thousand are kept: what was dropped shows as a gap behind `seq`. */
  readAfter(seq: number, limit: number): Promise<Change[]>;
}

/** What changed of whom: an Item, a Link session, or one through the other. */
export interface ChangedRecord {
  owner_id: string;
  item_id: string | null;
  link_session_id: string | null;
}

/**
 * Notes what a transaction has changed, in that transaction: it is told if, and only if, it happened. The last thing a
 * transaction does: the counter stays locked until it ends, so that the numbers become visible in order, and whoever
 * waits for the counter holds nothing up for longer than a commit. Lock order: events, items, changes.
 */
export type RecordChanges = (trx: Transaction<Tables>, changed: readonly ChangedRecord[]) => Promise<void>;

/** Changes kept for the other instances, which read them within a second or two. */
const CHANGES_KEPT = 100_000;

function distinct(changed: readonly ChangedRecord[]): ChangedRecord[] {
  return [
    ...new Map(changed.map((one) => [JSON.stringify([one.owner_id, one.item_id, one.link_session_id]), one])).values(),
  ];
}

/** `origin`: this instance. */
export function changeRecorder(origin: string): RecordChanges {
  return async (trx, changed) => {
    const rows = distinct(changed);
    if (rows.length === 0) return;
    const last = await advanceSequence(trx, 'changes', rows.length);
    const first = last - rows.length + 1;
    await trx
      .insertInto('changes')
      .values(rows.map((row, n) => ({ seq: first + n, origin, ...row })))
      .execute();
  };
}

async function lastSeq(db: Db): Promise<number> {
  const row = await db.selectFrom('counters').select('last').where('name', '=', 'changes').executeTakeFirstOrThrow();
  return row.last;
}

/** Drops what every instance has long read. */
export async function purgeChanges(db: Db): Promise<void> {
  const oldest = (await lastSeq(db)) - CHANGES_KEPT;
  await db.deleteFrom('changes').where('seq', '<=', oldest).execute();
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
