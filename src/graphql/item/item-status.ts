import { nextAccessExpiry } from '../../model/access-warning.js';
import type { OwnedItem } from '../../model/item.js';
import type { GatewayContext } from '../context.js';

type Reading = Pick<GatewayContext, 'loaders' | 'now'>;

/** When the institution will cut the connection. Of an Item that Plaid cannot be asked about, as far as the log knows. */
export async function readDisconnectTime({ loaders, now }: Reading, item: OwnedItem): Promise<Date | null> {
  const [plaidItem, hints] = await Promise.allSettled([loaders.itemDiagnosis(item), loaders.itemWebhookSignals(item)]);
  if (hints.status === 'rejected') throw hints.reason;
  const consentEnd = plaidItem.status === 'rejected' ? null : plaidItem.value.consentExpirationTime;
  const end = nextAccessExpiry(hints.value, consentEnd, now());
  return end?.kind === 'disconnect' ? end.at : null;
}
