import type { VaultKey } from '../config/config.js';
import { asSealed } from '../model/ids.js';
import type { PreflightReads, Settings } from '../store/store.js';
import { refuseDevelopmentKeys } from './development-keys.js';
import { DecryptionError, VaultKeysError } from './errors.js';
import {
  createFingerprint,
  createKeyRing,
  type KeyRing,
  open,
  type RandomBytes,
  seal,
  type SealContext,
  sealedPrefix,
} from './sealing.js';
import { installationOf } from './installation.js';

const KEY_CHECK = 'vault.key_check';
const KEY_CHECK_PLAINTEXT = 'The vault can be opened.';
const FINGERPRINT_SECRET = 'vault.fingerprint_secret';
const FINGERPRINT_SECRET_BYTES = 32;

/** The seal context of an encrypted setting. */
export function settingContext(name: string): SealContext {
  return {
    ownerId: '',
    subject: name,
    column: 'settings.value',
  };
}

function openSetting(ring: KeyRing, name: string, value: string): string {
  try {
    return open(ring, settingContext(name), asSealed(value));
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error;
    throw keyMissing();
  }
}

function keyMissing(): DecryptionError {
  return new DecryptionError(
    'Some stored records were encrypted with a key that is not in VAULT_KEYS. Nothing was changed. Start again with every key that was ever used.',
  );
}

function checkPlaintext(plaintext: string): void {
  if (plaintext !== KEY_CHECK_PLAINTEXT) throw new DecryptionError('The key check of the vault has the wrong content.');
}

/** Reads what initializeVault has stored. Throws unless the key ring decrypts it. */
async function readVaultSettings(
  ring: KeyRing,
  settings: Pick<Settings, 'get'>,
): Promise<{ hasKeyCheck: boolean; secret: string | null }> {
  const keyCheck = await settings.get(KEY_CHECK);
  const secret = await settings.get(FINGERPRINT_SECRET);
  if (keyCheck !== null) checkPlaintext(openSetting(ring, KEY_CHECK, keyCheck));
  return { hasKeyCheck: keyCheck !== null, secret: secret && openSetting(ring, FINGERPRINT_SECRET, secret) };
}

/**
 * Throws when any stored value was encrypted with a key that is not in the ring, for example after an incomplete key
 * rotation.
 */
async function assertNoKeyMissing(ring: KeyRing, { sealedColumns, sealedValues }: PreflightReads): Promise<void> {
  const known = [...ring.keys.keys()].map(sealedPrefix);
  for (const column of sealedColumns) {
    const [other] = await sealedValues.withoutPrefixes(column, known, { after: '', limit: 1 });
    if (other !== undefined) throw keyMissing();
  }
}

/**
 * Throws when the keys are unusable or do not decrypt everything that is stored; with `keys` null, when something is
 * stored that needs a key. Returns the installation of the database, or null when its vault is not initialized. Writes
 * nothing.
 */
export async function verifyKeys(
  keys: readonly VaultKey[] | null,
  production: boolean,
  reads: PreflightReads,
): Promise<string | null> {
  const { settings } = reads;
  if (keys !== null) {
    if (production) refuseDevelopmentKeys(keys);
    const ring = createKeyRing(keys);
    const { secret } = await readVaultSettings(ring, settings);
    await assertNoKeyMissing(ring, reads);
    if (secret === null) return null;
    return installationOf({ fingerprint: createFingerprint(Buffer.from(secret, 'base64url')) });
  }
  if ((await settings.get(KEY_CHECK)) !== null) {
    throw new VaultKeysError(
      'The stored records are encrypted, but VAULT_KEYS is not set and the data folder has no key file. Nothing was changed.',
    );
  }
  return null;
}

/**
 * Verifies that the key ring decrypts the stored records, and returns the secret for fingerprints. Writes only to a
 * database that is not initialized, and only after the stored values were decrypted: a wrong key changes nothing.
 */
export async function initializeVault(
  ring: KeyRing,
  settings: Pick<Settings, 'get' | 'putIfAbsent'>,
  random: RandomBytes,
): Promise<Buffer> {
  const { hasKeyCheck, secret } = await readVaultSettings(ring, settings);
  // Another instance may initialize the vault concurrently. The first write wins and must decrypt as well.
  const store = async (name: string, plaintext: string): Promise<string> =>
    openSetting(ring, name, await settings.putIfAbsent(name, seal(ring, random, settingContext(name), plaintext)));
  if (!hasKeyCheck) checkPlaintext(await store(KEY_CHECK, KEY_CHECK_PLAINTEXT));
  const opened = secret ?? (await store(FINGERPRINT_SECRET, random(FINGERPRINT_SECRET_BYTES).toString('base64url')));
  return Buffer.from(opened, 'base64url');
}
