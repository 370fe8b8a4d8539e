import { cursorExpired } from '../errors/gateway-error.js';
import type { WebhookDetails } from '../model/webhook-details.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import { toWebhookDetails } from '../plaid/webhook-details.js';
import { redactedPayload } from './redacted-payload.js';
import type { LoaderContext } from './loader-context.js';
import type { Loaders } from './loaders.js';

/** The webhook log as recorded, and what the bodies in it say. */
export function eventLoaders({
  store,
  vault,
}: LoaderContext): Pick<Loaders, 'eventPayload' | 'eventDetails' | 'eventPage'> {
  const details = new Map<string, WebhookDetails>();
  const eventPayload = (event: RecordedEvent): Record<string, unknown> => redactedPayload(vault, event);
  return {
    eventPayload,
    eventDetails(event) {
      const known = details.get(event.id) ?? toWebhookDetails(eventPayload(event));
      details.set(event.id, known);
      return known;
    },
    async eventPage({ ownerId, first, afterSeq, itemId, types }) {
      const filter = { ...(itemId === null ? {} : { itemIds: [itemId] }), ...(types === null ? {} : { types }) };
      // One more than asked for tells whether there is a next page.
      const read = await store.events.readAfter(ownerId, { afterSeq, limit: first + 1, ...filter });
      // Asked after the page: if nothing behind the cursor is gone now, nothing was missing when it was read.
      if (afterSeq !== null && (await store.events.purgedThrough(ownerId)) > afterSeq) throw cursorExpired();
      return { events: read.slice(0, first), hasNextPage: read.length > first };
    },
  };
}
