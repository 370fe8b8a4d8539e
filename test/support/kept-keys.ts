import type { KeptKeys } from '../../src/webhooks/kept-keys.js';

/** Keeps no webhook key: every process starts as the first one. */
export const NOTHING_KEPT: KeptKeys = { find: () => Promise.resolve(null), keep: () => Promise.resolve() };
