import type {
  ItemImportResponse,
  ProcessorStripeBankAccountTokenCreateResponse,
  ProcessorTokenCreateResponse,
} from 'plaid';
import { GatewayError } from '../errors/gateway-error.js';
import { asItemId, type ItemId } from '../model/ids.js';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import { hasPlaidCode, upstreamError } from './errors.js';
import type { PlaidCall, PlaidClient } from './plaid-client.js';
import { fieldsOf, requiredFields, requiredText, text } from './wire.js';

/** What goes to partners of Plaid's, and what comes from them. */
export function partnerCalls(
  plaid: PlaidCaller,
): Pick<PlaidClient, 'processorTokenCreate' | 'processorStripeBankAccountTokenCreate' | 'itemImport'> {
  return {
    async processorTokenCreate(item, { accountId, processor }, call) {
      const body = { account_id: accountId, processor };
      const answer = await plaid.sendForItem(ENDPOINTS.processorTokenCreate, item, body, call);
      const wire = requiredFields<ProcessorTokenCreateResponse>(answer, 'processor/token/create');
      return requiredText(wire.processor_token, 'processor_token');
    },
    async processorStripeBankAccountTokenCreate(item, accountId, call) {
      const body = { account_id: accountId };
      const answer = await plaid.sendForItem(ENDPOINTS.processorStripeBankAccountTokenCreate, item, body, call);
      const wire = requiredFields<ProcessorStripeBankAccountTokenCreateResponse>(answer, 'bank_account_token/create');
      return requiredText(wire.stripe_bank_account_token, 'stripe_bank_account_token');
    },
    async itemImport({ ownerId, products, userId, authToken, webhook }, call) {
      const body = {
        products: [...products],
        user_auth: { user_id: userId, auth_token: authToken },
        options: { webhook },
      };
      const answer = await plaid.send(ENDPOINTS.itemImport, body, call);
      const wire = requiredFields<ItemImportResponse>(answer, 'item/import');
      const accessToken = requiredText(wire.access_token, 'access_token');
      const itemId = await idOfImported(plaid, accessToken, call);
      return {
        itemId,
        sealedAccessToken: plaid.vault.sealAccessToken(ownerId, itemId, accessToken),
        plaidRequestId: text(wire.request_id),
      };
    },
  };
}

/** Plaid does not name the Item that it imported. One whose name cannot be learned is removed: nobody could ever use it. */
async function idOfImported(plaid: PlaidCaller, accessToken: string, call: PlaidCall): Promise<ItemId> {
  try {
    const { item } = await plaid.send(ENDPOINTS.itemGet, { access_token: accessToken }, call);
    return asItemId(requiredText(fieldsOf<{ item_id: string }>(item)?.item_id, 'item.item_id'));
  } catch (error) {
    await removeImported(plaid, accessToken, call);
    throw error;
  }
}

/** Fails with an outcome that is not known, whatever Plaid says: the Item was made, and a refusal does not take it back. */
async function removeImported(plaid: PlaidCaller, accessToken: string, call: PlaidCall): Promise<void> {
  try {
    await plaid.send(ENDPOINTS.itemRemove, { access_token: accessToken }, call);
  } catch (error) {
    if (hasPlaidCode(error, 'ITEM_NOT_FOUND', 'ITEM_CONCURRENTLY_DELETED')) return;
    const details = error instanceof GatewayError ? error.details : {};
    throw upstreamError('UPSTREAM_INVALID_RESPONSE', details, 'an imported Item could be neither named nor removed');
  }
}
