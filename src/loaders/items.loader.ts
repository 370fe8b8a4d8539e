import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { auditMac } from '../vault/fingerprint.js';
import { batched, type LoaderContext, memoizeByItem } from './loader-context.js';
import type { Loaders } from './loaders.js';
import { forbidden, onlyOwn, seesEveryItem } from './own-items.js';

type ItemLoaders = Pick<
  Loaders,
  'itemById' | 'itemPage' | 'ownItemPage' | 'itemCount' | 'recordItemsShown' | 'plaidItem' | 'itemDiagnosis'
>;

/** The viewer's Items as recorded, and /item/get through the cache. */
export function itemLoaders(context: LoaderContext): ItemLoaders {
  const { viewer, store, vault, cache, plaid, call, now } = context;
  const listed = seesEveryItem(viewer) ? null : viewer.id;
  const plaidItem = memoizeByItem((item) =>
    cache.readItemData('item', item, call, (shared) => plaid.itemGet(item, shared)),
  );
  const recordShown = ({ id, ownerId }: OwnedItem): Promise<void> =>
    store.audit.append(
      {
        ...{ at: now(), ownerId, actorId: viewer.id, requestId: call.requestId },
        ...{ action: 'item.read_by_operator', itemId: id, accountIds: [] },
      },
      auditMac(vault),
    );

  return {
    itemById: batched((ids: readonly ItemId[]) => store.items.findOwned(viewer.id, ids)),
    itemPage: (page) => store.items.list(listed, page),
    ownItemPage: (page) => store.items.list(viewer.id, page),
    itemCount: () => store.items.count(listed),
    recordItemsShown: async (items) => {
      await Promise.all(items.filter(({ ownerId }) => ownerId !== viewer.id).map(recordShown));
    },
    plaidItem: onlyOwn(viewer, plaidItem),
    itemDiagnosis: (item) =>
      item.ownerId === viewer.id || seesEveryItem(viewer)
        ? plaidItem(item)
        : Promise.reject(forbidden('reading it needs the scopes "operator" and "items:read"')),
  };
}
