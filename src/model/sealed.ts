/**
 * A secret as it rests: AES-256-GCM text made by vault/, safe to store and to pass around, useless to log.
 * Only vault/ makes and opens one.
 */
export type Sealed = string & { readonly __sealed: unique symbol };

/** Marks text read back from a store as sealed. */
export const asSealed = (text: string): Sealed => text as Sealed;
