import type { PlaidCaller } from './create-plaid-client.js';
import { ENDPOINTS } from './endpoints.js';
import { hasPlaidCode } from './errors.js';
import { toBankTransferEvents, toEventListRequest } from './bank-transfers.js';
import { toInstitution, toInstitutions } from './institutions.js';
import type { PlaidClient } from './plaid-client.js';
import { toWebhookVerificationKey } from './webhook-keys.js';

/** Plaid's words for an institution it does not list; the second is of older versions. */
const NO_SUCH_INSTITUTION = ['INVALID_INSTITUTION', 'INSTITUTION_NOT_FOUND'];

/** What is read of nobody in particular. */
export function publicReads(
  plaid: PlaidCaller,
): Pick<
  PlaidClient,
  | 'institutionGetById'
  | 'institutionsSearch'
  | 'bankTransferEventList'
  | 'bankTransferEventSync'
  | 'webhookVerificationKeyGet'
> {
  return {
    async institutionGetById(id, countryCodes, call) {
      const body = {
        institution_id: id,
        country_codes: [...countryCodes],
        options: { include_optional_metadata: true },
      };
      const answer = await absentIs(plaid.send(ENDPOINTS.institutionsGetById, body, call), NO_SUCH_INSTITUTION);
      return answer && toInstitution(answer);
    },
    async institutionsSearch({ query, products, countryCodes }, call) {
      const body = {
        query,
        country_codes: [...countryCodes],
        ...(products === null ? {} : { products: [...products] }),
        options: { include_optional_metadata: true },
      };
      const answer = await absentIs(plaid.send(ENDPOINTS.institutionsSearch, body, call), NO_SUCH_INSTITUTION);
      return answer === null ? [] : toInstitutions(answer);
    },
    async bankTransferEventList(filter, count, call) {
      const body = toEventListRequest(filter, count);
      return toBankTransferEvents(await plaid.send(ENDPOINTS.bankTransferEventList, body, call), plaid.scrub);
    },
    async bankTransferEventSync(afterId, count, call) {
      const body = { after_id: afterId, count };
      return toBankTransferEvents(await plaid.send(ENDPOINTS.bankTransferEventSync, body, call), plaid.scrub);
    },
    async webhookVerificationKeyGet(keyId, call) {
      const sent = plaid.send(ENDPOINTS.webhookVerificationKeyGet, { key_id: keyId }, call);
      const answer = await absentIs(sent, ['INVALID_WEBHOOK_VERIFICATION_KEY_ID']);
      return answer && toWebhookVerificationKey(answer, keyId);
    },
  };
}

/** null when Plaid refuses with one of the codes that mean "there is none". */
async function absentIs<T>(answer: Promise<T>, codes: string[]): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (hasPlaidCode(error, ...codes)) return null;
    throw error;
  }
}
