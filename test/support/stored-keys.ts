import type { VerificationKeyStore } from '../../src/webhooks/verification-key-store.js';

/** Keeps no webhook key: every process starts as the first one. */
export const NO_STORED_KEYS: VerificationKeyStore = {
  find: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};
