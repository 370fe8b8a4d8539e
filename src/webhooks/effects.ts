import type { LinkWebhookEffects } from '../actions/link-session.js';
import type { Feed } from '../feed/feed.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Store } from '../store/store.js';

export interface EffectDeps {
  store: Pick<Store, 'items'>;
  feed: Pick<Feed, 'notify' | 'itemChanged' | 'linkSessionChanged'>;
  /** What LINK webhooks do to Link sessions: see actions/link-session.ts. */
  linkWebhooks: LinkWebhookEffects;
}

/**
 * What every webhook of an Item does, whether its type and code are known or not: everything cached of the Item becomes
 * stale. Subscribers are notified afterwards, so what they read because of the event is fresh. Does not call Plaid.
 * Idempotent. `isJustRecorded`: persisting the event has invalidated its Item, and the feed was notified of the event.
 * Events that were parked, or left over by a crash, need both here.
 */
export async function invalidateAndNotify(
  deps: EffectDeps,
  event: RecordedEvent,
  { isJustRecorded } = { isJustRecorded: false },
): Promise<void> {
  const { ownerId, itemId, linkSessionId } = event;
  if (!isJustRecorded) await invalidateItem(deps, event);
  await deps.linkWebhooks.applyLocally(event);
  if (!isJustRecorded) deps.feed.notify();
  if (itemId !== null) deps.feed.itemChanged(ownerId, itemId);
  if (linkSessionId !== null) deps.feed.linkSessionChanged(ownerId, linkSessionId);
}

/** Does nothing when the Item has been removed, or belongs to another owner by now. */
async function invalidateItem({ store }: EffectDeps, { ownerId, itemId }: RecordedEvent): Promise<void> {
  if (itemId === null) return;
  const item = (await store.items.findOwned(ownerId, [itemId])).get(itemId);
  if (item !== undefined) await store.items.bumpGeneration(item);
}
