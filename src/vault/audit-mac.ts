import type { Vault } from './vault.js';

/**
 * The keyed hash that chains audit records. Its key comes from the secret that the vault keeps sealed in the database, so
 * it stays the same when keys are rotated, and whoever can write to the database but has no vault key cannot make one.
 */
export function auditMac(vault: Pick<Vault, 'fingerprint'>): (text: string) => string {
  return (text) => vault.fingerprint('audit', text);
}
