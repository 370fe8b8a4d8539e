import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { Vault } from './vault.js';

const DERIVATION_INFO = 'plaid-graphql-gateway fingerprint v1';
const KEY_BYTES = 32;

/**
 * Creates the keyed hash by which secrets can be found again. Its key is derived from a secret in the database and not
 * from the key ring, so fingerprints survive key rotation.
 */
export function createFingerprint(secret: Buffer): (purpose: string, plaintext: string) => string {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', DERIVATION_INFO, KEY_BYTES)));
  return (purpose, plaintext) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, plaintext]), 'utf8')
      .digest('base64url');
}

/**
 * The MAC that chains audit records. Its key is derived from the encrypted secret in the database, so it survives key
 * rotation, and write access to the database without a vault key is not enough to compute it.
 */
export function auditMac(vault: Pick<Vault, 'fingerprint'>): (text: string) => string {
  return (text) => vault.fingerprint('audit', text);
}
