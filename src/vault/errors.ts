/** Sealed text does not open: altered, moved to another row, or sealed with a key that is not in the ring. */
export class DecryptionError extends Error {
  override readonly name = 'VaultUnreadableError';
}

/** There is no access token for this Item: it was removed, or never stored. */
export class AccessTokenNotFoundError extends Error {
  override readonly name = 'ItemGoneError';
}

/** The configured keys cannot be used: none, of a wrong size, the same id twice, or development keys in production. */
export class VaultKeysError extends Error {
  override readonly name = 'VaultKeysError';
}
