import { GatewayError } from '../../errors/gateway-error.js';
import type { OwnedItem } from '../../model/item.js';
import { nearestEnd } from '../../model/access-warning.js';
import { deriveItemStatus, type ItemState, stateOfPlaidError } from '../../model/item-status.js';
import type { GatewayContext } from '../context.js';

type Reading = Pick<GatewayContext, 'loaders' | 'now'>;

/**
 * Status and required action of an Item. Never fails because of Plaid: when /item/get cannot answer, the state is what its
 * error tells, or UNKNOWN, so that one broken Item does not empty the list it stands in.
 */
export async function readItemStatus({ loaders, now }: Reading, item: OwnedItem): Promise<ItemState> {
  const [plaidItem, hints] = await Promise.allSettled([loaders.itemDiagnosis(item), loaders.itemHints(item)]);
  if (hints.status === 'rejected') throw hints.reason;
  if (plaidItem.status === 'rejected') return statusOfFailure(plaidItem.reason);
  return deriveItemStatus(plaidItem.value, hints.value, now());
}

/** When the institution will cut the connection. Of an Item that Plaid cannot be asked about, as far as the log knows. */
export async function readDisconnectTime({ loaders, now }: Reading, item: OwnedItem): Promise<Date | null> {
  const [plaidItem, hints] = await Promise.allSettled([loaders.itemDiagnosis(item), loaders.itemHints(item)]);
  if (hints.status === 'rejected') throw hints.reason;
  const consentEnd = plaidItem.status === 'rejected' ? null : plaidItem.value.consentExpirationTime;
  const end = nearestEnd(hints.value, consentEnd, now());
  return end?.word === 'disconnect' ? end.at : null;
}

function statusOfFailure(reason: unknown): ItemState {
  if (!(reason instanceof GatewayError)) throw reason;
  const { code, details } = reason;
  // Plaid refused because of this Item; a refusal that says nothing of the Item carries no required action.
  const isAboutItem =
    ['ITEM_ACTION_REQUIRED', 'UPSTREAM_REJECTED'].includes(code) && details.requiredAction !== undefined;
  if (isAboutItem && details.plaid) return stateOfPlaidError(details.plaid);
  return { status: 'UNKNOWN', requiredAction: 'WAIT' };
}
