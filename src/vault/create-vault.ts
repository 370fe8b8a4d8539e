import { createHmac, randomBytes as nodeRandomBytes } from 'node:crypto';
import { type VaultKey } from '../config/config.js';
import { type ItemId, type OwnerId } from '../model/ids.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import { type Settings, type TokenRecords } from '../store/store.js';
import { DEVELOPMENT_KEY_PREFIX } from './development-keys.js';
import { ItemGoneError, VaultUnreadableError } from './errors.js';
import { createSealer, type Sealer } from './sealing.js';
import { type SealContext, type Vault } from './vault.js';

/** What the vault is built on. */
export interface VaultOptions {
  /** The first seals, all open. */
  keys: readonly VaultKey[];
  tokens: TokenRecords;
  settings: Settings;
  /** Refuses keys that were made for development. */
  production: boolean;
  randomBytes?: (size: number) => Buffer;
}

const FINGERPRINT_KEY_BYTES = 32; // HMAC-SHA-256: as long as its hash
/** The setting that holds the fingerprint key. That it opens is also the proof that the ring fits this database. */
const FINGERPRINT_SETTING = 'vault.fingerprint_key';
const FINGERPRINT_CONTEXT: SealContext = { ownerId: '', subject: 'gateway', column: FINGERPRINT_SETTING };

/**
 * Opens the vault over a key ring. Fails with VaultUnreadableError, before anything is written, when the database was
 * sealed with keys that are not in the ring.
 */
export async function createVault(options: VaultOptions): Promise<Vault> {
  const { keys, tokens, settings, production, randomBytes = nodeRandomBytes } = options;
  if (production && keys.some(({ id }) => id.startsWith(DEVELOPMENT_KEY_PREFIX))) {
    throw new VaultUnreadableError('Development keys are refused in production.');
  }
  const sealer = createSealer(keys, randomBytes);
  const fingerprintKey = await openFingerprintKey(sealer, settings, randomBytes);

  const vault: Vault = {
    ...sealer,
    fingerprint(purpose, plaintext) {
      return createHmac('sha256', fingerprintKey)
        .update(JSON.stringify([purpose, plaintext]))
        .digest('base64url');
    },
    sealPublicToken(ownerId, publicToken) {
      return {
        sealedPublicToken: sealer.seal(publicTokenContext(ownerId), publicToken),
        publicTokenFingerprint: vault.fingerprint('public-token', publicToken),
      };
    },
    openPublicToken: (ownerId, sealed) => sealer.open(publicTokenContext(ownerId), sealed),
    sealAccessToken: (ownerId, itemId, accessToken) => sealer.seal(accessTokenContext(ownerId, itemId), accessToken),
    async withAccessToken(itemId, use) {
      const found = await tokens.find(itemId);
      if (found === null) throw new ItemGoneError('No access token is kept for this Item.');
      return vault.withSealedAccessToken({ ownerId: found.ownerId, itemId }, found.sealedAccessToken, use);
    },
    withSealedAccessToken: (owner, sealed, use) =>
      use(sealer.open(accessTokenContext(owner.ownerId, owner.itemId), sealed)),
  };
  return vault;
}

/** Fingerprints must stay the same when sealing keys change, so their key is random, made once, and kept sealed. */
async function openFingerprintKey(
  sealer: Sealer,
  settings: Settings,
  randomBytes: (size: number) => Buffer,
): Promise<Buffer> {
  const kept: string =
    (await settings.get(FINGERPRINT_SETTING)) ??
    (await settings.putIfAbsent(FINGERPRINT_SETTING, newFingerprintKey(sealer, randomBytes)));
  try {
    return Buffer.from(sealer.open(FINGERPRINT_CONTEXT, asSealed(kept)), 'base64');
  } catch (error) {
    throw new VaultUnreadableError(
      'This database was sealed with other keys. Give back the key ring it was sealed with; nothing has been changed.',
      { cause: error },
    );
  }
}

function newFingerprintKey(sealer: Sealer, randomBytes: (size: number) => Buffer): Sealed {
  return sealer.seal(FINGERPRINT_CONTEXT, randomBytes(FINGERPRINT_KEY_BYTES).toString('base64'));
}

const publicTokenContext = (ownerId: OwnerId): SealContext => ({
  ownerId,
  subject: 'public_token',
  column: 'public_token',
});

const accessTokenContext = (ownerId: OwnerId, itemId: ItemId): SealContext => ({
  ownerId,
  subject: itemId,
  column: 'access_token',
});
