import { asSealed } from '../model/ids.js';
import type { WebhookVerificationKey } from '../plaid/plaid-client.js';
import type { Settings } from '../store/store.js';
import { settingContext } from '../vault/bootstrap.js';
import { DecryptionError } from '../vault/errors.js';
import type { Vault } from '../vault/vault.js';

/**
 * The keys that genuine webhooks were signed with. They survive a restart and are shared by all instances, so an attacker who
 * floods a gateway that has just started with forged key ids cannot keep it from verifying genuine webhooks.
 */
export interface VerificationKeyStore {
  /** null when the key is not stored. Rejects when the database does. */
  find(keyId: string): Promise<StoredKey | null>;
  save(key: WebhookVerificationKey): Promise<void>;
}

/** `keptAt`: when it was stored, Unix ms. Plaid may have retired the key since. */
export interface StoredKey {
  key: WebhookVerificationKey;
  keptAt: number;
}

export interface VerificationKeyStoreDeps {
  settings: Pick<Settings, 'byPrefix' | 'putIfAbsent'>;
  vault: Pick<Vault, 'seal' | 'open'>;
  now: () => number;
}

const PREFIX = 'webhook_verification_key.';
/** Forged key ids must not cause a flood of reads, so all stored keys (Plaid has a few) are read together. */
const MIN_READ_INTERVAL_MS = 1_000;

export function createVerificationKeyStore({ settings, vault, now }: VerificationKeyStoreDeps): VerificationKeyStore {
  let stored = new Map<string, StoredKey>();
  let readAt = -Infinity;
  let reading: Promise<void> | null = null;

  async function readAll(): Promise<void> {
    const rows = await settings.byPrefix(PREFIX);
    stored = new Map(rows.flatMap(({ name, value }) => decrypted(name, value)));
    readAt = now();
  }

  /** Empty when this gateway did not encrypt the value: writing to the database is not enough to add a key. */
  function decrypted(name: string, value: string): [string, StoredKey][] {
    try {
      const found = JSON.parse(vault.open(settingContext(name), asSealed(value))) as StoredKey;
      return [[found.key.kid, found]];
    } catch (error) {
      if (error instanceof DecryptionError) return [];
      throw error;
    }
  }

  return {
    async find(keyId) {
      if (!stored.has(keyId) && now() - readAt >= MIN_READ_INTERVAL_MS) {
        await (reading ??= readAll().finally(() => (reading = null)));
      }
      return stored.get(keyId) ?? null;
    },

    async save(key) {
      if (stored.has(key.kid)) return;
      const name = `${PREFIX}${key.kid}`;
      const toStore: StoredKey = { key, keptAt: now() };
      await settings.putIfAbsent(name, vault.seal(settingContext(name), JSON.stringify(toStore)));
      stored.set(key.kid, toStore);
    },
  };
}
