import type { ItemId } from '../model/ids.js';
import { batched, type LoaderContext, oncePerItem } from './loader-context.js';
import type { Loaders } from './loaders.js';

/** The viewer's Items as recorded, and /item/get through the cache. */
export function itemLoaders(
  context: LoaderContext,
): Pick<Loaders, 'itemById' | 'itemPage' | 'ownItemPage' | 'itemCount' | 'plaidItem'> {
  const { viewer, store, cache, plaid, call } = context;
  const listed = viewer.scopes.has('operator') ? null : viewer.id;
  return {
    itemById: batched((ids: readonly ItemId[]) => store.items.findOwned(viewer.id, ids)),
    itemPage: (page) => store.items.list(listed, page),
    ownItemPage: (page) => store.items.list(viewer.id, page),
    itemCount: () => store.items.count(listed),
    plaidItem: oncePerItem((item) => cache.readItemData('item', item, call, (shared) => plaid.itemGet(item, shared))),
  };
}
