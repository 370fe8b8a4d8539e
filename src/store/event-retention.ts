import type { Transaction } from 'kysely';
import type { UnixMs } from '../model/ids.js';
import { purgeChanges } from './changes.js';
import type { Db } from './dialect.js';
import { purgeQuarantine } from './quarantine.js';
import type { Tables } from './schema.js';
import { advanceSequence } from './sequences.js';

/** Events deleted in one transaction. Webhooks wait while it runs. */
const PURGE_BATCH = 500;

/** See EventLog.purge. */
export async function purge(db: Db, before: UnixMs): Promise<number> {
  await purgeChanges(db);
  let deleted = await purgeQuarantine(db, before);
  for (;;) {
    const batch = await purgeBatch(db, before);
    deleted += batch;
    if (batch < PURGE_BATCH) return deleted;
  }
}

/** Deletes one batch and records, in the same transaction, up to which seq each owner has lost events. */
function purgeBatch(db: Db, before: UnixMs): Promise<number> {
  return db.transaction().execute(async (trx) => {
    // Keeps deliverParked out, which would give a number to an event that is being deleted.
    await advanceSequence(trx, 'events', 0);
    const rows = await trx
      .selectFrom('events')
      .select(['arrival', 'owner_id', 'seq'])
      .where('received_at', '<', before)
      .where('effects_state', '!=', 'PENDING')
      // A parked event gets its place in the log only when its Item is stored. Its retention period starts when its
      // effects have run.
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
    await recordPurged(trx, highest);
    return rows.length;
  });
}

async function recordPurged(trx: Transaction<Tables>, highest: Map<string, number>): Promise<void> {
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
