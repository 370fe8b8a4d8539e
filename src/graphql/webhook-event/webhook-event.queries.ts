import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { RecordedEvent } from '../../model/webhook-event.js';
import type { Connection } from '../connection/connection.js';
import { DEFAULT_PAGE_SIZE } from '../connection/page-request.js';
import type { GatewayContext } from '../context.js';
import { WebhookEventConnectionType } from './event-connection.type.js';
import { EVENT_LIST_DOCS } from './event-list.docs.js';
import { listEvents } from './event-list.js';

/** The webhook log, as it is recorded. */
@Resolver()
export class WebhookEventQueries {
  @Authorized('items:read')
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
