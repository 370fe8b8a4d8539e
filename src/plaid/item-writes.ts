import type { ItemAccessTokenInvalidateResponse, ItemPublicTokenExchangeResponse, ItemRemoveResponse } from 'plaid';
import { asItemId } from '../model/ids.js';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import type { PlaidClient } from './plaid-client.js';
import { requiredFields, requiredText, text } from './wire.js';

/** What changes an Item. Tokens that come back are sealed before anything else happens. */
export function itemWrites(
  plaid: PlaidCaller,
): Pick<
  PlaidClient,
  'itemWebhookUpdate' | 'itemRemove' | 'itemAccessTokenInvalidate' | 'itemPublicTokenExchange' | 'removeOrphan'
> {
  return {
    async itemWebhookUpdate(item, webhook, call) {
      await plaid.sendForItem(ENDPOINTS.itemWebhookUpdate, item, { webhook }, call);
    },
    async itemRemove(item, { reasonCode, reasonNote }, call) {
      const reason = {
        ...(reasonCode === null ? {} : { reason_code: reasonCode }),
        ...(reasonNote === null ? {} : { reason_note: reasonNote }),
      };
      return { plaidRequestId: requestIdOf(await plaid.sendForItem(ENDPOINTS.itemRemove, item, reason, call)) };
    },
    async itemAccessTokenInvalidate(item, call) {
      const answer = await plaid.sendForItem(ENDPOINTS.itemAccessTokenInvalidate, item, {}, call);
      const wire = requiredFields<ItemAccessTokenInvalidateResponse>(answer, 'item/access_token/invalidate');
      const newToken = requiredText(wire.new_access_token, 'new_access_token');
      return {
        sealedAccessToken: plaid.vault.sealAccessToken(item.ownerId, item.id, newToken),
        plaidRequestId: requestIdOf(answer),
      };
    },
    async itemPublicTokenExchange({ ownerId, sealedPublicToken }, call) {
      const body = { public_token: plaid.vault.openPublicToken(ownerId, sealedPublicToken) };
      const answer = await plaid.send(ENDPOINTS.itemPublicTokenExchange, body, call);
      const wire = requiredFields<ItemPublicTokenExchangeResponse>(answer, 'item/public_token/exchange');
      const itemId = asItemId(requiredText(wire.item_id, 'item_id'));
      const accessToken = requiredText(wire.access_token, 'access_token');
      return {
        itemId,
        sealedAccessToken: plaid.vault.sealAccessToken(ownerId, itemId, accessToken),
        plaidRequestId: requestIdOf(answer),
      };
    },
    removeOrphan({ ownerId, itemId, sealedAccessToken }, call) {
      return plaid.vault.withSealedAccessToken({ ownerId, itemId }, sealedAccessToken, async (accessToken) => {
        const answer = await plaid.send(ENDPOINTS.itemRemove, { access_token: accessToken }, call);
        return { plaidRequestId: requestIdOf(answer) };
      });
    },
  };
}

/** Plaid's name for the call, to be quoted to its support. */
function requestIdOf(answer: Record<string, unknown>): string | null {
  return text(requiredFields<ItemRemoveResponse>(answer, 'the answer').request_id);
}
