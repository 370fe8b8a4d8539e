import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { ConnectedApplication } from '../../model/item-activity.js';
import type { OwnedItem } from '../../model/item.js';
import { DEFAULT_PAGE_SIZE } from '../connection/page-request.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from '../item/item.type.js';
import { ConnectedApplicationType, ItemActivityConnectionType } from './consent.type.js';
import { pageOfActivity } from './activity-page.js';

/** What a person consented to, and who reads it. */
@Resolver(() => ItemType)
export class ItemConsentResolver {
  @FieldResolver(() => ItemActivityConnectionType, {
    nullable: true,
    description:
      'What happened to the consent for this Item, newest first, asked from Plaid each time. Plaid offers it to consent portals: without that it is null with the error UPSTREAM_REJECTED. Null with an error whenever Plaid cannot answer.',
  })
  activity(
    @Root() item: OwnedItem,
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'How many activities to answer at most: 1 to 50, else BAD_USER_INPUT.',
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `endCursor` of the page before. Null: from the newest.',
    })
    after: string | null,
  ): Promise<ItemActivityConnectionType> {
    return pageOfActivity(context, item, { first, after });
  }

  @FieldResolver(() => [ConnectedApplicationType], {
    nullable: true,
    description:
      'The applications that the person allows to read this Item, asked from Plaid each time. Plaid offers it to consent portals: without that it is null with the error UPSTREAM_REJECTED. Null with an error whenever Plaid cannot answer.',
  })
  connectedApplications(@Root() item: OwnedItem, @Ctx() context: GatewayContext): Promise<ConnectedApplication[]> {
    return context.loaders.connectedApplications(item);
  }
}
