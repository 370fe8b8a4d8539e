import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import { asItemId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { GatewayContext } from '../context.js';
import { ItemType } from './item.type.js';
import { watchAllItems, watchItem } from './watch-items.js';

/** What `itemUpdated` may be asked for, as type-graphql hands it to `subscribe`. */
interface SubscribeData {
  args: { itemId?: string | null };
  context: GatewayContext;
}

/** Items, live. */
@Resolver()
export class ItemSubscriptions {
  @Authorized('items:read')
  @Subscription(() => ItemType, {
    subscribe: ({ args, context }: SubscribeData) =>
      args.itemId ? watchItem(context, asItemId(args.itemId)) : watchAllItems(context),
    description:
      "An Item as it is now, at once, and again after every change of it, read anew each time. With `itemId` it completes when the Item is removed, and answers NOT_FOUND for an id that is absent or somebody else's. Several changes in a row may arrive as one. After a lost connection just subscribe again. Needs the scope `items:read`.",
  })
  itemUpdated(
    @Arg('itemId', () => ID, {
      nullable: true,
      description:
        'The Item to watch. Null: every Item of yours, also those linked later; each is sent once at the start.',
    })
    itemId: string | null,
    @Root() item: OwnedItem,
  ): OwnedItem {
    return item;
  }
}
