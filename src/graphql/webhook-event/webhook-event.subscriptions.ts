import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import { notFound } from '../../errors/gateway-error.js';
import { asItemId, type ItemId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { ReadsStore } from '../reads.js';
import { checkLists } from '../resolver-checks.js';
import { checkTypes } from './event-list.js';
import { WebhookEventType } from './webhook-event.type.js';

/** The arguments of the subscription `webhookEvents`. */
export interface WatchEventsArgs {
  after?: string | null;
  itemIds?: string[] | null;
  types?: string[] | null;
}

/** The viewer's events: recorded ones after the cursor, then live ones. Fails with BAD_USER_INPUT, NOT_FOUND or CURSOR_EXPIRED. */
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

/** Fails for an id that does not exist or belongs to another user. Otherwise the subscription would look like an Item without events. */
async function checkOwned({ loaders }: GatewayContext, itemIds: readonly ItemId[]): Promise<void> {
  const items = await Promise.all(itemIds.map((id) => loaders.itemById(id)));
  if (items.includes(null)) throw notFound();
}

/** What type-graphql passes to `subscribe`. */
interface SubscribeData {
  args: WatchEventsArgs;
  context: GatewayContext;
  info: GraphQLResolveInfo;
}

@Resolver()
export class WebhookEventSubscriptions {
  @Authorized('items:read')
  @ReadsStore()
  @Subscription(() => WebhookEventType, {
    subscribe: ({ args, context, info }: SubscribeData) => {
      checkLists(args, info, context);
      return watchEvents(context, args);
    },
    description:
      'Your webhook events. With `after`, you first get all events recorded since that cursor, oldest first, and then live events, with no gap and no duplicates in between. Without `after`, you get live events only. Store the cursor of the last event that you processed, and pass it as `after` when you reconnect. If events after that cursor have already been deleted (after a week by default), the subscription fails with CURSOR_EXPIRED. A cursor of another user returns BAD_USER_INPUT. A subscriber that stops reading is disconnected with SLOW_CONSUMER. Needs the scope `items:read`.',
  })
  webhookEvents(
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `cursor` of the last event that you processed. If null, starts with new events.',
    })
    after: string | null,
    @Arg('itemIds', () => [ID], {
      nullable: true,
      description:
        'Only events about these Items of yours. An id that does not exist or belongs to another user returns NOT_FOUND. If null, all events, including those about Link sessions.',
    })
    itemIds: string[] | null,
    @Arg('types', () => [String], {
      nullable: true,
      description:
        'Only events of these webhook types (`ITEM`), or of types with a code (`ITEM/ERROR`). If null, all events.',
    })
    types: string[] | null,
    @Root() event: RecordedEvent,
  ): RecordedEvent {
    return event;
  }
}
