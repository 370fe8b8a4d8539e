import type { Transaction } from 'kysely';
import type { AccountId, ItemId, OwnerId, UnixMs } from '../model/ids.js';
import {
  AuditBrokenError,
  type AuditContent,
  chain,
  type ChainedRecord,
  type ChainHead,
  type Mac,
  openHead,
  sealHead,
} from './audit-chain.js';
import { createWriteBatcher } from './write-batcher.js';
import type { Db } from './dialect.js';
import type { Tables } from './schema.js';

/** Who read or changed what. */
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
 * A record and what chains it. Handed to a `complete…` of the journal it is part of that transaction, so that a crash leaves
 * neither without the other, and it is written once however often the outcome is committed again. Fails with
 * AuditBrokenError, and commits nothing, as AuditLog.append does.
 */
export interface AuditRecord {
  entry: AuditEntry;
  mac: Mac;
}

/** Append-only, each record bound to all before it. */
export interface AuditLog {
  /**
   * Durable, and in its place in the chain, when it resolves. `mac`: auditMac of the vault. Fails with AuditBrokenError,
   * and appends nothing, when somebody else has written to the end of the chain.
   */
  append(entry: AuditEntry, mac: Mac): Promise<void>;
  /** Newest first; for tests and operators. */
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
   * Makes the head of the chain, if there is none: when its tables are new, or when nothing was ever kept here. A head that
   * is missing otherwise was taken away; it stays missing, and nothing is appended any more.
   */
  begin(mac: Mac, when: { at: UnixMs; tablesAreNew: boolean }): Promise<void>;
  /** What verifyAudit reads: the head as it rests, null when there is none. */
  head(): Promise<string | null>;
  /** Records of the chain by number, those after `after`, and where each lies in the table. */
  chained(after: number, limit: number): Promise<(ChainedRecord & { position: number })[]>;
  /** How many records are not in the chain. */
  unchained(): Promise<number>;
}

const HEAD = 'audit.head';

/** Records written in one transaction, and how many may wait for their turn before those who ask are refused. */
const APPEND_BATCHES = { batchSize: 50, maxWaiting: 2_000 };

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

/** Reads the head and keeps its row locked until the transaction ends: several instances chain one after the other. */
async function lockHead(trx: Transaction<Tables>): Promise<string | null> {
  const row = await trx
    .updateTable('settings')
    .set((eb) => ({ value: eb.ref('value') }))
    .where('name', '=', HEAD)
    .returning('value')
    .executeTakeFirst();
  return row?.value ?? null;
}

async function countUnchained(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('audit_records')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('number', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Whether anything was ever kept here. Removed Items and settled entries stay, so that this is not undone. */
async function isUsed(db: Db): Promise<boolean> {
  for (const table of ['audit_records', 'items', 'journal', 'link_sessions'] as const) {
    const first = await db.selectFrom(table).select('position').limit(1).executeTakeFirst();
    if (first !== undefined) return true;
  }
  return false;
}

/**
 * Chains the records in the order given. The head stays locked until the transaction ends, so this is its last step, and
 * everybody takes the other locks of a transaction before this one.
 */
export async function appendRecords(trx: Transaction<Tables>, appends: readonly AuditRecord[]): Promise<void> {
  const [first] = appends;
  if (first === undefined) return;
  const { mac } = first;
  const head = await lockHead(trx);
  // Never begun anew here: whoever deletes the records with their head would have the next one hide it.
  if (head === null) throw new AuditBrokenError('The head of the audit chain is missing.');
  const longer = chain(
    mac,
    openHead(mac, head),
    appends.map((append) => contentOf(append.entry)),
  );
  await trx.insertInto('audit_records').values(longer.chained).execute();
  await trx
    .updateTable('settings')
    .set({ value: sealHead(mac, longer.head) })
    .where('name', '=', HEAD)
    .execute();
}

function appendAll(db: Db, appends: readonly AuditRecord[]): Promise<undefined[]> {
  return db.transaction().execute(async (trx) => {
    await appendRecords(trx, appends);
    return appends.map(() => undefined);
  });
}

/** There is no statement here that changes or deletes a record; the database refuses those as well. */
export function createAuditLog(db: Db): AuditLog {
  const append = createWriteBatcher((appends: readonly AuditRecord[]) => appendAll(db, appends), APPEND_BATCHES);
  return {
    append: (entry, mac) => append({ entry, mac }),

    begin: (mac, { at, tablesAreNew }) =>
      db.transaction().execute(async (trx) => {
        if ((await lockHead(trx)) !== null) return;
        if (!tablesAreNew && (await isUsed(trx))) return;
        const head: ChainHead = { number: 0, hash: '', unchained: await countUnchained(trx) };
        // Another instance may begin at the same moment: the first counts.
        await trx
          .insertInto('settings')
          .values({ name: HEAD, value: sealHead(mac, head), created_at: at })
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
