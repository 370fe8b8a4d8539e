import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import type { ItemId, OwnerId, Sealed } from '../model/ids.js';
import type { Settings, TokenRecords } from '../store/store.js';
import { refuseDevelopmentKeys } from './development-keys.js';
import { AccessTokenNotFoundError } from './errors.js';
import {
  accessTokenContext,
  createFingerprint,
  createKeyRing,
  open,
  publicTokenContext,
  type RandomBytes,
  seal,
  type VaultCrypto,
} from './sealing.js';
import { initializeVault } from './bootstrap.js';

/**
 * Encrypts and decrypts secrets, and is the only way to use an access token. "Sealed" means encrypted with AES-256-GCM
 * (see sealing.ts): the first key of the ring encrypts, every key decrypts.
 */
export interface Vault extends VaultCrypto {
  /** Encrypts a public token for its owner and returns the fingerprint by which the journal finds it. */
  sealPublicToken(ownerId: OwnerId, publicToken: string): { sealedPublicToken: Sealed; publicTokenFingerprint: string };
  openPublicToken(ownerId: OwnerId, sealed: Sealed): string;
  /** Encrypts an access token for the row of its Item. Only src/plaid calls this. */
  sealAccessToken(ownerId: OwnerId, itemId: ItemId, accessToken: string): Sealed;
  /**
   * The only way to use an access token: it is in the clear for the duration of `use` and never cached. Fails with
   * AccessTokenNotFoundError when no Item with that id is stored. `ready`: the encrypted token is looked up before, and
   * decrypted after it has resolved; when it rejects, this fails with its error. Only src/plaid calls this.
   */
  withAccessToken<T>(
    itemId: ItemId,
    use: (accessToken: string, about: { rotationInProgress: boolean }) => Promise<T>,
    ready?: Promise<void>,
  ): Promise<T>;
  /** Like withAccessToken, for a token that was just encrypted and may not be stored yet. Only src/plaid calls this. */
  withSealedAccessToken<T>(
    owner: { ownerId: OwnerId; itemId: ItemId },
    sealed: Sealed,
    use: (accessToken: string) => Promise<T>,
  ): Promise<T>;
}

export interface VaultOptions {
  /** The first key encrypts, all keys decrypt. */
  keys: readonly VaultKey[];
  /** True rejects generated development keys, and with them everything that they have encrypted. */
  production: boolean;
  tokens: TokenRecords;
  settings: Pick<Settings, 'get' | 'putIfAbsent'>;
  randomBytes?: RandomBytes;
}

/**
 * Creates the vault. Fails with VaultKeysError when the keys are unusable, and with DecryptionError, before anything is
 * written, when they do not decrypt the stored records.
 */
export async function createVault({
  keys,
  production,
  tokens,
  settings,
  randomBytes = systemRandomBytes,
}: VaultOptions): Promise<Vault> {
  if (production) refuseDevelopmentKeys(keys);
  const ring = createKeyRing(keys);
  const fingerprint = createFingerprint(await initializeVault(ring, settings, randomBytes));
  return {
    seal: (context, plaintext) => seal(ring, randomBytes, context, plaintext),
    open: (context, sealed) => open(ring, context, sealed),
    fingerprint,
    sealPublicToken: (ownerId, publicToken) => ({
      sealedPublicToken: seal(ring, randomBytes, publicTokenContext(ownerId), publicToken),
      publicTokenFingerprint: fingerprint('public_token', publicToken),
    }),
    openPublicToken: (ownerId, sealed) => open(ring, publicTokenContext(ownerId), sealed),
    sealAccessToken: (ownerId, itemId, accessToken) =>
      seal(ring, randomBytes, accessTokenContext(ownerId, itemId), accessToken),
    withAccessToken: async (itemId, use, ready) => {
      const [record] = await Promise.all([tokens.find(itemId), ready]);
      if (record === null) throw new AccessTokenNotFoundError('There is no access token for this Item.');
      const accessToken = open(ring, accessTokenContext(record.ownerId, itemId), record.sealedAccessToken);
      return use(accessToken, { rotationInProgress: record.rotationInProgress });
    },
    withSealedAccessToken: async ({ ownerId, itemId }, sealed, use) =>
      use(open(ring, accessTokenContext(ownerId, itemId), sealed)),
  };
}
