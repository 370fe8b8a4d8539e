import { cursorExpired } from '../errors/gateway-error.js';
import type { ItemId, OwnerId } from '../model/ids.js';
import type { WebhookDetails } from '../model/webhook-details.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { toWebhookDetails } from '../plaid/webhook-details.js';
import type { LoaderContext } from './loader-context.js';
import { onlyOwn } from './load.js';
import { readRedactedPayload } from './redacted-payload.js';

/** Which part of an owner's webhook log. null: no limit of that kind. */
export interface EventQuery {
  ownerId: OwnerId;
  first: number;
  afterSeq: number | null;
  itemId: ItemId | null;
  types: readonly string[] | null;
}

/** A page of an owner's webhook log. */
export interface EventPage {
  events: RecordedEvent[];
  hasNextPage: boolean;
}

/** The body of a webhook, parsed, without secrets. */
export function redactedPayload({ vault }: LoaderContext): (event: RecordedEvent) => Record<string, unknown> {
  return (event) => readRedactedPayload(vault, event);
}

/** The body of a webhook in the gateway's names. It is decrypted once for all fields of one event. */
export function eventDetails({ vault }: LoaderContext): (event: RecordedEvent) => WebhookDetails {
  const details = new Map<string, WebhookDetails>();
  return (event) => {
    const known = details.get(event.id) ?? toWebhookDetails(readRedactedPayload(vault, event));
    details.set(event.id, known);
    return known;
  };
}

/** One owner's events, oldest first. Fails with CURSOR_EXPIRED when events after `afterSeq` have been purged. */
export function eventPage({ viewer, store }: LoaderContext): (query: EventQuery) => Promise<EventPage> {
  return onlyOwn(viewer, async ({ ownerId, first, afterSeq, itemId, types }: EventQuery) => {
    const filter = { ...(itemId === null ? {} : { itemIds: [itemId] }), ...(types === null ? {} : { types }) };
    // One more than requested shows whether there is a next page.
    const read = await store.events.readAfter(ownerId, { afterSeq, limit: first + 1, ...filter });
    // Checked after the page was read: if nothing after the cursor is gone now, nothing was missing then.
    if (afterSeq !== null && (await store.events.purgedThrough(ownerId)) > afterSeq) throw cursorExpired();
    return { events: read.slice(0, first), hasNextPage: read.length > first };
  });
}
