import { asItemId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { checkTypes } from './event-list.js';

/** Arguments of `webhookEvents`. */
export interface WatchEventsArgs {
  after?: string | null;
  itemIds?: string[] | null;
  types?: string[] | null;
}

/** The viewer's events as the feed delivers them. Fails with BAD_USER_INPUT or CURSOR_EXPIRED. */
export async function watchEvents(
  context: GatewayContext,
  args: WatchEventsArgs,
): Promise<AsyncIterable<RecordedEvent>> {
  const types = args.types ?? null;
  checkTypes(types);
  return context.feed.events({
    ownerId: context.viewer.id,
    after: args.after ?? null,
    itemIds: args.itemIds?.map(asItemId) ?? null,
    types,
    signal: context.signal,
  });
}
