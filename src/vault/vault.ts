import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { VaultKey } from '../config/config.js';
import type { ItemId, OwnerId } from '../model/ids.js';
import type { Sealed } from '../model/sealed.js';
import type { Settings, TokenRecords } from '../store/store.js';
import { refuseDevelopmentKeys } from './development-keys.js';
import { AccessTokenNotFoundError } from './errors.js';
import { createFingerprint } from './fingerprint.js';
import { initializeVault } from './bootstrap.js';
import { accessTokenContext, publicTokenContext } from './seal-contexts.js';
import { createKeyRing, open, type RandomBytes, seal } from './sealing.js';

/**
 * What a sealed value is bound to: it opens only for the same owner, subject and column, so a row copied elsewhere is
 * worthless. `subject` is the id of what it belongs to (an item_id, a session id, an event id, a cache key).
 */
export interface SealContext {
  ownerId: OwnerId | '';
  subject: string;
  column: string;
}

/**
 * Sealing and the access tokens. Sealed text is `v1.<key id>.<nonce>.<tag>.<ciphertext>` (base64url), AES-256-GCM with a
 * random 96-bit nonce; the first key of the ring seals, every key opens.
 */
export interface Vault {
  seal(context: SealContext, plaintext: string): Sealed;
  /** Fails with VaultUnreadableError when the text was altered, moved to another row, or its key is not in the ring. */
  open(context: SealContext, sealed: Sealed): string;
  /** Keyed hash (HMAC-SHA-256, base64url): equal inputs can be found again without keeping them. */
  fingerprint(purpose: string, plaintext: string): string;
  /** Seals a public token for its owner, with the fingerprint that the exchange journal is unique by. */
  sealPublicToken(ownerId: OwnerId, publicToken: string): { sealedPublicToken: Sealed; publicTokenFingerprint: string };
  openPublicToken(ownerId: OwnerId, sealed: Sealed): string;
  /** Seals an access token for the row of its Item. For plaid/ alone. */
  sealAccessToken(ownerId: OwnerId, itemId: ItemId, accessToken: string): Sealed;
  /**
   * The one way to use an access token: opened for the length of `use`, never kept. Fails with ItemGoneError when no
   * Item of that id is stored. For plaid/ alone.
   */
  withAccessToken<T>(
    itemId: ItemId,
    use: (accessToken: string, about: { rotationInProgress: boolean }) => Promise<T>,
  ): Promise<T>;
  /** Like withAccessToken, for a token that has just been sealed and is not stored (yet). For plaid/ alone. */
  withSealedAccessToken<T>(
    owner: { ownerId: OwnerId; itemId: ItemId },
    sealed: Sealed,
    use: (accessToken: string) => Promise<T>,
  ): Promise<T>;
}

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
    withAccessToken: async (itemId, use) => {
      const record = await tokens.find(itemId);
      if (record === null) throw new AccessTokenNotFoundError('There is no access token for this Item.');
      const accessToken = open(ring, accessTokenContext(record.ownerId, itemId), record.sealedAccessToken);
      return use(accessToken, { rotationInProgress: record.rotationInProgress });
    },
    withSealedAccessToken: async ({ ownerId, itemId }, sealed, use) =>
      use(open(ring, accessTokenContext(ownerId, itemId), sealed)),
  };
}
