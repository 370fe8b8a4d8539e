/**
 * An encrypted value cannot be decrypted: it was altered, moved to another row, or encrypted with a key that is not in
 * the key ring.
 */
export class DecryptionError extends Error {
  override readonly name = 'DecryptionError';
}

/** There is no access token for this Item: the Item was removed or never stored. */
export class AccessTokenNotFoundError extends Error {
  override readonly name = 'AccessTokenNotFoundError';
}

/** The configured keys are unusable: none at all, a wrong size, a duplicate id, or development keys in production. */
export class VaultKeysError extends Error {
  override readonly name = 'VaultKeysError';
}
