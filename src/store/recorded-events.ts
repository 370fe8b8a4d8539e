import type { Selectable } from 'kysely';
import { asEventId, asItemId, asLinkSessionId, asOwnerId, asSealed } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Db } from './dialect.js';
import type { EventsTable } from './schema.js';

/** The columns from which a RecordedEvent is built. */
type RecordedRow = Omit<Selectable<EventsTable>, 'arrival' | 'effects_attempts' | 'effects_changed_at' | 'seq'> & {
  seq: number;
  owner_id: string;
};

/** Events with a place in the log. Parked events have no owner and are not included. */
export function recordedEvents(db: Db) {
  return db
    .selectFrom('events')
    .selectAll('events')
    .where('events.seq', 'is not', null)
    .where('events.owner_id', 'is not', null)
    .$narrowType<{ seq: number; owner_id: string }>();
}

export function toEvent(
  row: Omit<RecordedRow, 'replay_key' | 'link_token_fingerprint' | 'effects_state'>,
): RecordedEvent {
  return {
    seq: row.seq,
    id: asEventId(row.id),
    ownerId: asOwnerId(row.owner_id),
    webhookType: row.webhook_type,
    webhookCode: row.webhook_code,
    environment: row.environment,
    itemId: row.item_id === null ? null : asItemId(row.item_id),
    linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
    receivedAt: row.received_at,
    sealedBody: asSealed(row.sealed_body),
  };
}
