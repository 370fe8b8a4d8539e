import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import type { ItemId, OwnerId } from '../model/ids.js';
import type { Settings, TokenRecords } from '../store/store.js';
import { isDevelopmentKey } from './development-keys.js';
import { ItemGoneError, VaultKeysError } from './errors.js';
import { createFingerprint } from './fingerprint.js';
import { foundVault } from './founding.js';
import { createKeyRing, open, type RandomBytes, seal } from './sealing.js';
import type { SealContext, Vault } from './vault.js';

export interface VaultOptions {
  /** The first seals, all open. */
  keys: readonly VaultKey[];
  /** True: keys made for development are refused, and so is what they sealed. */
  production: boolean;
  tokens: TokenRecords;
  settings: Settings;
  randomBytes?: RandomBytes;
}

const accessTokenOf = (ownerId: OwnerId, itemId: ItemId): SealContext => ({
  ownerId,
  subject: itemId,
  column: 'items.access_token',
});

/** A public token has no Item yet, so it is bound to its owner alone. */
const publicTokenOf = (ownerId: OwnerId): SealContext => ({ ownerId, subject: '', column: 'public_token' });

const refuseDevelopmentKeys = (keys: readonly VaultKey[]): void => {
  if (keys.some(isDevelopmentKey)) throw new VaultKeysError('A development key cannot be used in production.');
};

/**
 * Makes the vault. Fails with VaultKeysError when the keys cannot be used, and with VaultUnreadableError, before anything
 * is written, when they do not open what is stored.
 */
export const createVault = async ({
  keys,
  production,
  tokens,
  settings,
  randomBytes = systemRandomBytes,
}: VaultOptions): Promise<Vault> => {
  if (production) refuseDevelopmentKeys(keys);
  const ring = createKeyRing(keys);
  const fingerprint = createFingerprint(await foundVault(ring, settings, randomBytes));
  return {
    seal: (context, plaintext) => seal(ring, randomBytes, context, plaintext),
    open: (context, sealed) => open(ring, context, sealed),
    fingerprint,
    sealPublicToken: (ownerId, publicToken) => ({
      sealedPublicToken: seal(ring, randomBytes, publicTokenOf(ownerId), publicToken),
      publicTokenFingerprint: fingerprint('public_token', publicToken),
    }),
    openPublicToken: (ownerId, sealed) => open(ring, publicTokenOf(ownerId), sealed),
    sealAccessToken: (ownerId, itemId, accessToken) =>
      seal(ring, randomBytes, accessTokenOf(ownerId, itemId), accessToken),
    withAccessToken: async (itemId, use) => {
      const record = await tokens.find(itemId);
      if (record === null) throw new ItemGoneError('There is no access token for this Item.');
      return use(open(ring, accessTokenOf(record.ownerId, itemId), record.sealedAccessToken));
    },
    withSealedAccessToken: async ({ ownerId, itemId }, sealed, use) =>
      use(open(ring, accessTokenOf(ownerId, itemId), sealed)),
  };
};
