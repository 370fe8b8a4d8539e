import type { VerificationKeyStore } from '../../src/webhooks/verification-key-store.js';

/** Stores no verification key: every process starts without one. */
export const NO_STORED_KEYS: VerificationKeyStore = {
  find: () => Promise.resolve(null),
  save: () => Promise.resolve(),
};
