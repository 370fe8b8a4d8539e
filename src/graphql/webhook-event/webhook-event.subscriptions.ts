import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import { notFound } from '../../errors/gateway-error.js';
import { asItemId, type ItemId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { GatewayContext } from '../context.js';
import { ReadsStore } from '../reads.js';
import { checkLists } from '../validate-input.js';
import { checkTypes } from './event-list.js';
import { WebhookEventType } from './webhook-event.type.js';

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

/** What `webhookEvents` may be asked for, as type-graphql hands it to `subscribe`. */
interface SubscribeData {
  args: WatchEventsArgs;
  context: GatewayContext;
  info: GraphQLResolveInfo;
}

/** The webhook log, live. */
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
      'Your webhook events. With `after`: first everything recorded since that cursor, oldest first, then live, with no gap and no repeat at the seam. Without: live from now. Keep the cursor of the last event you have dealt with, and hand it back after a lost connection. A cursor older than what the gateway keeps (a week unless configured otherwise) answers CURSOR_EXPIRED, one of somebody else BAD_USER_INPUT; a subscriber that stops reading is cut off with SLOW_CONSUMER. Needs the scope `items:read`.',
  })
  webhookEvents(
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `cursor` of the last event you have. Null: start with what happens from now on.',
    })
    after: string | null,
    @Arg('itemIds', () => [ID], {
      nullable: true,
      description:
        'Only events about these Items of yours; an id that is absent, or not yours, answers NOT_FOUND. Null: all, including events about Link sessions.',
    })
    itemIds: string[] | null,
    @Arg('types', () => [String], {
      nullable: true,
      description: 'Only these webhook types ("ITEM") or types with their code ("ITEM/ERROR"). Null: all.',
    })
    types: string[] | null,
    @Root() event: RecordedEvent,
  ): RecordedEvent {
    return event;
  }
}
