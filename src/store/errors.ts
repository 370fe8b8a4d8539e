/** The database does not respond. The operation did not happen, or its outcome is unknown until the next read. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** A statement had a value that the databases cannot store unchanged: a bug of the caller. Nothing was executed. */
export class UnstorableValueError extends Error {
  override readonly name = 'UnstorableValueError';
}

/** The lease was lost to another instance before the write. Nothing was written. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** Plaid returned an item_id that already belongs to another owner. */
export class ItemOwnedByAnotherError extends Error {
  override readonly name = 'ItemOwnedByAnotherError';
}

/** Another gateway uses the embedded database of this data folder. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';
}

/** The audit chain in the database is not what the gateway wrote. Nothing is appended to it. */
export class AuditBrokenError extends Error {
  override readonly name = 'AuditBrokenError';
}
