import type { Loaders } from '../../loaders/loaders.js';
import { asAccountId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
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

/**
 * The stored Item of a result, found by an account that both show, because account ids belong to one Item. null while the
 * public token has not been exchanged; then Plaid is not asked.
 */
export async function itemOfResult(loaders: Loaders, result: LinkResultOfSession): Promise<OwnedItem | null> {
  const [account] = result.accounts;
  const items = await loaders.itemsOfLinkSession(result.session);
  if (items.length === 0 || account === undefined) return null;
  const found = await loaders.accountById(asAccountId(account.id));
  return items.find((item) => item.id === found?.item.id) ?? null;
}
