import type { JWKPublicKey, WebhookVerificationKeyGetResponse } from 'plaid';
import type { WebhookVerificationKey } from './plaid-client.js';
import { integer, invalidResponse, requiredFields, requiredText } from './wire.js';

/** What a key that signs Plaid's webhooks is; anything else must not be used or kept. */
const EXPECTED = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' } as const;

/** The answer of /webhook_verification_key/get: the key that was asked for, of the one kind that is accepted. */
export function toWebhookVerificationKey(answer: unknown, keyId: string): WebhookVerificationKey {
  const { key } = requiredFields<WebhookVerificationKeyGetResponse>(answer, 'webhook_verification_key/get');
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

/** A key whose expiry cannot be read must not be taken for one that never expires. */
function toExpiry(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const expiry = integer(value);
  if (expiry === null) throw invalidResponse('key.expired_at');
  return expiry;
}
