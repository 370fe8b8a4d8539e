import type { EventId } from '../model/ids.js';
import type { Sealed } from '../model/sealed.js';
import { webhookBodyContext } from './seal-contexts.js';
import type { Vault } from './vault.js';

/** Seals a webhook's JSON text for the row of its event (or of the letter that keeps it aside). */
export function sealWebhookBody(vault: Pick<Vault, 'seal'>, id: EventId, body: string): Sealed {
  return vault.seal(webhookBodyContext(id), body);
}

/** The JSON text as received. Fails with VaultUnreadableError. */
export function openWebhookBody(vault: Pick<Vault, 'open'>, event: { id: EventId; sealedBody: Sealed }): string {
  return vault.open(webhookBodyContext(event.id), event.sealedBody);
}
