import type * as plaid from 'plaid';
import { route, type Route } from '../http/route.js';
import { text } from '../http/validation.js';
import { failure } from '../error-catalog.js';

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** The public key of any signing key, including expired ones. */
const webhookKeyGet = route<plaid.WebhookVerificationKeyGetRequest, plaid.WebhookVerificationKeyGetResponse>(
  '/webhook_verification_key/get',
  { key_id: text() },
  () => ({ key_id: 'nobody' }),
  ({ state }, { key_id: keyId }) => {
    const record = state.signingKeys.get(keyId);
    if (record === undefined)
      throw failure('INVALID_WEBHOOK_VERIFICATION_KEY_ID', 'no webhook verification key has this key_id');
    const { kty, crv, x, y } = record.privateJwk;
    return {
      key: {
        alg: 'ES256',
        crv,
        kid: record.id,
        kty,
        use: 'sig',
        x,
        y,
        created_at: seconds(record.createdAtMs),
        expired_at: record.expiredAtMs === null ? null : seconds(record.expiredAtMs),
      },
    };
  },
);

/** /webhook_verification_key/get. */
export const routes: Route[] = [webhookKeyGet];
