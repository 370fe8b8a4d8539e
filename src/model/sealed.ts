/**
 * An encrypted secret (AES-256-GCM), safe to store and pass around. "Sealing" is encrypting in this code base. Only vault/
 * encrypts and decrypts one.
 */
export type Sealed = string & { readonly __sealed: unique symbol };

/** Brands text from a store as encrypted. */
export const asSealed = (text: string): Sealed => text as Sealed;
