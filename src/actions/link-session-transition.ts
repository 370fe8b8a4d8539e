import type { OwnedLinkSession } from '../model/link-session.js';
import type { ActionDeps } from './action-context.js';

/** What it takes to move a session; webhooks and actions both do. */
interface Deps {
  store: Pick<ActionDeps['store'], 'items' | 'linkSessions'>;
  feed: Pick<ActionDeps['feed'], 'itemChanged' | 'linkSessionChanged'>;
  now: ActionDeps['now'];
}

/**
 * The one place where a Link session moves forward. When it did, its subscribers are told; and when it succeeded in update
 * mode, its Item is stale, first, so that whoever is told reads what Plaid says now. Safe to repeat.
 */
export async function transitionLinkSession(
  deps: Deps,
  session: OwnedLinkSession,
  status: OwnedLinkSession['recordedStatus'],
): Promise<OwnedLinkSession> {
  const advanced = await deps.store.linkSessions.advance(session, status);
  if (advanced.recordedStatus === session.recordedStatus) return advanced;
  if (advanced.recordedStatus === 'SUCCEEDED') await invalidateUpdatedItem(deps, session);
  deps.feed.linkSessionChanged(session.ownerId, session.id);
  return advanced;
}

/** The Item of an update-mode session was repaired: what was wrong with it is to be found out anew. Nothing happens for other sessions, or when it has been removed. */
export async function invalidateUpdatedItem(deps: Deps, session: OwnedLinkSession): Promise<void> {
  const { ownerId, updateItemId } = session;
  if (updateItemId === null) return;
  const item = (await deps.store.items.findOwned(ownerId, [updateItemId])).get(updateItemId);
  if (item === undefined) return;
  await deps.store.items.bumpGeneration(item, { repairedAt: deps.now() });
  deps.feed.itemChanged(ownerId, item.id);
}
