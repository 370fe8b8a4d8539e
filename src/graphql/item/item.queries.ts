import { Arg, Authorized, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { ItemStatus, OwnedItem } from '../../model/item.js';
import { DEFAULT_PAGE_SIZE } from '../connection/connection.js';
import type { GatewayContext } from '../context.js';
import { ReadsStore } from '../reads.js';
import { ItemConnectionType, ItemStatusEnum, ItemType } from './item.type.js';
import { ITEM_LIST_DOCS, type ItemConnection, listItems } from './item-list.js';

/** The ways to ask for Items. */
@Resolver()
export class ItemQueries {
  @Authorized('items:read')
  @ReadsStore()
  @Query(() => ItemType, {
    nullable: true,
    description:
      "One Item by its id. Null when there is none of that id, when it was removed, and when it is somebody else's. Needs the scope `items:read`.",
  })
  item(
    @Ctx() context: GatewayContext,
    @Arg('id', () => ID, { description: "Plaid's item_id." }) id: string,
  ): Promise<OwnedItem | null> {
    return context.loaders.itemById(asItemId(id));
  }

  @Authorized('items:read')
  @ReadsStore()
  @Query(() => ItemConnectionType, {
    description: `${ITEM_LIST_DOCS.list} Needs the scope \`items:read\`.`,
  })
  items(
    @Ctx() context: GatewayContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: DEFAULT_PAGE_SIZE, description: ITEM_LIST_DOCS.first })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: ITEM_LIST_DOCS.after }) after: string | null,
    @Arg('status', () => [ItemStatusEnum], { nullable: true, description: ITEM_LIST_DOCS.status })
    status: ItemStatus[] | null,
  ): Promise<ItemConnection> {
    return listItems(context, { first, after, status });
  }
}
