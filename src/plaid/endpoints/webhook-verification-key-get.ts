import type { JWKPublicKey, WebhookVerificationKeyGetResponse } from 'plaid';
import { publicRead } from '../endpoint.js';
import { integer, invalidResponse, requiredFields, requiredText } from '../wire.js';

/** A webhook verification key as Plaid publishes it: an EC P-256 public JWK. Times are Unix seconds. */
export interface WebhookVerificationKey {
  alg: string;
  crv: string;
  kid: string;
  kty: string;
  use: string;
  x: string;
  y: string;
  createdAt: number;
  expiredAt: number | null;
}

/**
 * The key that verifies a webhook; null when Plaid has no key with this id. Sent once: Plaid delivers an unverified
 * webhook again. Anyone can cause these calls with a forged webhook, so each counts once against the sender's budget.
 */
export const webhookVerificationKeyGet = publicRead({
  path: '/webhook_verification_key/get',
  retry: 'caller',
  deadline: 'short',
  pool: 'keys',
  cost: 0,
  remark: 'called by the webhook receiver',
  request: (keyId: string) => ({ key_id: keyId }),
  parse: (response, _context, keyId): WebhookVerificationKey | null => toWebhookVerificationKey(response, keyId),
  absent: { codes: ['INVALID_WEBHOOK_VERIFICATION_KEY_ID'], result: null },
});

/** The only kind of key that signs Plaid's webhooks. Any other must not be used or stored. */
const EXPECTED = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' } as const;

/** The response of /webhook_verification_key/get. It must hold the requested key, of the accepted kind. */
export function toWebhookVerificationKey(response: unknown, keyId: string): WebhookVerificationKey {
  const { key } = requiredFields<WebhookVerificationKeyGetResponse>(response, 'webhook_verification_key/get');
  const wire = requiredFields<JWKPublicKey>(key, 'key');
  for (const [name, expected] of Object.entries({ ...EXPECTED, kid: keyId })) {
    if (wire[name as keyof JWKPublicKey] !== expected) throw invalidResponse(`key.${name}`);
  }
  const createdAt = integer(wire.created_at);
  if (createdAt === null) throw invalidResponse('key.created_at');
  return {
    ...EXPECTED,
    kid: keyId,
    x: requiredText(wire.x, 'key.x'),
    y: requiredText(wire.y, 'key.y'),
    createdAt,
    expiredAt: toExpiry(wire.expired_at),
  };
}

/** A key whose expiry cannot be read must not be treated as one that never expires. */
function toExpiry(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const expiry = integer(value);
  if (expiry === null) throw invalidResponse('key.expired_at');
  return expiry;
}
