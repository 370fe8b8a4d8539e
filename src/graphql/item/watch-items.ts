import { notFound } from '../../errors/gateway-error.js';
import type { ItemId } from '../../model/ids.js';
import type { OwnedItem } from '../../model/item.js';
import type { GatewayContext } from '../context.js';
import { startNow } from '../start-now.js';
import { ownItems } from './item-list.js';

/**
 * The Item as it is now and after every change; ends when it is removed. Listening begins before the first read, so no
 * change falls between them. Fails with NOT_FOUND. What it holds is let go when the operation's signal aborts.
 */
export async function watchItem(context: GatewayContext, itemId: ItemId): Promise<AsyncIterable<OwnedItem>> {
  const { feed, viewer, signal } = context;
  const changes = startNow(feed.itemChanges({ ownerId: viewer.id, itemId, signal }));
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
  const changes = startNow(feed.itemChanges({ ownerId: viewer.id, itemId: null, signal }));
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
