import { randomBytes } from 'node:crypto';
import type { Config, VaultKey } from '../config/config.js';
import { createStore, hasEmbeddedDatabase } from '../store/create-store.js';
import { lockDataDir } from '../store/data-dir-lock.js';
import { INSTALLATION } from '../store/installation.js';
import type { PreflightReads, Store } from '../store/store.js';
import { auditMac } from './fingerprint.js';
import { verifyKeys } from './bootstrap.js';
import { loadOrCreateDevelopmentKeys, readDevelopmentKeys } from './development-keys.js';
import { DecryptionError } from './errors.js';
import { installationOf, readInstallation, refuseOtherDatabase, rememberInstallation } from './installation.js';
import { createVault, type Vault } from './vault.js';

/** The durable records and the vault over them; `close` lets go of both. */
export interface Persistence {
  store: Store;
  vault: Vault;
  /** The first seals. */
  keys: readonly VaultKey[];
  /** False: nothing can be written in the data folder, so the next start cannot tell whether the database is this one. */
  isRemembered: boolean;
  close(): Promise<void>;
}

export interface PersistenceOptions {
  config: Pick<Config, 'databaseUrl' | 'databaseLimits' | 'databaseExpect' | 'dataDir' | 'vaultKeys' | 'production'>;
  now: () => number;
  /** True: no second gateway may use the same embedded database. */
  exclusive: boolean;
}

/**
 * Opens the database and the vault. The keys are tried on what is stored first: with a wrong or a missing one nothing is
 * written, neither a migration nor a new key; the same with a database that is not the one of this installation. Fails with
 * VaultKeysError, VaultUnreadableError, ConfigError, DataDirInUseError or StoreUnavailableError.
 */
export async function openPersistence({ config, now, exclusive: exclusive }: PersistenceOptions): Promise<Persistence> {
  const { databaseUrl, databaseLimits, databaseExpect, dataDir, vaultKeys, production } = config;
  const unlock = exclusive && databaseUrl === null ? lockDataDir(dataDir) : () => undefined;
  let store: Store | null = null;
  try {
    const known = vaultKeys ?? (await readDevelopmentKeys(dataDir));
    // Before the database is looked at: an instance that founds it at this moment writes there first, and then here.
    const remembered = await readInstallation(dataDir);
    if (databaseUrl === null && !(await hasEmbeddedDatabase(dataDir))) {
      refuseOtherDatabase({ remembered, found: null, expect: databaseExpect });
    }
    const before = { isChained: true };
    const beforeWriting = async (look: PreflightReads): Promise<void> => {
      const found = await verifyKeys(known, production, look);
      refuseOtherDatabase({ remembered, found, expect: databaseExpect });
      before.isChained = look.isChained;
    };
    const opened = (store = await createStore({ databaseUrl, databaseLimits, dataDir, now, beforeWriting }));
    const keys = known ?? (await loadOrCreateDevelopmentKeys(dataDir));
    const vault = await createVault({ keys, production, tokens: opened.tokens, settings: opened.settings });
    const installation = await belong(opened, vault);
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

/** Writes down whose the database is, for what looks at it without the vault: each new connection, and readiness. */
async function belong(store: Store, vault: Vault): Promise<string> {
  const installation = installationOf(vault);
  const written = await store.settings.putIfAbsent(INSTALLATION, installation);
  if (written !== installation) throw new DecryptionError('The database says that it belongs to another vault.');
  store.belongTo(installation);
  return installation;
}
