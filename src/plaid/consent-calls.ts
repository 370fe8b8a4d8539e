import { toActivityPage, toApplications } from './consent.js';
import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import type { PlaidClient } from './plaid-client.js';

/** Who may see what of an Item: read, and changed as a consent portal does. */
export function consentCalls(
  plaid: PlaidCaller,
): Pick<
  PlaidClient,
  'itemActivityList' | 'itemApplicationList' | 'itemApplicationUnlink' | 'itemApplicationScopesUpdate'
> {
  return {
    async itemActivityList(item, { count, cursor }, call) {
      const body = { count, ...(cursor === null ? {} : { cursor }) };
      return toActivityPage(await plaid.sendForItem(ENDPOINTS.itemActivityList, item, body, call), plaid.scrub);
    },
    async itemApplicationList(item, call) {
      return toApplications(await plaid.sendForItem(ENDPOINTS.itemApplicationList, item, {}, call), plaid.scrub);
    },
    async itemApplicationUnlink(item, applicationId, call) {
      await plaid.sendForItem(ENDPOINTS.itemApplicationUnlink, item, { application_id: applicationId }, call);
    },
    async itemApplicationScopesUpdate(item, { applicationId, scopes, state, context }, call) {
      const body = { application_id: applicationId, scopes, context, ...(state === null ? {} : { state }) };
      await plaid.sendForItem(ENDPOINTS.itemApplicationScopesUpdate, item, body, call);
    },
  };
}
