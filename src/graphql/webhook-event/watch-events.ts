import { notFound } from '../../errors/gateway-error.js';
import { asItemId, type ItemId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { checkTypes } from './event-list.js';

/** Arguments of `webhookEvents`. */
export interface WatchEventsArgs {
  after?: string | null;
  itemIds?: string[] | null;
  types?: string[] | null;
}

/** The viewer's events as the feed delivers them. Fails with BAD_USER_INPUT, NOT_FOUND or CURSOR_EXPIRED. */
export async function watchEvents(
  context: GatewayContext,
  args: WatchEventsArgs,
): Promise<AsyncIterable<RecordedEvent>> {
  const types = args.types ?? null;
  checkTypes(types);
  const itemIds = args.itemIds?.map(asItemId) ?? null;
  if (itemIds !== null) await checkOwned(context, itemIds);
  return context.feed.events({
    ownerId: context.viewer.id,
    after: args.after ?? null,
    itemIds,
    types,
    signal: context.signal,
  });
}

/** Waiting in silence for what never comes would look like a quiet Item: an id that is absent, or not the viewer's, is told. */
async function checkOwned({ loaders }: GatewayContext, itemIds: readonly ItemId[]): Promise<void> {
  const items = await Promise.all(itemIds.map((id) => loaders.itemById(id)));
  if (items.includes(null)) throw notFound();
}
