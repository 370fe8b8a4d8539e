import type { Transaction } from 'kysely';
import type { OwnedItem } from '../model/item.js';
import { moveCounter } from './counters.js';
import { bindEvent } from './event-binding.js';
import type { Tables } from './tables.js';

/**
 * Gives the events that came before their Item an owner and a place at the end of the log, in the order they arrived.
 * Returns how many. The caller holds the lock on the events counter.
 */
export const deliverParked = async (trx: Transaction<Tables>, item: OwnedItem): Promise<number> => {
  const parked = await trx
    .selectFrom('events')
    .select(['arrival', 'link_token_fingerprint'])
    .where('item_id', '=', item.id)
    .where('seq', 'is', null)
    .orderBy('arrival')
    .execute();
  let delivered = 0;
  for (const event of parked) {
    const binding = await bindEvent(trx, { itemId: item.id, linkTokenFingerprint: event.link_token_fingerprint });
    if (binding === null) continue;
    await trx
      .updateTable('events')
      .set({
        seq: await moveCounter(trx, 'events', 1),
        owner_id: binding.ownerId,
        link_session_id: binding.linkSessionId,
        effects_state: 'PENDING',
      })
      .where('arrival', '=', event.arrival)
      .execute();
    delivered += 1;
  }
  return delivered;
};
