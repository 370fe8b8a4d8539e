import type { ItemAccessTokenInvalidateResponse, ItemPublicTokenExchangeResponse, ItemRemoveResponse } from 'plaid';
import { asItemId, type ItemId, type OwnerId, type Sealed } from '../../model/ids.js';
import { itemWrite, type PlaidCaller, publicWrite } from '../endpoint.js';
import type { PlaidCall } from '../plaid-call.js';
import { requiredFields, requiredText, text } from '../wire.js';

// New access tokens are sealed in the parser, before anything else happens to them.

/** Sets the address that Plaid sends the webhooks of an Item to. null: no webhooks. */
export const itemWebhookUpdate = itemWrite({
  path: '/item/webhook/update',
  cost: 10,
  request: (webhook: string | null) => ({ webhook }),
  parse: () => undefined,
});

/** Ends the gateway's access to an Item. */
export const itemRemove = itemWrite({
  path: '/item/remove',
  cost: 10,
  request: ({ reasonCode, reasonNote }: { reasonCode: string | null; reasonNote: string | null }) => ({
    ...(reasonCode === null ? {} : { reason_code: reasonCode }),
    ...(reasonNote === null ? {} : { reason_note: reasonNote }),
  }),
  parse: (response) => ({ plaidRequestId: requestIdOf(response) }),
});

/** Replaces the access token of an Item. */
export const itemAccessTokenInvalidate = itemWrite({
  path: '/item/access_token/invalidate',
  cost: 10,
  remark: 'the new token is never returned',
  parse(response, { vault, item }) {
    const wire = requiredFields<ItemAccessTokenInvalidateResponse>(response, 'item/access_token/invalidate');
    const newToken = requiredText(wire.new_access_token, 'new_access_token');
    return {
      sealedAccessToken: vault.sealAccessToken(item.ownerId, item.id, newToken),
      plaidRequestId: requestIdOf(response),
    };
  },
});

/** Exchanges a public token for a new Item. */
export const itemPublicTokenExchange = publicWrite({
  path: '/item/public_token/exchange',
  cost: 10,
  remark: 'also by webhook, when a session in Hosted Link, Multi-Item Link or Layer finishes',
  request: ({ ownerId, sealedPublicToken }: { ownerId: OwnerId; sealedPublicToken: Sealed }, { vault }) => ({
    public_token: vault.openPublicToken(ownerId, sealedPublicToken),
  }),
  parse(response, { vault }, { ownerId }) {
    const wire = requiredFields<ItemPublicTokenExchangeResponse>(response, 'item/public_token/exchange');
    const itemId = asItemId(requiredText(wire.item_id, 'item_id'));
    const accessToken = requiredText(wire.access_token, 'access_token');
    return {
      itemId,
      sealedAccessToken: vault.sealAccessToken(ownerId, itemId, accessToken),
      plaidRequestId: requestIdOf(response),
    };
  },
});

/** /item/remove for an Item that was exchanged but could not be stored. */
export function removeOrphan(
  plaid: PlaidCaller,
  { ownerId, itemId, sealedAccessToken }: { ownerId: OwnerId; itemId: ItemId; sealedAccessToken: Sealed },
  call: PlaidCall,
): Promise<{ plaidRequestId: string | null }> {
  return plaid.vault.withSealedAccessToken({ ownerId, itemId }, sealedAccessToken, async (accessToken) => {
    const response = await plaid.send(itemRemove, { access_token: accessToken }, call);
    return { plaidRequestId: requestIdOf(response) };
  });
}

/** Plaid's request id, which Plaid's support needs. */
function requestIdOf(response: Readonly<Record<string, unknown>>): string | null {
  return text(requiredFields<ItemRemoveResponse>(response, 'the response').request_id);
}
