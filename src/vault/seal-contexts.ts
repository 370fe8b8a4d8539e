import type { EventId, ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { SealContext } from './vault.js';

/** What each kind of secret is bound to: it opens for the same owner, subject and column alone. */

export const accessTokenContext = (ownerId: OwnerId, itemId: ItemId): SealContext => ({
  ownerId,
  subject: itemId,
  column: 'items.access_token',
});

/** A public token has no Item yet, so it is bound to its owner alone. */
export const publicTokenContext = (ownerId: OwnerId): SealContext => ({ ownerId, subject: '', column: 'public_token' });

export const linkSecretContext = (
  session: { id: LinkSessionId; ownerId: OwnerId },
  column: 'link_token' | 'hosted_link_url',
): SealContext => ({ ownerId: session.ownerId, subject: session.id, column });

/**
 * A body is sealed before the transaction that finds its owner, so it is bound to the event alone: it opens for no
 * other event.
 */
export const webhookBodyContext = (id: EventId): SealContext => ({
  ownerId: '',
  subject: id,
  column: 'webhook_body',
});
