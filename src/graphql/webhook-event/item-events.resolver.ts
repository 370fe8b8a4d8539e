import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { OwnedItem } from '../../model/item.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { Connection } from '../connection/connection.js';
import { DEFAULT_PAGE_SIZE } from '../connection/page-request.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { WebhookEventConnectionType } from './event-connection.type.js';
import { EVENT_LIST_DOCS } from './event-list.docs.js';
import { listEvents } from './event-list.js';

/** An Item's part of the webhook log. */
@Resolver(() => ItemType)
export class ItemEventsResolver {
  @FieldResolver(() => WebhookEventConnectionType, {
    description:
      'The recorded webhook events about this Item, oldest first, for as long as the operator keeps them (a week unless configured otherwise). Costs no Plaid call.',
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
