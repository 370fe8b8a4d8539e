import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import { notFound } from '../../errors/gateway-error.js';
import { asItemId, type ItemId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { GatewayContext } from '../context.js';
import { ReadsStore } from '../reads.js';
import { subscribeEagerly } from '../subscribe-eagerly.js';
import { ownItems } from './item-list.js';
import { ItemType } from './item.type.js';

/**
 * The Item as it is now and after every change; ends when it is removed. Listening begins before the first read, so no
 * change falls between them. Fails with NOT_FOUND. What it holds is let go when the operation's signal aborts.
 */
export async function watchItem(context: GatewayContext, itemId: ItemId): Promise<AsyncIterable<OwnedItem>> {
  const { feed, viewer, signal } = context;
  const changes = subscribeEagerly(feed.itemChanges({ ownerId: viewer.id, itemId, signal }));
  const item = await context.loaders.itemById(itemId);
  if (item === null) throw notFound();
  return statesOfItem(context, item, changes);
}

async function* statesOfItem(
  context: GatewayContext,
  first: OwnedItem,
  changes: AsyncIterable<ItemId>,
): AsyncGenerator<OwnedItem> {
  yield first;
  for await (const id of changes) {
    const item = await context.renewLoaders().itemById(id);
    if (item === null) return;
    yield item;
  }
}

/** Every Item of the viewer's own (an operator's too) as it is now, and each again after every change of it. Removed ones fall silent. */
export async function watchAllItems(context: GatewayContext): Promise<AsyncIterable<OwnedItem>> {
  const { feed, viewer, signal } = context;
  const changes = subscribeEagerly(feed.itemChanges({ ownerId: viewer.id, itemId: null, signal }));
  return statesOfItems(context, await ownItems(context), changes);
}

async function* statesOfItems(
  context: GatewayContext,
  first: readonly OwnedItem[],
  changes: AsyncIterable<ItemId>,
): AsyncGenerator<OwnedItem> {
  yield* first;
  for await (const id of changes) {
    const item = await context.renewLoaders().itemById(id);
    if (item !== null) yield item;
  }
}

/** What `itemUpdated` may be asked for, as type-graphql hands it to `subscribe`. */
interface SubscribeData {
  args: { itemId?: string | null };
  context: GatewayContext;
}

/** Items, live. */
@Resolver()
export class ItemSubscriptions {
  @Authorized('items:read')
  @ReadsStore()
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
