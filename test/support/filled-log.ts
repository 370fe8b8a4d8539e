import { sql } from 'kysely';
import type { Db } from '../../src/store/dialect.js';

/** What `fillLog` writes. Times are Unix ms. */
export interface Filling {
  /** Their ids are `filled-item-1` and so on; every tenth one belongs to the same owner. */
  items: number;
  /** Spread over these Items, with codes that bear on no status. */
  events: number;
  /** This Item gets `count` more events of each code, and as many update-mode sessions that succeeded. */
  busy?: { itemId: string; ownerId: string; codes: readonly string[]; count: number };
  receivedFrom: number;
  receivedTo: number;
}

const ROWS_PER_STATEMENT = 100_000;

/** Works on both databases. */
const numbers = (from: number, to: number) =>
  sql`(with recursive numbers (n) as (select ${sql.lit(from)} union all select n + 1 from numbers where n < ${sql.lit(to)})
    select cast(n as bigint) as n from numbers)`;

async function inParts(count: number, write: (from: number, to: number) => Promise<unknown>): Promise<void> {
  for (let from = 1; from <= count; from += ROWS_PER_STATEMENT) {
    await write(from, Math.min(count, from + ROWS_PER_STATEMENT - 1));
  }
}

/**
 * Fills the tables directly, with rows as the gateway writes them: a log of years takes seconds. Bodies and tokens cannot be
 * decrypted. The sequence is advanced; no change is recorded.
 */
export async function fillLog(db: Db, filling: Filling): Promise<void> {
  await inParts(filling.items, (from, to) => insertItems(db, from, to));
  await inParts(filling.events, (from, to) =>
    insertEvents(db, filling, {
      from,
      to,
      itemId: sql`'filled-item-' || (1 + n * 7919 % ${sql.lit(filling.items)})`,
      ownerId: sql`'filled-owner-' || ((1 + n * 7919 % ${sql.lit(filling.items)}) % 10)`,
      type: 'TRANSACTIONS',
      code: 'SYNC_UPDATES_AVAILABLE',
      share: filling.events,
    }),
  );
  const { busy } = filling;
  if (busy !== undefined) {
    for (const name of busy.codes) {
      const [type = '', code = ''] = name.split('/');
      const [itemId, ownerId] = [sql.lit(busy.itemId), sql.lit(busy.ownerId)];
      await inParts(busy.count, (from, to) =>
        insertEvents(db, filling, { from, to, itemId, ownerId, type, code, share: busy.count }),
      );
    }
    await inParts(busy.count, (from, to) => insertUpdates(db, busy, from, to));
  }
  await sql`analyze`.execute(db);
}

async function insertItems(db: Db, from: number, to: number): Promise<void> {
  await sql`insert into items (id, owner_id, position, generation, linked_at, sealed_access_token, known_version)
    select 'filled-item-' || n, 'filled-owner-' || (n % 10), 1000000 + n, 1, 1000, 'sealed-access-token', 0
    from ${numbers(from, to)} as numbered`.execute(db);
}

interface EventRange {
  from: number;
  to: number;
  itemId: ReturnType<typeof sql>;
  ownerId: ReturnType<typeof sql>;
  type: string;
  code: string;
  /** How many events the time is divided among. */
  share: number;
}

function insertEvents(db: Db, { receivedFrom, receivedTo }: Filling, range: EventRange): Promise<void> {
  const { from, to, itemId, ownerId, type, code, share } = range;
  const count = to - from + 1;
  return db.transaction().execute(async (trx) => {
    const { last } = await trx
      .updateTable('counters')
      .set((eb) => ({ last: eb('last', '+', count) }))
      .where('name', '=', 'events')
      .returning('last')
      .executeTakeFirstOrThrow();
    const seq = sql`n + ${sql.lit(last - to)}`;
    const receivedAt = sql`${sql.lit(receivedFrom)} + n * ${sql.lit(receivedTo - receivedFrom)} / ${sql.lit(share)}`;
    // As random as the ids of real events, whose places in an index are random.
    const random = sql`(${seq}) * 7368787 % 999999937`;
    await sql`insert into events (seq, id, replay_key, owner_id, webhook_type, webhook_code, environment, item_id,
        sealed_body, received_at, effects_state, effects_attempts)
      select ${seq}, 'we_' || (${random}) || '-' || (${seq}), 'key-' || (${random}) || '-' || (${seq}), ${ownerId},
        ${sql.lit(type)}, ${sql.lit(code)}, 'sandbox', ${itemId}, ${sql.lit('sealed-body'.repeat(30))},
        ${receivedAt}, 'DONE', 0
      from ${numbers(from, to)} as numbered`.execute(trx);
  });
}

async function insertUpdates(
  db: Db,
  { itemId, ownerId }: NonNullable<Filling['busy']>,
  from: number,
  to: number,
): Promise<void> {
  await sql`insert into link_sessions (id, owner_id, sealed_link_token, link_token_fingerprint, status, created_at,
      expires_at, update_item_id, finished_seq)
    select 'filled-session-' || n, ${sql.lit(ownerId)}, 'sealed-link-token', 'fingerprint-' || n, 'SUCCEEDED', n, n + 1,
      ${sql.lit(itemId)}, n
    from ${numbers(from, to)} as numbered`.execute(db);
}
