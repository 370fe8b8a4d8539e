import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import type { Settings, TokenRecords } from '../store/store.js';
import { refuseDevelopmentKeys } from './development-keys.js';
import { ItemGoneError } from './errors.js';
import { createFingerprint } from './fingerprint.js';
import { foundVault } from './founding.js';
import { createKeyRing, open, type RandomBytes, seal } from './sealing.js';
import { accessTokenContext, publicTokenContext } from './seal-contexts.js';
import type { Vault } from './vault.js';

export interface VaultOptions {
  /** The first seals, all open. */
  keys: readonly VaultKey[];
  /** True: keys made for development are refused, and so is what they sealed. */
  production: boolean;
  tokens: TokenRecords;
  settings: Pick<Settings, 'get' | 'putIfAbsent'>;
  randomBytes?: RandomBytes;
}

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
      sealedPublicToken: seal(ring, randomBytes, publicTokenContext(ownerId), publicToken),
      publicTokenFingerprint: fingerprint('public_token', publicToken),
    }),
    openPublicToken: (ownerId, sealed) => open(ring, publicTokenContext(ownerId), sealed),
    sealAccessToken: (ownerId, itemId, accessToken) =>
      seal(ring, randomBytes, accessTokenContext(ownerId, itemId), accessToken),
    withAccessToken: async (itemId, use) => {
      const record = await tokens.find(itemId);
      if (record === null) throw new ItemGoneError('There is no access token for this Item.');
      const accessToken = open(ring, accessTokenContext(record.ownerId, itemId), record.sealedAccessToken);
      return use(accessToken, { isBeingReplaced: record.isBeingReplaced });
    },
    withSealedAccessToken: async ({ ownerId, itemId }, sealed, use) =>
      use(open(ring, accessTokenContext(ownerId, itemId), sealed)),
  };
};
