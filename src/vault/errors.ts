/** Sealed text does not open: altered, moved to another row, or sealed with a key that is not in the ring. */
export class VaultUnreadableError extends Error {
  override readonly name = 'VaultUnreadableError';
}

/** There is no access token for this Item: it was removed, or never stored. */
export class ItemGoneError extends Error {
  override readonly name = 'ItemGoneError';
}
