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

@Resolver(() => WebhookEventType)
export class WebhookEventResolver {
  @ReadsStore()
  @FieldResolver(() => String, {
    description:
      'The position of the event in your event log. Store the cursor of the last event that you processed, and pass it as `after` to continue from there. Opaque.',
  })
  cursor(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): string {
    return context.feed.cursorOf(event);
  }

  @ReadsStore()
  @FieldResolver(() => ItemType, {
    nullable: true,
    description:
      'The current state of the Item, not its state when the webhook was sent. Null if `itemId` is null, or if the Item has since been removed.',
  })
  async item(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): Promise<OwnedItem | null> {
    return event.itemId && context.loaders.itemById(event.itemId);
  }
}

@Resolver(() => GenericWebhookEventType)
export class GenericWebhookEventResolver {
  @ReadsStore()
  @FieldResolver(() => JsonObject, {
    description: "The body of the webhook in Plaid's snake_case. Public tokens and link tokens are removed.",
  })
  payload(@Root() event: RecordedEvent, @Ctx() context: GatewayContext): Record<string, unknown> {
    return context.loaders.redactedPayload(event);
  }
}

@Resolver()
export class WebhookEventQueries {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => WebhookEventConnectionType, {
    description:
      'Your recorded webhook events, oldest first. Events are retained for as long as the operator configured (a week by default). Makes no Plaid call. To follow new events, pass the last cursor to the subscription of the same name. Needs the scope `items:read`.',
  })
  webhookEvents(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: EVENT_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: EVENT_LIST_DOCS.after }) after: string | null,
    @Arg('itemId', () => ID, {
      nullable: true,
      description: 'Only events about this Item of yours. Any other id returns no events. If null, all events.',
    })
    itemId: string | null,
    @Arg('types', () => [String], { nullable: true, description: EVENT_LIST_DOCS.types }) types: string[] | null,
  ): Promise<Connection<RecordedEvent>> {
    const subject = { ownerId: context.viewer.id, itemId: itemId == null ? null : asItemId(itemId) };
    return listEvents(context, subject, { first, after, types });
  }
}

@Resolver(() => ItemType)
export class ItemEventsResolver {
  @ReadsStore()
  @FieldResolver(() => WebhookEventConnectionType, {
    description:
      'The recorded webhook events of this Item, oldest first. Events are retained for as long as the operator configured (a week by default). Makes no Plaid call.',
  })
  webhookEvents(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: EVENT_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: EVENT_LIST_DOCS.after }) after: string | null,
    @Arg('types', () => [String], { nullable: true, description: EVENT_LIST_DOCS.types }) types: string[] | null,
  ): Promise<Connection<RecordedEvent>> {
    return listEvents(context, { ownerId: item.ownerId, itemId: item.id }, { first, after, types });
  }
}
