import type { VaultKey } from '../config/config.js';
import { asSealed } from '../model/sealed.js';
import type { PreflightReads, Settings } from '../store/store.js';
import { refuseDevelopmentKeys } from './development-keys.js';
import { DecryptionError, VaultKeysError } from './errors.js';
import { createFingerprint } from './fingerprint.js';
import { installationOf } from './installation.js';
import { createKeyRing, type KeyRing, open, type RandomBytes, seal, sealedBeginning } from './sealing.js';
import type { SealContext } from './vault.js';

const KEY_CHECK = 'vault.key_check';
const KEY_CHECK_PLAINTEXT = 'The vault can be opened.';
const FINGERPRINT_SECRET = 'vault.fingerprint_secret';
const FINGERPRINT_SECRET_BYTES = 32;

/** What a sealed setting is bound to. */
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
    'The stored records were sealed with a key that is not in VAULT_KEYS. Nothing was changed: start again with every key that was used.',
  );
}

function checkPlaintext(plaintext: string): void {
  if (plaintext !== KEY_CHECK_PLAINTEXT) throw new DecryptionError("The vault's key check has the wrong content.");
}

/** What was stored when the vault was founded; fails unless the ring opens it. */
async function openFounded(
  ring: KeyRing,
  settings: Pick<Settings, 'get'>,
): Promise<{ hasKeyCheck: boolean; secret: string | null }> {
  const keyCheck = await settings.get(KEY_CHECK);
  const secret = await settings.get(FINGERPRINT_SECRET);
  if (keyCheck !== null) checkPlaintext(openSetting(ring, KEY_CHECK, keyCheck));
  return { hasKeyCheck: keyCheck !== null, secret: secret && openSetting(ring, FINGERPRINT_SECRET, secret) };
}

/** Fails when a value anywhere names a key that is not in the ring, as after a rotation that was not carried through. */
async function missNoKey(ring: KeyRing, { sealedColumns, sealedValues }: PreflightReads): Promise<void> {
  const known = [...ring.keys.keys()].map(sealedBeginning);
  for (const column of sealedColumns) {
    const [other] = await sealedValues.notBeginningWith(column, known, { after: '', limit: 1 });
    if (other !== undefined) throw keyMissing();
  }
}

/**
 * Fails when the keys cannot be used or do not open what is stored, or not all of it; `keys` null: when anything is stored
 * that needs one. Answers the installation that the database belongs to, null when no vault was founded there. Writes nothing.
 */
export async function verifyKeys(
  keys: readonly VaultKey[] | null,
  production: boolean,
  look: PreflightReads,
): Promise<string | null> {
  const { settings } = look;
  if (keys !== null) {
    if (production) refuseDevelopmentKeys(keys);
    const ring = createKeyRing(keys);
    const { secret } = await openFounded(ring, settings);
    await missNoKey(ring, look);
    if (secret === null) return null;
    return installationOf({ fingerprint: createFingerprint(Buffer.from(secret, 'base64url')) });
  }
  if ((await settings.get(KEY_CHECK)) !== null) {
    throw new VaultKeysError(
      'The stored records are sealed, and there is neither VAULT_KEYS nor the key file that was in the data folder. Nothing was changed.',
    );
  }
  return null;
}

/**
 * Proves that the ring opens what is stored, and returns the secret that fingerprints are made with. Writes only in a
 * database that has neither, and only after what is there has opened: a wrong key changes nothing.
 */
export async function initializeVault(
  ring: KeyRing,
  settings: Pick<Settings, 'get' | 'putIfAbsent'>,
  random: RandomBytes,
): Promise<Buffer> {
  const { hasKeyCheck, secret } = await openFounded(ring, settings);
  // Another instance may be founding at the same moment: what it has written first counts, and has to open as well.
  const keep = async (name: string, plaintext: string): Promise<string> =>
    openSetting(ring, name, await settings.putIfAbsent(name, seal(ring, random, settingContext(name), plaintext)));
  if (!hasKeyCheck) checkPlaintext(await keep(KEY_CHECK, KEY_CHECK_PLAINTEXT));
  const opened = secret ?? (await keep(FINGERPRINT_SECRET, random(FINGERPRINT_SECRET_BYTES).toString('base64url')));
  return Buffer.from(opened, 'base64url');
}
