import type { ItemId } from '../model/ids.js';
import type { ItemDiagnosis, OwnedItem } from '../model/item.js';
import { itemGet } from '../plaid/endpoints/item-get.js';
import type { Page, PageRequest } from '../store/store.js';
import { auditMac } from '../vault/sealing.js';
import { forbidden, type Load, readItem, seesEveryItem } from './load.js';
import { batched, memoizeByItem } from './batching.js';
import type { LoaderContext, OperationContext } from './loader-context.js';

/** An Item of the viewer. null: absent, or another owner's. */
export function itemById({ viewer, store }: LoaderContext): (id: ItemId) => Promise<OwnedItem | null> {
  return batched((ids: readonly ItemId[]) => store.items.findOwned(viewer.id, ids));
}

/** Whose Items the viewer's lists show; null: every owner's. */
const listedOwner = ({ viewer }: LoaderContext): OwnedItem['ownerId'] | null =>
  seesEveryItem(viewer) ? null : viewer.id;

/**
 * The viewer's Items in the order they were linked; for an operator who may read Items, every owner's. Items that are
 * returned to the client have to go through `recordItemsShown` first.
 */
export function itemPage(context: LoaderContext): (page: PageRequest) => Promise<Page<OwnedItem>> {
  return (page) => context.store.items.list(listedOwner(context), page);
}

/** The viewer's own Items in the order they were linked, for an operator too: only lists of Items show other owners' Items. */
export function ownItemPage({ viewer, store }: LoaderContext): (page: PageRequest) => Promise<Page<OwnedItem>> {
  return (page) => store.items.list(viewer.id, page);
}

export function itemCount(context: LoaderContext): () => Promise<number> {
  return () => context.store.items.count(listedOwner(context));
}

/** Resolves when the audit records of other owners' Items that are about to be returned are durable. Fails when they cannot be written. */
export function recordItemsShown({
  viewer,
  store,
  vault,
  call,
  now,
}: LoaderContext): (items: readonly OwnedItem[]) => Promise<void> {
  const record = ({ id, ownerId }: OwnedItem): Promise<void> =>
    store.audit.append(
      {
        ...{ at: now(), ownerId, actorId: viewer.id, requestId: call.requestId },
        ...{ action: 'item.read_by_operator', itemId: id, accountIds: [] },
      },
      auditMac(vault),
    );
  return async (items) => {
    await Promise.all(items.filter(({ ownerId }) => ownerId !== viewer.id).map(record));
  };
}

/** The part of /item/get that describes the problems of an Item. An operator may read it for every owner's Items. */
export function itemDiagnosis(
  context: OperationContext,
  reads: { load: Load },
): (item: OwnedItem) => Promise<ItemDiagnosis> {
  const { viewer } = context;
  const readOthers = memoizeByItem((item) => readItem(context, { endpoint: itemGet, item }));
  return (item) => {
    if (item.ownerId === viewer.id) return reads.load(itemGet, item);
    if (seesEveryItem(viewer)) return readOthers(item);
    return Promise.reject(forbidden('reading it needs the scopes "operator" and "items:read"'));
  };
}
