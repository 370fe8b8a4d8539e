import { invalidateUpdatedItem, transitionLinkSession } from '../actions/link-session-transition.js';
import type { Feed } from '../feed/feed.js';
import type { ItemId, OwnerId } from '../model/ids.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { Store } from '../store/store.js';

/** What one webhook does beyond being recorded and told. */
interface Effect {
  /** `started`: somebody opened Link. `complete`: Plaid is asked what came of the session, and new Items are exchanged. */
  linkSession?: 'started' | 'complete';
}

/**
 * The one table of effects, by type and code. What every webhook of an Item does, whether its code is listed or not,
 * known or not: everything cached of the Item is stale (its generation is bumped), and its subscribers are told.
 */
const EFFECTS: Readonly<Record<string, Effect>> = {
  'LINK/EVENTS': { linkSession: 'started' },
  'LINK/ITEM_ADD_RESULT': { linkSession: 'complete' },
  'LINK/SESSION_FINISHED': { linkSession: 'complete' },
};

/** What the effects reach. */
export interface EffectDeps {
  store: Pick<Store, 'items' | 'linkSessions' | 'unscoped'>;
  feed: Pick<Feed, 'notifyOwner' | 'itemChanged' | 'linkSessionChanged'>;
  /**
   * Exchanges these public tokens and whatever else Plaid says came of the session; safe to repeat. Answers the session as
   * it is then.
   */
  completeLinkSession: (
    session: OwnedLinkSession,
    call: PlaidCall,
    publicTokens: readonly string[],
  ) => Promise<{ session: OwnedLinkSession }>;
  /** Unix ms. */
  now: () => number;
  /** The event's body, parsed. */
  bodyOf: (event: RecordedEvent) => Record<string, unknown>;
}

/**
 * Drops what the event makes stale, then tells subscribers: in this order, so that what they read because of it is
 * fresh. Cheap and without Plaid. Safe to repeat. `isJustRecorded`: recording has made the event's own Item stale, and the
 * feed is woken; that is only done here for events that were parked or left behind by a crash.
 */
export async function invalidateAndWake(
  deps: EffectDeps,
  event: RecordedEvent,
  { isJustRecorded } = { isJustRecorded: false },
): Promise<void> {
  const { ownerId, itemId, linkSessionId } = event;
  if (itemId !== null && !isJustRecorded) await invalidate(deps, ownerId, itemId);
  await settleUpdate(deps, event);
  if (!isJustRecorded) deps.feed.notifyOwner(ownerId);
  if (itemId !== null) deps.feed.itemChanged(ownerId, itemId);
  if (linkSessionId !== null) deps.feed.linkSessionChanged(ownerId, linkSessionId);
}

/** A session in update mode that succeeded brings no Item to wait for: it is settled at once, and Plaid need not be asked. */
async function settleUpdate(deps: EffectDeps, event: RecordedEvent): Promise<void> {
  if (finishedStatusOf(deps, event) !== 'SUCCEEDED') return;
  const session = await sessionOf(deps, event);
  if (session?.updateItemId == null) return;
  // The same link token can be gone through again.
  if (session.recordedStatus === 'SUCCEEDED') await invalidateUpdatedItem(deps, session);
  else await transitionLinkSession(deps, session, 'SUCCEEDED');
}

/** What takes calls to Plaid or writes state. Safe to repeat, late or twice. */
export async function settleLinkSession(deps: EffectDeps, event: RecordedEvent, call: PlaidCall): Promise<void> {
  const { linkSession: effect } = effectOf(event);
  if (effect === undefined) return;
  const session = await sessionOf(deps, event);
  if (session === null) return;
  if (effect === 'started') await transitionLinkSession(deps, session, 'STARTED');
  else await complete(deps, event, session, call);
}

/**
 * Plaid is asked first. The body is believed about public tokens, which Plaid itself checks when they are exchanged, and
 * about an end that Plaid's answer does not show (any more).
 */
async function complete(
  deps: EffectDeps,
  event: RecordedEvent,
  session: OwnedLinkSession,
  call: PlaidCall,
): Promise<void> {
  const completed = await deps.completeLinkSession(session, call, publicTokensIn(deps.bodyOf(event)));
  const finished = finishedStatusOf(deps, event);
  if (finished !== null) await transitionLinkSession(deps, completed.session, finished);
  // One that had succeeded before may have one Item more.
  deps.feed.linkSessionChanged(session.ownerId, session.id);
}

/** New bodies carry `public_tokens`, ITEM_ADD_RESULT and older ones `public_token`. */
function publicTokensIn(body: Record<string, unknown>): string[] {
  const many: unknown[] = Array.isArray(body.public_tokens) ? body.public_tokens : [];
  const texts = [...many, body.public_token].filter((token) => typeof token === 'string' && token !== '');
  return [...new Set(texts as string[])];
}

/** null: the event does not say that the session ended. */
function finishedStatusOf(deps: EffectDeps, event: RecordedEvent): 'SUCCEEDED' | 'EXITED' | null {
  if (typeAndCode(event) !== 'LINK/SESSION_FINISHED') return null;
  const { status } = deps.bodyOf(event);
  if (typeof status !== 'string') return null;
  // Plaid documents SUCCESS and EXITED, and has written them in lower case too.
  if (status.toUpperCase() === 'SUCCESS') return 'SUCCEEDED';
  return status.toUpperCase() === 'EXITED' ? 'EXITED' : null;
}

/** Nothing happens when the Item has been removed, or is somebody else's by now. */
async function invalidate(deps: EffectDeps, ownerId: OwnerId, itemId: ItemId): Promise<void> {
  const item = await deps.store.unscoped.item(itemId);
  if (item?.ownerId === ownerId) await deps.store.items.bumpGeneration(item);
}

async function sessionOf(deps: EffectDeps, event: RecordedEvent): Promise<OwnedLinkSession | null> {
  if (event.linkSessionId === null) return null;
  const session = await deps.store.unscoped.linkSession(event.linkSessionId);
  return session?.ownerId === event.ownerId ? session : null;
}

function effectOf(event: RecordedEvent): Effect {
  return EFFECTS[typeAndCode(event)] ?? {};
}

function typeAndCode(event: RecordedEvent): string {
  return `${event.webhookType}/${event.webhookCode}`;
}
