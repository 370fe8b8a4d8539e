import type { LinkAttempt, LinkItemAddResult, OwnedLinkSession } from '../../model/link-session.js';

/** A result together with the session it came from: what the resolvers of LinkItemAddResult work on. */
export interface LinkResultOfSession extends LinkItemAddResult {
  readonly session: OwnedLinkSession;
}

/** An attempt whose results know their session. */
export type LinkAttemptOfSession = Omit<LinkAttempt, 'results'> & { results: LinkResultOfSession[] };

/** Puts the attempts of a session together with it. */
export function attemptsOfSession(attempts: readonly LinkAttempt[], session: OwnedLinkSession): LinkAttemptOfSession[] {
  return attempts.map((attempt) => ({
    ...attempt,
    results: attempt.results.map((result) => ({ ...result, session })),
  }));
}
