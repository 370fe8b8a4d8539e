import { type EventId, type Sealed, storableText, type UnixMs } from '../model/ids.js';
import type { Db } from './dialect.js';

/** A correctly signed webhook that could not be understood, or that belongs to another Plaid environment. */
export interface QuarantinedWebhook {
  id: EventId;
  /** Like the replay key of an event: the same for every delivery of one webhook. */
  replayKey: string;
  reason: string;
  sealedBody: Sealed;
  receivedAt: UnixMs;
}

export interface QuarantineOutcome {
  outcome: 'quarantined' | 'duplicate';
}

/** See EventLog.quarantine. The table is called `letters` for historical reasons. */
export async function quarantine(db: Db, webhook: QuarantinedWebhook): Promise<QuarantineOutcome> {
  const inserted = await db
    .insertInto('letters')
    .values({
      id: webhook.id,
      replay_key: webhook.replayKey,
      reason: storableText(webhook.reason),
      sealed_body: webhook.sealedBody,
      received_at: webhook.receivedAt,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return { outcome: inserted === undefined ? 'duplicate' : 'quarantined' };
}

/** Deletes at most `limit` quarantined webhooks received before `before`. */
export async function purgeQuarantine(
  db: Db,
  before: UnixMs,
  limit: number,
): Promise<{ found: number; deleted: number }> {
  const result = await db
    .deleteFrom('letters')
    .where('id', 'in', (eb) => eb.selectFrom('letters').select('id').where('received_at', '<', before).limit(limit))
    .executeTakeFirst();
  const deleted = Number(result.numDeletedRows);
  return { found: deleted, deleted };
}
