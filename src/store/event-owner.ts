import type { Transaction } from 'kysely';
import type { OwnedItem } from '../model/item.js';
import type { Db } from './dialect.js';
import { advanceSequence } from './sequences.js';
import type { Tables } from './schema.js';

/** The owner of an event, and the Link session to which it belongs. */
export interface EventOwner {
  ownerId: string;
  linkSessionId: string | null;
}

/**
 * Finds the owner of an event: by its Item, else by the link token in its body. Null when neither is known, or when the
 * Item (even a removed one) and the session belong to different owners: nobody may see such an event.
 */
export async function findEventOwner(
  db: Db,
  event: { itemId: string | null; linkTokenFingerprint: string | null },
): Promise<EventOwner | null> {
  const item =
    event.itemId === null
      ? undefined
      : await db
          .selectFrom('items')
          .select(['owner_id', 'removed_at'])
          .where('id', '=', event.itemId)
          .executeTakeFirst();
  const session =
    event.linkTokenFingerprint === null
      ? undefined
      : await db
          .selectFrom('link_sessions')
          .select(['id', 'owner_id'])
          .where('link_token_fingerprint', '=', event.linkTokenFingerprint)
          .orderBy('position', 'desc')
          .limit(1)
          .executeTakeFirst();
  if (item !== undefined && session !== undefined && item.owner_id !== session.owner_id) return null;
  const ownerId = item?.removed_at === null ? item.owner_id : session?.owner_id;
  return ownerId === undefined ? null : { ownerId, linkSessionId: session?.id ?? null };
}

/**
 * Assigns the events that arrived before their Item an owner and a place at the end of the log, in the order in which
 * they arrived. Returns how many. The caller holds the lock on the `events` sequence.
 */
export async function deliverParked(trx: Transaction<Tables>, item: OwnedItem): Promise<number> {
  const parked = await trx
    .selectFrom('events')
    .select(['arrival', 'link_token_fingerprint'])
    .where('item_id', '=', item.id)
    .where('seq', 'is', null)
    .orderBy('arrival')
    .execute();
  let delivered = 0;
  for (const event of parked) {
    const owner = await findEventOwner(trx, { itemId: item.id, linkTokenFingerprint: event.link_token_fingerprint });
    if (owner === null) continue;
    await trx
      .updateTable('events')
      .set({
        seq: await advanceSequence(trx, 'events', 1),
        owner_id: owner.ownerId,
        link_session_id: owner.linkSessionId,
        effects_state: 'PENDING',
      })
      .where('arrival', '=', event.arrival)
      .execute();
    delivered += 1;
  }
  return delivered;
}
