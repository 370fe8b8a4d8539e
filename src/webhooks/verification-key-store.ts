import { asSealed } from '../model/sealed.js';
import type { WebhookVerificationKey } from '../plaid/plaid-client.js';
import type { Settings } from '../store/store.js';
import { settingContext } from '../vault/bootstrap.js';
import { DecryptionError } from '../vault/errors.js';
import type { Vault } from '../vault/vault.js';

/**
 * The webhook keys that a genuine webhook was signed with, kept past a restart and shared by all instances: whoever forges key
 * ids cannot keep a gateway that has just started from knowing the genuine ones.
 */
export interface VerificationKeyStore {
  /** null when it is not kept. Fails when the store does. */
  find(keyId: string): Promise<StoredKey | null>;
  keep(key: WebhookVerificationKey): Promise<void>;
}

/** `keptAt`: Unix ms; Plaid may have retired it since. */
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
/** Forged key ids must not become a flood of reads: the keys, of which Plaid has a few, are read together. */
const READ_AT_MOST_EVERY_MS = 1_000;

export function createVerificationKeyStore({ settings, vault, now }: VerificationKeyStoreDeps): VerificationKeyStore {
  let kept = new Map<string, StoredKey>();
  let readAt = -Infinity;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const rows = await settings.byPrefix(PREFIX);
    kept = new Map(rows.flatMap(({ name, value }) => opened(name, value)));
    readAt = now();
  }

  /** Nothing when it was not sealed here: nobody adds a key of their own by writing to the database. */
  function opened(name: string, value: string): [string, StoredKey][] {
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
      if (!kept.has(keyId) && now() - readAt >= READ_AT_MOST_EVERY_MS) {
        await (reading ??= read().finally(() => (reading = null)));
      }
      return kept.get(keyId) ?? null;
    },

    async keep(key) {
      if (kept.has(key.kid)) return;
      const name = `${PREFIX}${key.kid}`;
      const keeping: StoredKey = { key, keptAt: now() };
      await settings.putIfAbsent(name, vault.seal(settingContext(name), JSON.stringify(keeping)));
      kept.set(key.kid, keeping);
    },
  };
}
