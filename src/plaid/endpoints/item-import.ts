import type { ItemImportResponse } from 'plaid';
import { GatewayError } from '../../errors/gateway-error.js';
import { asItemId, type ItemId, type OwnerId, type Sealed } from '../../model/ids.js';
import { customWrite, type PlaidCaller } from '../endpoint.js';
import { hasPlaidCode, upstreamError } from '../errors.js';
import type { PlaidCall } from '../plaid-call.js';
import { fieldsOf, requiredFields, requiredText, text } from '../wire.js';
import { itemGet } from './item-get.js';
import { itemRemove } from './item-writes.js';

interface ImportRequest {
  ownerId: OwnerId;
  products: readonly string[];
  userId: string;
  authToken: string;
  webhook: string;
}

/** /item/import, then /item/get for the id of the new Item. When that fails, the Item is removed again. */
export const itemImport = customWrite({
  path: '/item/import',
  cost: 10,
  scope: 'operator',
  async call(
    endpoint,
    plaid,
    { ownerId, products, userId, authToken, webhook }: ImportRequest,
    call: PlaidCall,
  ): Promise<{ itemId: ItemId; sealedAccessToken: Sealed; plaidRequestId: string | null }> {
    const body = {
      products: [...products],
      user_auth: { user_id: userId, auth_token: authToken },
      options: { webhook },
    };
    const response = await plaid.send(endpoint, body, call);
    const wire = requiredFields<ItemImportResponse>(response, 'item/import');
    const accessToken = requiredText(wire.access_token, 'access_token');
    const itemId = await idOfImported(plaid, accessToken, call);
    return {
      itemId,
      sealedAccessToken: plaid.vault.sealAccessToken(ownerId, itemId, accessToken),
      plaidRequestId: text(wire.request_id),
    };
  },
});

/** The response of /item/import does not contain the id of the Item. An Item whose id cannot be read is of no use and is removed. */
async function idOfImported(plaid: PlaidCaller, accessToken: string, call: PlaidCall): Promise<ItemId> {
  try {
    const { item } = await plaid.send(itemGet, { access_token: accessToken }, call);
    return asItemId(requiredText(fieldsOf<{ item_id: string }>(item)?.item_id, 'item.item_id'));
  } catch (error) {
    await removeImported(plaid, accessToken, call);
    throw error;
  }
}

/** When the removal fails, the error is one whose outcome is unknown: the Item exists, whatever Plaid responded. */
async function removeImported(plaid: PlaidCaller, accessToken: string, call: PlaidCall): Promise<void> {
  try {
    await plaid.send(itemRemove, { access_token: accessToken }, call);
  } catch (error) {
    if (hasPlaidCode(error, 'ITEM_NOT_FOUND', 'ITEM_CONCURRENTLY_DELETED')) return;
    const details = error instanceof GatewayError ? error.details : {};
    throw upstreamError(
      'UPSTREAM_INVALID_RESPONSE',
      details,
      'an imported Item could be neither identified nor removed',
    );
  }
}
