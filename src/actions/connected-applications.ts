import type { ItemId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { type ActionContext, audit, itemChanged, ownedItem } from './action-context.js';

/** /item/application/unlink: the application loses access to the Item. */
export async function unlinkApplication(
  context: ActionContext,
  input: { itemId: ItemId; applicationId: string },
): Promise<OwnedItem> {
  const item = await ownedItem(context, input.itemId);
  await context.plaid.itemApplicationUnlink(item, input.applicationId, context.call);
  await audit(context, 'item.unlink_application', item);
  return itemChanged(context, item);
}

/** /item/application/scopes/update */
export async function updateApplicationScopes(
  context: ActionContext,
  input: {
    itemId: ItemId;
    applicationId: string;
    scopes: Record<string, unknown>;
    state: string | null;
    context: string;
  },
): Promise<OwnedItem> {
  const item = await ownedItem(context, input.itemId);
  await context.plaid.itemApplicationScopesUpdate(item, input, context.call);
  await audit(context, 'item.update_application_scopes', item);
  return itemChanged(context, item);
}
