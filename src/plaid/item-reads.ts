import type { AccountsBalanceGetRequest } from 'plaid';
import { GatewayError } from '../errors/gateway-error.js';
import { toAccounts } from './accounts.js';
import { toAuthNumbers } from './auth.js';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import { hasPlaidCode } from './errors.js';
import { withItemToken } from './item-tokens.js';
import { toPlaidItem } from './items.js';
import type { PlaidClient } from './plaid-client.js';

/** What is read of one Item. */
export function itemReads(
  plaid: PlaidCaller,
): Pick<PlaidClient, 'itemGet' | 'probeAccessToken' | 'accountsGet' | 'accountsBalanceGet' | 'authGet'> {
  return {
    itemGet: (item, call) =>
      plaid.askAboutItem(ENDPOINTS.itemGet, item, call, (answer, askedAt) =>
        toPlaidItem(answer, { itemId: item.id, askedAt, scrub: plaid.scrub }),
      ),
    async probeAccessToken(item, call) {
      try {
        await withItemToken(plaid.vault, item, (access_token) =>
          plaid.send(ENDPOINTS.itemGet, { access_token }, call, item.id),
        );
        return null;
      } catch (error) {
        const isRefused = hasPlaidCode(error, 'INVALID_ACCESS_TOKEN', 'ITEM_NOT_FOUND');
        if (isRefused && error instanceof GatewayError && error.details.plaid) return error.details.plaid;
        throw error;
      }
    },
    async accountsGet(item, call) {
      return toAccounts(await plaid.sendForItem(ENDPOINTS.accountsGet, item, {}, call), item.id);
    },
    async accountsBalanceGet(item, { accountIds, minLastUpdatedDatetime }, call) {
      const wanted: AccountsBalanceGetRequest['options'] = {
        ...(accountIds.length === 0 ? {} : { account_ids: [...accountIds] }),
        ...(minLastUpdatedDatetime === null ? {} : { min_last_updated_datetime: minLastUpdatedDatetime.toISOString() }),
      };
      const body = Object.keys(wanted).length === 0 ? {} : { options: wanted };
      return toAccounts(await plaid.sendForItem(ENDPOINTS.accountsBalanceGet, item, body, call), item.id);
    },
    async authGet(item, call) {
      return toAuthNumbers(await plaid.sendForItem(ENDPOINTS.authGet, item, {}, call), item.id);
    },
  };
}
