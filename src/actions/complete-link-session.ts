import { GatewayError } from '../errors/gateway-error.js';
import type { LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { LinkAttempt, OwnedLinkSession } from '../model/link-session.js';
import { type ActionContext, ownedLinkSession } from './action-context.js';
import { invalidateUpdatedItem, transitionLinkSession } from './link-session-transition.js';
import { exchange } from './exchange.js';
import { isTokenConsumed, upstreamFailure } from './upstream-outcome.js';

/** What a finished, or not yet finished, session has come to. */
export interface CompletedLinkSession {
  session: OwnedLinkSession;
  items: OwnedItem[];
}

/**
 * The viewer's own session, completed. The app calls this when the person comes back: in update mode the Item may be another
 * now, also where Plaid does not tell how the session went, as it need not outside Hosted Link.
 */
export async function completeLinkSession(context: ActionContext, id: LinkSessionId): Promise<CompletedLinkSession> {
  const session = await ownedLinkSession(context, id);
  const completed = await completeOwnedLinkSession(context, session);
  const { recordedStatus } = completed.session;
  const alreadyTold = recordedStatus === 'EXITED' || recordedStatus !== session.recordedStatus;
  if (!alreadyTold) await invalidateUpdatedItem(context, session);
  return completed;
}

/**
 * Exchanges every public token of the session that was not exchanged yet: those that a webhook brought (`told`) and those
 * that Plaid answers when asked, which outside Hosted Link may be fewer. Safe to repeat: by the app, by a webhook, or
 * both at once.
 */
export function completeOwnedLinkSession(
  context: ActionContext,
  session: OwnedLinkSession,
  webhookTokens: readonly string[] = [],
): Promise<CompletedLinkSession> {
  return context.mutex.run(`link-session:${session.id}`, async () => {
    await exchangeAll(context, session, webhookTokens);
    const attempts = await attemptsOf(context, session);
    const results = attempts.flatMap((attempt) => attempt.results);
    const answered = results.map((result) => context.vault.openPublicToken(session.ownerId, result.sealedPublicToken));
    await exchangeAll(
      context,
      session,
      answered.filter((token) => !webhookTokens.includes(token)),
    );
    const items = await context.store.items.ofLinkSession(session);
    // An Item is proof of success, also when Plaid does not show (any more) how the session went.
    const status = items.length > 0 ? 'SUCCEEDED' : statusOf(session, attempts);
    const advanced = status === null ? session : await transitionLinkSession(context, session, status);
    return { session: advanced, items };
  });
}

/** Oldest first; none when Plaid has forgotten the session, which it does some hours after the end. */
async function attemptsOf(context: ActionContext, session: OwnedLinkSession): Promise<LinkAttempt[]> {
  try {
    return (await context.plaid.linkTokenGet(session, context.call)).attempts;
  } catch (error) {
    if (upstreamFailure(error).plaidErrorCode === 'INVALID_LINK_TOKEN') return [];
    throw error;
  }
}

/** Every token gets its try; the first failure that a repetition may mend is told afterwards. */
async function exchangeAll(
  context: ActionContext,
  session: OwnedLinkSession,
  publicTokens: readonly string[],
): Promise<void> {
  let failure: Error | null = null;
  for (const publicToken of publicTokens) {
    const sealed = context.vault.sealPublicToken(session.ownerId, publicToken);
    try {
      await exchange(context, { ownerId: session.ownerId, linkSessionId: session.id, ...sealed });
    } catch (error) {
      if (error instanceof Error && !isSettled(error)) failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

/** The token ran out or was exchanged elsewhere, or its Item has been removed since: repeating changes nothing. */
function isSettled(error: unknown): boolean {
  if (isTokenConsumed(error)) return true;
  return error instanceof GatewayError && error.code === 'NOT_FOUND';
}

/**
 * null: nobody has opened Link yet. In update mode there is no result to see, so an end without an exit is success;
 * elsewhere it proves nothing, and a webhook may still tell.
 */
function statusOf(
  { updateItemId }: OwnedLinkSession,
  attempts: readonly LinkAttempt[],
): OwnedLinkSession['recordedStatus'] | null {
  const finished = attempts.filter((attempt) => attempt.finishedAt !== null);
  if (attempts.some((attempt) => attempt.results.length > 0)) return 'SUCCEEDED';
  if (updateItemId !== null && finished.some((attempt) => attempt.exit === null)) return 'SUCCEEDED';
  if (finished.some((attempt) => attempt.exit !== null)) return 'EXITED';
  return attempts.length > 0 ? 'STARTED' : null;
}
