import type { EventId } from '../model/ids.js';
import type { Sealed } from '../model/sealed.js';
import type { SealContext, Vault } from './vault.js';

/**
 * A body is sealed before the transaction that finds its owner, so it is bound to the event alone: it opens for no
 * other event.
 */
const context = (id: EventId): SealContext => ({ ownerId: '', subject: id, column: 'webhook_body' });

/** Seals a webhook's JSON text for the row of its event (or of the letter that keeps it aside). */
export function sealWebhookBody(vault: Pick<Vault, 'seal'>, id: EventId, body: string): Sealed {
  return vault.seal(context(id), body);
}

/** The JSON text as received. Fails with VaultUnreadableError. */
export function openWebhookBody(vault: Pick<Vault, 'open'>, event: { id: EventId; sealedBody: Sealed }): string {
  return vault.open(context(event.id), event.sealedBody);
}
