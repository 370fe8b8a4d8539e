import type { EventId, ItemId, LinkSessionId, OwnerId } from '../model/ids.js';
import type { Sealed } from '../model/sealed.js';
import type { SealContext } from './sealing.js';
import type { Vault } from './vault.js';

/** The seal context of each kind of secret: the owner, record and column for which alone it decrypts. */

export function accessTokenContext(ownerId: OwnerId, itemId: ItemId): SealContext {
  return {
    ownerId,
    subject: itemId,
    column: 'items.access_token',
  };
}

/** A public token has no Item yet, so only its owner is part of the context. */
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
 * A body is encrypted before the transaction that finds its owner, so only the event is part of the context: it does
 * not decrypt for another event.
 */
export function webhookBodyContext(id: EventId): SealContext {
  return {
    ownerId: '',
    subject: id,
    column: 'webhook_body',
  };
}

/** Encrypts the JSON text of a webhook for the row of its event, or of the quarantined webhook. */
export function sealWebhookBody(vault: Pick<Vault, 'seal'>, id: EventId, body: string): Sealed {
  return vault.seal(webhookBodyContext(id), body);
}

/** Decrypts the JSON text of a webhook, as received. Throws DecryptionError. */
export function openWebhookBody(vault: Pick<Vault, 'open'>, event: { id: EventId; sealedBody: Sealed }): string {
  return vault.open(webhookBodyContext(event.id), event.sealedBody);
}

/** The session to which the secrets belong. They decrypt for no other. */
interface SessionRef {
  id: LinkSessionId;
  ownerId: OwnerId;
}

/** Encrypts the link token of a session. */
export function sealLinkToken(vault: Vault, session: SessionRef, linkToken: string): Sealed {
  return vault.seal(linkSecretContext(session, 'link_token'), linkToken);
}

export function openLinkToken(vault: Vault, session: SessionRef & { sealedLinkToken: Sealed }): string {
  return vault.open(linkSecretContext(session, 'link_token'), session.sealedLinkToken);
}

/** The URL of a Hosted Link session contains the link token, so it is encrypted too. */
export function sealHostedLinkUrl(vault: Vault, session: SessionRef, url: string): Sealed {
  return vault.seal(linkSecretContext(session, 'hosted_link_url'), url);
}

export function openHostedLinkUrl(vault: Vault, session: SessionRef & { sealedHostedLinkUrl: Sealed }): string {
  return vault.open(linkSecretContext(session, 'hosted_link_url'), session.sealedHostedLinkUrl);
}

/** The keyed hash of a link token, by which webhooks find their session. The same on every instance. */
export function linkTokenFingerprint(vault: Vault, linkToken: string): string {
  return vault.fingerprint('link-token', linkToken);
}
