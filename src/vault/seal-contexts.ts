import type { EventId, ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { Sealed } from '../model/sealed.js';
import type { SealContext, Vault } from './vault.js';

/** What each kind of secret is bound to: it opens for the same owner, subject and column alone. */

export function accessTokenContext(ownerId: OwnerId, itemId: ItemId): SealContext {
  return {
    ownerId,
    subject: itemId,
    column: 'items.access_token',
  };
}

/** A public token has no Item yet, so it is bound to its owner alone. */
export function publicTokenContext(ownerId: OwnerId): SealContext {
  return { ownerId, subject: '', column: 'public_token' };
}

export function linkSecretContext(
  session: { id: LinkSessionId; ownerId: OwnerId },
  column: 'link_token' | 'hosted_link_url',
): SealContext {
  return { ownerId: session.ownerId, subject: session.id, column };
}

/**
 * A body is sealed before the transaction that finds its owner, so it is bound to the event alone: it opens for no
 * other event.
 */
export function webhookBodyContext(id: EventId): SealContext {
  return {
    ownerId: '',
    subject: id,
    column: 'webhook_body',
  };
}

/** Seals a webhook's JSON text for the row of its event (or of the letter that keeps it aside). */
export function sealWebhookBody(vault: Pick<Vault, 'seal'>, id: EventId, body: string): Sealed {
  return vault.seal(webhookBodyContext(id), body);
}

/** The JSON text as received. Fails with VaultUnreadableError. */
export function openWebhookBody(vault: Pick<Vault, 'open'>, event: { id: EventId; sealedBody: Sealed }): string {
  return vault.open(webhookBodyContext(event.id), event.sealedBody);
}

/** The session whose secrets are sealed: they open for no other. */
interface SessionRef {
  id: LinkSessionId;
  ownerId: OwnerId;
}

/** Seals a session's link token, with the fingerprint by which webhooks find the session. */
export function sealLinkToken(vault: Vault, session: SessionRef, linkToken: string): Sealed {
  return vault.seal(linkSecretContext(session, 'link_token'), linkToken);
}

export function openLinkToken(vault: Vault, session: SessionRef & { sealedLinkToken: Sealed }): string {
  return vault.open(linkSecretContext(session, 'link_token'), session.sealedLinkToken);
}

/** The hosted URL holds the link token, so it is sealed too. */
export function sealHostedLinkUrl(vault: Vault, session: SessionRef, url: string): Sealed {
  return vault.seal(linkSecretContext(session, 'hosted_link_url'), url);
}

export function openHostedLinkUrl(vault: Vault, session: SessionRef & { sealedHostedLinkUrl: Sealed }): string {
  return vault.open(linkSecretContext(session, 'hosted_link_url'), session.sealedHostedLinkUrl);
}

/** The keyed hash of a link token, the same for every instance. */
export function linkTokenFingerprint(vault: Vault, linkToken: string): string {
  return vault.fingerprint('link-token', linkToken);
}
