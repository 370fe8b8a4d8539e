import { Arg, Authorized, ID, Resolver, Root, Subscription } from 'type-graphql';
import { notFound } from '../../errors/gateway-error.js';
import { asItemId, type ItemId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { GatewayContext } from '../context.js';
import { ReadsStore } from '../reads.js';
import { subscribeEagerly } from '../subscribe-eagerly.js';
import { ownItems } from './item.resolver.js';
import { ItemType } from './item.type.js';

/**
 * The current state of the Item, and its state after every change. Completes when the Item is removed. Subscribes to the
 * feed before the first read, so that no change is missed. Fails with NOT_FOUND. Ends when the operation's signal aborts.
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

/** The current state of every Item the viewer owns, and each Item again after every change. Operators also get only their own. */
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

/** What type-graphql passes to `subscribe`. */
interface SubscribeData {
  args: { itemId?: string | null };
  context: GatewayContext;
}

@Resolver()
export class ItemSubscriptions {
  @Authorized('items:read')
  @ReadsStore()
  @Subscription(() => ItemType, {
    subscribe: ({ args, context }: SubscribeData) =>
      args.itemId ? watchItem(context, asItemId(args.itemId)) : watchAllItems(context),
    description:
      'The current state of an Item, sent immediately on subscribing and again after every change. Several quick changes may arrive as one. With `itemId`, the subscription completes when the Item is removed. It fails with NOT_FOUND if the Item does not exist or belongs to another user. After a lost connection, subscribe again; no cursor is needed. Needs the scope `items:read`.',
  })
  itemUpdated(
    @Arg('itemId', () => ID, {
      nullable: true,
      description:
        'The Item to watch. If null, all of your Items, including those linked later; each existing Item is sent once at the start.',
    })
    itemId: string | null,
    @Root() item: OwnedItem,
  ): OwnedItem {
    return item;
  }
}
