/** The database cannot answer. The operation did not happen, or whether it did will be seen on the next read. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** A statement was given a value that the databases do not hold as it is: a bug of the caller. Nothing was executed. */
export class UnstorableValueError extends Error {
  override readonly name = 'UnstorableValueError';
}

/** What was to be written under a lease is another instance's work by now; nothing was written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Plaid answered an item_id that this gateway already keeps for somebody else. */
export class ItemOwnedByAnotherError extends Error {
  override readonly name = 'ItemOwnedByAnotherError';
}

/** Another gateway runs on the embedded database of this data folder. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';
}
