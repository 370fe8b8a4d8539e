import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { Vault } from './vault.js';

const DERIVATION_INFO = 'plaid-graphql-gateway fingerprint v1';
const KEY_BYTES = 32;

/**
 * Keyed hash of a secret, by which it can be found again. The key comes from a secret of the database and not from the
 * ring, so that fingerprints stay the same when keys are rotated.
 */
export function createFingerprint(secret: Buffer): (purpose: string, plaintext: string) => string {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', DERIVATION_INFO, KEY_BYTES)));
  return (purpose, plaintext) =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, plaintext]), 'utf8')
      .digest('base64url');
}

/**
 * The keyed hash that chains audit records. Its key comes from the secret that the vault keeps sealed in the database, so
 * it stays the same when keys are rotated, and whoever can write to the database but has no vault key cannot make one.
 */
export function auditMac(vault: Pick<Vault, 'fingerprint'>): (text: string) => string {
  return (text) => vault.fingerprint('audit', text);
}
