import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { checkLists } from '../check-input.js';
import type { GatewayContext } from '../context.js';
import { watchEvents, type WatchEventsArgs } from './watch-events.js';
import { WebhookEventType } from './webhook-event.type.js';

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
