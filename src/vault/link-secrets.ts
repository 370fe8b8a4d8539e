import type { LinkSessionId, OwnerId } from '../model/ids.js';
import type { Sealed } from '../model/sealed.js';
import { linkSecretContext } from './seal-contexts.js';
import type { Vault } from './vault.js';

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
