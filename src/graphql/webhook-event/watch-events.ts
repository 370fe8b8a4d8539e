import { badUserInput } from '../../errors/gateway-error.js';
import { asItemId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';

/** Arguments of `webhookEvents`. */
export interface WatchEventsArgs {
  after?: string | null;
  itemIds?: string[] | null;
  types?: string[] | null;
}

/** A webhook type, alone or with its code. */
const TYPE_FILTER = /^[A-Z][A-Z0-9_]*(\/[A-Z][A-Z0-9_]*)?$/;

/** The viewer's events as the feed delivers them, with fresh loaders for each. Fails with BAD_USER_INPUT or CURSOR_EXPIRED. */
export async function watchEvents(
  context: GatewayContext,
  args: WatchEventsArgs,
): Promise<AsyncIterable<RecordedEvent>> {
  const types = args.types ?? null;
  if (types?.some((type) => !TYPE_FILTER.test(type))) {
    throw badUserInput('A webhook type is not written as one.', [
      { path: 'types', rule: 'each entry must be a type ("ITEM") or a type with its code ("ITEM/ERROR")' },
    ]);
  }
  const events = await context.feed.events({
    ownerId: context.viewer.id,
    after: args.after ?? null,
    itemIds: args.itemIds?.map(asItemId) ?? null,
    types,
    signal: context.signal,
  });
  return withFreshLoaders(context, events);
}

async function* withFreshLoaders(
  context: GatewayContext,
  events: AsyncIterable<RecordedEvent>,
): AsyncGenerator<RecordedEvent> {
  for await (const event of events) {
    context.renewLoaders();
    yield event;
  }
}
