import type { AccountsBalanceGetRequest } from 'plaid';
import type { AccountId } from '../../model/ids.js';
import { itemRead } from '../endpoint.js';
import { toAccounts } from './accounts-get.js';

/** Live balances: slow, because Plaid queries the institution, and billed per call. Empty `accountIds` means every account. */
export const accountsBalanceGet = itemRead({
  path: '/accounts/balance/get',
  pool: 'live',
  proves: 'live',
  rateLimit: { sandbox: { perItem: 25, perClient: 1_200 }, production: { perItem: 5, perClient: 1_200 } },
  cost: 25,
  remark: 'live and billed: only when it is selected',
  request({
    accountIds,
    minLastUpdatedDatetime,
  }: {
    accountIds: readonly AccountId[];
    minLastUpdatedDatetime: Date | null;
  }) {
    const options: AccountsBalanceGetRequest['options'] = {
      ...(accountIds.length === 0 ? {} : { account_ids: [...accountIds] }),
      ...(minLastUpdatedDatetime === null ? {} : { min_last_updated_datetime: minLastUpdatedDatetime.toISOString() }),
    };
    return Object.keys(options).length === 0 ? {} : { options };
  },
  parse: (response, { item }) => toAccounts(response, item.id),
});
