import type { LinkSessionStatus, OwnedLinkSession } from '../../model/link-session.js';

/** The recorded status, or EXPIRED once the token is too old to begin or to finish with. */
export function linkSessionStatus(session: OwnedLinkSession, nowMs: number): LinkSessionStatus {
  const isOpen = session.recordedStatus === 'CREATED' || session.recordedStatus === 'STARTED';
  return isOpen && session.expiresAt <= nowMs ? 'EXPIRED' : session.recordedStatus;
}
