import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import { type Connection, DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { ReadsStore } from '../reads.js';
import { JsonObject } from '../scalars.js';
import { EVENT_LIST_DOCS, listEvents } from './event-list.js';
import { GenericWebhookEventType, WebhookEventConnectionType, WebhookEventType } from './webhook-event.type.js';

/** What every webhook event has beside its record. */
@Resolver(() => WebhookEventType)
export class WebhookEventResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    description:
      'The place of the event in your log. Keep the cursor of the last event that you have dealt with, and hand it back as `after` to continue from there. Opaque.',
  })
  cursor(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): string {
    return context.feed.cursorOf(event);
  }

  @ReadsStore()
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The Item as it is now, not as it was when the webhook was sent. Null when `itemId` is, and when the Item was removed since.',
  })
  async item(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return event.itemId && context.loaders.itemById(event.itemId);
  }
}

/** What only the generic event shows. */
@Resolver(() => GenericWebhookEventType)
export class GenericWebhookEventResolver {
  @ReadsStore()
  @FieldResolver(() => JsonObject, {
    description:
      "The webhook's body in Plaid's own keys. Public tokens and link tokens are taken out: the gateway keeps those.",
  })
  payload(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): Record<string, unknown> {
    return context.loaders.eventPayload(event);
  }
}

/** The webhook log, as it is recorded. */
@Resolver()
export class WebhookEventQueries {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => WebhookEventConnectionType, {
    description:
      'Your recorded webhook events, oldest first, for as long as the operator keeps them (a week unless configured otherwise). Costs no Plaid call. To follow what comes next, hand the last cursor to the subscription of the same name. Needs the scope `items:read`.',
  })
  webhookEvents(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: EVENT_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: EVENT_LIST_DOCS.after }) after: string | null,
    @Arg('itemId', () => ID, {
      nullable: true,
      description: 'Only events about this Item of yours; any other id matches nothing. Null: all.',
    })
    itemId: string | null,
    @Arg('types', () => [String], { nullable: true, description: EVENT_LIST_DOCS.types }) types: string[] | null,
  ): Promise<Connection<RecordedEvent>> {
    const whose = { ownerId: context.viewer.id, itemId: itemId == null ? null : asItemId(itemId) };
    return listEvents(context, whose, { first, after, types });
  }
}
