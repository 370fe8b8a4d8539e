import { GatewayError } from '../../errors/gateway-error.js';
import { type Loaders } from '../../loaders/loaders.js';
import { type ItemStatus, type OwnedItem, REQUIRED_ACTIONS, type RequiredAction } from '../../model/item.js';
import { deriveItemStatus } from '../../model/item-status.js';

/** The two fields of Item that are never null. */
export interface StatusAndAction {
  status: ItemStatus;
  requiredAction: RequiredAction;
}

/**
 * Status and required action of an Item. Never fails because of Plaid: when /item/get cannot answer, the state is what its
 * error tells, or UNKNOWN, so that one broken Item does not empty the list it stands in.
 */
export async function readItemStatus(loaders: Loaders, item: OwnedItem): Promise<StatusAndAction> {
  const [plaidItem, hints] = await Promise.allSettled([loaders.plaidItem(item), loaders.itemHints(item)]);
  if (hints.status === 'rejected') throw hints.reason;
  if (plaidItem.status === 'rejected') return statusOfFailure(plaidItem.reason);
  return deriveItemStatus(plaidItem.value, hints.value);
}

function statusOfFailure(reason: unknown): StatusAndAction {
  if (!(reason instanceof GatewayError)) throw reason;
  if (reason.code !== 'ITEM_ACTION_REQUIRED') return { status: 'UNKNOWN', requiredAction: 'WAIT' };
  if (reason.details.plaid?.errorCode === 'USER_PERMISSION_REVOKED') {
    return { status: 'PERMISSION_REVOKED', requiredAction: 'RELINK' };
  }
  const action = REQUIRED_ACTIONS.find((name) => name === reason.details.requiredAction);
  return { status: 'LOGIN_REQUIRED', requiredAction: action ?? 'REAUTHENTICATE' };
}
