import { randomBytes } from 'node:crypto';
import type { Config, VaultKey } from '../config/config.js';
import { lockDataDir } from '../store/data-dir-lock.js';
import { INSTALLATION } from '../store/dialect.js';
import { createStore, hasEmbeddedDatabase, type PreflightReads, type Store } from '../store/store.js';
import { auditMac } from './sealing.js';
import { verifyKeys } from './bootstrap.js';
import { loadOrCreateDevelopmentKeys, readDevelopmentKeys } from './development-keys.js';
import { DecryptionError } from './errors.js';
import { installationOf, readInstallation, refuseOtherDatabase, rememberInstallation } from './installation.js';
import { createVault, type Vault } from './vault.js';

/** The store and its vault. `close` closes both. */
export interface Persistence {
  store: Store;
  vault: Vault;
  /** The first key encrypts. */
  keys: readonly VaultKey[];
  /** False when the data folder is not writable, so the next start cannot check that it uses the same database. */
  isRemembered: boolean;
  close(): Promise<void>;
}

export interface PersistenceOptions {
  config: Pick<Config, 'databaseUrl' | 'databaseLimits' | 'databaseExpect' | 'dataDir' | 'vaultKeys' | 'production'>;
  now: () => number;
  /** True prevents a second gateway from using the same embedded database. */
  exclusive: boolean;
}

/**
 * Opens the database and the vault. The keys and the installation are verified first: with a wrong or missing key, or a
 * database of another installation, nothing is written, neither a migration nor a new key. Fails with VaultKeysError,
 * DecryptionError, ConfigError, DataDirInUseError or StoreUnavailableError.
 */
export async function openPersistence({ config, now, exclusive: exclusive }: PersistenceOptions): Promise<Persistence> {
  const { databaseUrl, databaseLimits, databaseExpect, dataDir, vaultKeys, production } = config;
  const unlock = exclusive && databaseUrl === null ? lockDataDir(dataDir) : () => undefined;
  let store: Store | null = null;
  try {
    const known = vaultKeys ?? (await readDevelopmentKeys(dataDir));
    // Read before the database: an instance that initializes the database concurrently writes there first and here
    // second.
    const remembered = await readInstallation(dataDir);
    if (databaseUrl === null && !(await hasEmbeddedDatabase(dataDir))) {
      refuseOtherDatabase({ remembered, found: null, expect: databaseExpect });
    }
    const before = { isChained: true };
    const beforeWriting = async (reads: PreflightReads): Promise<void> => {
      const found = await verifyKeys(known, production, reads);
      refuseOtherDatabase({ remembered, found, expect: databaseExpect });
      before.isChained = reads.isChained;
    };
    const opened = (store = await createStore({ databaseUrl, databaseLimits, dataDir, now, beforeWriting }));
    const keys = known ?? (await loadOrCreateDevelopmentKeys(dataDir));
    const vault = await createVault({ keys, production, tokens: opened.tokens, settings: opened.settings });
    const installation = await claimDatabase(opened, vault);
    const isRemembered = await rememberInstallation(dataDir, installation, { known: remembered, random: randomBytes });
    await opened.audit.begin(auditMac(vault), { at: now(), tablesAreNew: !before.isChained });
    return {
      store: opened,
      vault,
      keys,
      isRemembered,
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
}

/** Stores the installation in the clear, for checks without the vault: on each new connection and for readiness. */
async function claimDatabase(store: Store, vault: Vault): Promise<string> {
  const installation = installationOf(vault);
  const written = await store.settings.putIfAbsent(INSTALLATION, installation);
  if (written !== installation) throw new DecryptionError('The database belongs to a different vault.');
  store.belongTo(installation);
  return installation;
}
