import type { Transaction } from 'kysely';
import type { UnixMs } from '../model/ids.js';
import { purgeChanges } from './changes.js';
import { advanceSequence } from './sequences.js';
import type { Db } from './dialect.js';
import type { QuarantineOutcome, QuarantinedWebhook } from './store.js';
import type { Tables } from './schema.js';
import { storableText } from './storable-text.js';

/** Events dropped in one transaction: webhooks wait while it runs. */
const PURGE_BATCH = 500;

async function rememberDropped(trx: Transaction<Tables>, highest: Map<string, number>): Promise<void> {
  if (highest.size === 0) return;
  await trx
    .insertInto('dropped_events')
    .values([...highest].map(([owner_id, up_to]) => ({ owner_id, up_to })))
    .onConflict((conflict) =>
      conflict
        .column('owner_id')
        .doUpdateSet((eb) => ({ up_to: eb.ref('excluded.up_to') }))
        .whereRef('dropped_events.up_to', '<', 'excluded.up_to'),
    )
    .execute();
}

/** Drops a batch and notes, in the same transaction, what each owner has lost. */
function purgeBatch(db: Db, before: UnixMs): Promise<number> {
  return db.transaction().execute(async (trx) => {
    // Holds off the delivery of parked events, which would give a number to one that is being dropped.
    await advanceSequence(trx, 'events', 0);
    const rows = await trx
      .selectFrom('events')
      .select(['arrival', 'owner_id', 'seq'])
      .where('received_at', '<', before)
      .where('effects_state', '!=', 'PENDING')
      // An event that was parked has its place in the log since its effects were carried out, however long ago it came.
      .where((eb) => eb.or([eb('effects_changed_at', 'is', null), eb('effects_changed_at', '<', before)]))
      .orderBy('received_at')
      .limit(PURGE_BATCH)
      .execute();
    if (rows.length === 0) return 0;
    const highest = new Map<string, number>();
    for (const { owner_id, seq } of rows) {
      if (owner_id !== null && seq !== null) highest.set(owner_id, Math.max(seq, highest.get(owner_id) ?? 0));
    }
    await trx
      .deleteFrom('events')
      .where(
        'arrival',
        'in',
        rows.map(({ arrival }) => arrival),
      )
      .execute();
    await rememberDropped(trx, highest);
    return rows.length;
  });
}

/** EventLog.purge */
export async function purge(db: Db, before: UnixMs): Promise<number> {
  await purgeChanges(db);
  const letters = await db.deleteFrom('letters').where('received_at', '<', before).executeTakeFirst();
  let dropped = Number(letters.numDeletedRows);
  for (;;) {
    const batch = await purgeBatch(db, before);
    dropped += batch;
    if (batch < PURGE_BATCH) return dropped;
  }
}

/** EventLog.keepAside */
export async function quarantine(db: Db, letter: QuarantinedWebhook): Promise<QuarantineOutcome> {
  const kept = await db
    .insertInto('letters')
    .values({
      id: letter.id,
      replay_key: letter.replayKey,
      reason: storableText(letter.reason),
      sealed_body: letter.sealedBody,
      received_at: letter.receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return { outcome: kept === undefined ? 'duplicate' : 'kept-aside' };
}
