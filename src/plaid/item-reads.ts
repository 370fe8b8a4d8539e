import type { AccountsBalanceGetRequest } from 'plaid';
import { toAccounts } from './accounts.js';
import { toAuthNumbers } from './auth.js';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import { toPlaidItem } from './items.js';
import type { PlaidClient } from './plaid-client.js';

/** What is read of one Item. */
export function itemReads(
  plaid: PlaidCaller,
): Pick<PlaidClient, 'itemGet' | 'accountsGet' | 'accountsBalanceGet' | 'authGet'> {
  return {
    async itemGet(item, call) {
      return toPlaidItem(await plaid.sendForItem(ENDPOINTS.itemGet, item, {}, call), item.id, plaid.scrub);
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
