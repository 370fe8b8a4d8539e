import { GatewayError } from '../errors/gateway-error.js';
import type { LinkSessionId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { parseJsonObject } from '../model/json.js';
import type { LinkAttempt, OwnedLinkSession } from '../model/link-session.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import { openWebhookBody } from '../vault/sealing.js';
import { type ActionContext, type ActionDeps, ownedLinkSession } from './action-context.js';
import { exchange } from './exchange.js';
import { isTokenConsumed, upstreamFailure } from './upstream-outcome.js';

/*
 * Everything that happens to a Link session after it was created, and to its Item. It can be triggered by a LINK webhook,
 * by the app (completeLinkSession, exchangePublicToken), or by both at the same time. All of it is idempotent: a session
 * only moves forward (CREATED < STARTED < EXITED < SUCCEEDED), and a public token is exchanged once.
 *
 *   LINK webhook       the session                               Items
 *   EVENTS             STARTED
 *   ITEM_ADD_RESULT    completed with Plaid, see below           the public token in the body is exchanged
 *   SESSION_FINISHED   completed with Plaid, then SUCCEEDED or   the public tokens in the body are exchanged;
 *                      EXITED as the body says                   in update mode the session's Item is invalidated
 */

/** What LINK webhooks do to Link sessions and their Items. Other webhooks do nothing here. Idempotent. */
export interface LinkWebhookEffects {
  /**
   * Runs before subscribers are notified of the event, and without calling Plaid. A session in update mode that succeeded
   * has no new Item to wait for: it becomes SUCCEEDED, and its Item is invalidated.
   */
  applyLocally(event: RecordedEvent): Promise<void>;
  /** What needs calls to Plaid or may wait. Rejects when it has to be retried. */
  apply(event: RecordedEvent, call: PlaidCall): Promise<void>;
}

export function createLinkWebhookEffects(deps: ActionDeps): LinkWebhookEffects {
  return {
    async applyLocally(event) {
      if (finishedStatusOf(deps, event) !== 'SUCCEEDED') return;
      const session = await sessionOf(deps, event);
      if (session?.updateItemId == null) return;
      // The end user can go through Link again with the same link token.
      if (session.recordedStatus === 'SUCCEEDED') await invalidateUpdatedItem(deps, session);
      else await transition(deps, session, 'SUCCEEDED');
    },

    async apply(event, call) {
      if (event.webhookType !== 'LINK') return;
      const session = await sessionOf(deps, event);
      if (session === null) return;
      if (event.webhookCode === 'EVENTS') await transition(deps, session, 'STARTED');
      if (event.webhookCode === 'ITEM_ADD_RESULT' || event.webhookCode === 'SESSION_FINISHED') {
        await completeByWebhook({ ...deps, actorId: session.ownerId, call }, event, session);
      }
    },
  };
}

/**
 * The body is trusted for two things only: public tokens, which Plaid checks when they are exchanged, and the end of a
 * session that Plaid does not report (any more).
 */
async function completeByWebhook(
  context: ActionContext,
  event: RecordedEvent,
  session: OwnedLinkSession,
): Promise<void> {
  const completed = await complete(context, session, publicTokensIn(bodyOf(context, event)));
  const finished = finishedStatusOf(context, event);
  if (finished !== null) await transition(context, completed.session, finished);
  // A session that had succeeded before may have one more Item.
  context.feed.linkSessionChanged(session.ownerId, session.id);
}

/** The state of a Link session, finished or not, and the Items it has created so far. */
export interface CompletedLinkSession {
  session: OwnedLinkSession;
  items: OwnedItem[];
}

/**
 * Completes the viewer's own session. The app calls this when the end user returns from Link. In update mode the Item may
 * have changed even where Plaid does not report how the session ended, which is possible outside Hosted Link.
 */
export async function completeLinkSession(context: ActionContext, id: LinkSessionId): Promise<CompletedLinkSession> {
  const session = await ownedLinkSession(context, id);
  const completed = await complete(context, session);
  const { recordedStatus } = completed.session;
  const hasTransitioned = recordedStatus !== session.recordedStatus;
  if (!hasTransitioned && recordedStatus !== 'EXITED') await invalidateUpdatedItem(context, session);
  return completed;
}

/** Exchanges the public token that Link's onSuccess gave to the app. The session that it came from succeeds. */
export async function exchangePublicToken(
  context: ActionContext,
  input: { publicToken: string; linkSessionId: LinkSessionId | null },
): Promise<OwnedItem> {
  const session = input.linkSessionId === null ? null : await ownedLinkSession(context, input.linkSessionId);
  const sealed = context.vault.sealPublicToken(context.actorId, input.publicToken);
  const item = await exchange(context, { ownerId: context.actorId, linkSessionId: session?.id ?? null, ...sealed });
  if (session !== null) {
    await transition(context, session, 'SUCCEEDED');
    // A session that had succeeded before has one more Item.
    context.feed.linkSessionChanged(session.ownerId, session.id);
  }
  return item;
}

/**
 * Exchanges every public token of the session: those that a webhook brought, then those that Plaid reports, which outside
 * Hosted Link may be fewer. Tokens that were exchanged before return their Item.
 */
async function complete(
  context: ActionContext,
  session: OwnedLinkSession,
  webhookTokens: readonly string[] = [],
): Promise<CompletedLinkSession> {
  await exchangeAll(context, session, webhookTokens);
  const attempts = await attemptsOf(context, session);
  const results = attempts.flatMap((attempt) => attempt.results);
  const reported = results.map((result) => context.vault.openPublicToken(session.ownerId, result.sealedPublicToken));
  await exchangeAll(
    context,
    session,
    reported.filter((token) => !webhookTokens.includes(token)),
  );
  const items = await context.store.items.ofLinkSession(session);
  // An Item proves success, even when Plaid does not report (any more) how the session ended.
  const status = items.length > 0 ? 'SUCCEEDED' : statusOf(session, attempts);
  return { session: status === null ? session : await transition(context, session, status), items };
}

/** Oldest first; empty when Plaid has forgotten the session, as it does some hours after the end. */
async function attemptsOf(context: ActionContext, session: OwnedLinkSession): Promise<LinkAttempt[]> {
  try {
    return (await context.plaid.linkTokenGet(session, context.call)).attempts;
  } catch (error) {
    if (upstreamFailure(error).plaidErrorCode === 'INVALID_LINK_TOKEN') return [];
    throw error;
  }
}

/** Tries every token, then rejects with the first failure that a retry may cure. */
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
      if (error instanceof Error && !isFinal(error)) failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

/** The token has expired or was exchanged elsewhere, or its Item has been removed since: a retry changes nothing. */
function isFinal(error: unknown): boolean {
  if (isTokenConsumed(error)) return true;
  return error instanceof GatewayError && error.code === 'NOT_FOUND';
}

/**
 * null: the end user has not opened Link yet. Update mode has no results, so an end without an exit is a success. Otherwise
 * such an end proves nothing, and a webhook may still report the outcome.
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

/**
 * The only place where a Link session changes its status. When it does, its subscribers are notified. When it succeeded in
 * update mode, its Item is invalidated first, so that they read what Plaid says now.
 */
async function transition(
  deps: ActionDeps,
  session: OwnedLinkSession,
  status: OwnedLinkSession['recordedStatus'],
): Promise<OwnedLinkSession> {
  const advanced = await deps.store.linkSessions.advance(session, status);
  if (advanced.recordedStatus === session.recordedStatus) return advanced;
  if (advanced.recordedStatus === 'SUCCEEDED') await invalidateUpdatedItem(deps, session);
  deps.feed.linkSessionChanged(session.ownerId, session.id);
  return advanced;
}

/** The Item of an update-mode session was repaired: its known errors are dropped. Does nothing for other sessions, or when the Item has been removed. */
async function invalidateUpdatedItem(deps: ActionDeps, { ownerId, updateItemId }: OwnedLinkSession): Promise<void> {
  if (updateItemId === null) return;
  const item = (await deps.store.items.findOwned(ownerId, [updateItemId])).get(updateItemId);
  if (item === undefined) return;
  await deps.store.items.bumpGeneration(item, { repairedAt: deps.now() });
  deps.feed.itemChanged(ownerId, item.id);
}

/** The session that a webhook is about, if it belongs to the event's owner. */
async function sessionOf(deps: ActionDeps, event: RecordedEvent): Promise<OwnedLinkSession | null> {
  const { ownerId, linkSessionId } = event;
  if (linkSessionId === null) return null;
  return (await deps.store.linkSessions.findOwned(ownerId, [linkSessionId])).get(linkSessionId) ?? null;
}

/** null: the event does not report the end of a session. */
function finishedStatusOf(deps: ActionDeps, event: RecordedEvent): 'SUCCEEDED' | 'EXITED' | null {
  if (event.webhookType !== 'LINK' || event.webhookCode !== 'SESSION_FINISHED') return null;
  const { status } = bodyOf(deps, event);
  if (typeof status !== 'string') return null;
  // Plaid documents SUCCESS and EXITED, and has sent them in lower case too.
  if (status.toUpperCase() === 'SUCCESS') return 'SUCCEEDED';
  return status.toUpperCase() === 'EXITED' ? 'EXITED' : null;
}

/** Current bodies carry `public_tokens`; ITEM_ADD_RESULT and older bodies carry `public_token`. */
function publicTokensIn(body: Record<string, unknown>): string[] {
  const several: unknown[] = Array.isArray(body.public_tokens) ? body.public_tokens : [];
  const tokens = [...several, body.public_token].filter((token) => typeof token === 'string' && token !== '');
  return [...new Set(tokens as string[])];
}

function bodyOf({ vault }: ActionDeps, event: RecordedEvent): Record<string, unknown> {
  return parseJsonObject(openWebhookBody(vault, event)) ?? {};
}
