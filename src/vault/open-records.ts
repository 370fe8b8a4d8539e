import type { Config, VaultKey } from '../config/config.js';
import { createStore } from '../store/create-store.js';
import { lockDataDir } from '../store/data-dir-lock.js';
import type { FirstLook, Store } from '../store/store.js';
import { auditMac } from './audit-mac.js';
import { createVault } from './create-vault.js';
import { loadOrCreateDevelopmentKeys, readDevelopmentKeys } from './development-keys.js';
import { proveKeys } from './founding.js';
import type { Vault } from './vault.js';

/** The durable records and the vault over them; `close` lets go of both. */
export interface Records {
  store: Store;
  vault: Vault;
  /** The first seals. */
  keys: readonly VaultKey[];
  close(): Promise<void>;
}

export interface RecordsOptions {
  config: Pick<Config, 'databaseUrl' | 'databaseLimits' | 'dataDir' | 'vaultKeys' | 'production'>;
  now: () => number;
  /** True: no second gateway may use the same embedded database. */
  alone: boolean;
}

/**
 * Opens the database and the vault. The keys are tried on what is stored first: with a wrong or a missing one nothing is
 * written, neither a migration nor a new key. Fails with VaultKeysError, VaultUnreadableError, DataDirInUseError or
 * StoreUnavailableError.
 */
export const openRecords = async ({ config, now, alone }: RecordsOptions): Promise<Records> => {
  const { databaseUrl, databaseLimits, dataDir, vaultKeys, production } = config;
  const unlock = alone && databaseUrl === null ? lockDataDir(dataDir) : () => undefined;
  let store: Store | null = null;
  try {
    const known = vaultKeys ?? (await readDevelopmentKeys(dataDir));
    const before = { isChained: true };
    const beforeWriting = async (look: FirstLook): Promise<void> => {
      await proveKeys(known, production, look);
      before.isChained = look.isChained;
    };
    const opened = (store = await createStore({ databaseUrl, databaseLimits, dataDir, now, beforeWriting }));
    const keys = known ?? (await loadOrCreateDevelopmentKeys(dataDir));
    const vault = await createVault({ keys, production, tokens: opened.tokens, settings: opened.settings });
    await opened.audit.begin(auditMac(vault), { at: now(), tablesAreNew: !before.isChained });
    return {
      store: opened,
      vault,
      keys,
      close: async () => {
        await opened.close();
        unlock();
      },
    };
  } catch (error) {
    await store?.close();
    unlock();
    throw error;
  }
};
