import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { WebhookVerificationKey } from '../../src/plaid/plaid-client.js';

/** Signs webhooks, independently of the gateway and its JWT library. */
export interface WebhookSigner {
  readonly keyId: string;
  /** The public key, as Plaid's endpoint returns it. */
  readonly publicKey: WebhookVerificationKey;
  /** Returns the value of Plaid-Verification. `header` and `claims` replace the defaults. */
  sign(
    body: string,
    signedAtSeconds: number,
    altered?: { header?: Record<string, unknown>; claims?: Record<string, unknown> },
  ): string;
}

/** Creates a signer with a new key. */
export function createWebhookSigner(keyId: string): WebhookSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  return {
    keyId,
    publicKey: {
      alg: 'ES256',
      crv: 'P-256',
      kid: keyId,
      kty: 'EC',
      use: 'sig',
      x: String(jwk.x),
      y: String(jwk.y),
      createdAt: 1_500_000_000,
      expiredAt: null,
    },
    sign(body, signedAtSeconds, altered = {}) {
      const header = encode({ alg: 'ES256', kid: keyId, typ: 'JWT', ...altered.header });
      const payload = encode({ iat: signedAtSeconds, request_body_sha256: sha256(body), ...altered.claims });
      const signature = sign('sha256', Buffer.from(`${header}.${payload}`), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      });
      return `${header}.${payload}.${signature.toString('base64url')}`;
    },
  };
}

/** The SHA-256 in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Encodes a part of a JWT. */
export function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
