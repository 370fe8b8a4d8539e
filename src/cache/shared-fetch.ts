import { setTimeout as pause } from 'node:timers/promises';
import { type BackingStore, type Claim, OPERATION_TIMEOUT_MS } from './backing-store.js';

/** What to do about a key that was not found: fetch it (and release the claim afterwards), or use what another instance brought. */
export type Turn = { sealed: string } | { claim: Claim };

/** How long an instance may be at fetching one key before another one tries as well. */
const CLAIM_MS = 5_000;
const FIRST_LOOK_MS = 10;
const LAST_LOOK_MS = 100;
/** Less is not worth asking for. */
const LEAST_MS = 5;

/** Nobody was asked. */
export const unclaimed: Claim = { release: () => Promise.resolve() };

/**
 * Waits for what another instance is fetching, rather than fetching it too. A store that fails, or is so slow that its
 * answers have used up what they may cost, is left out: then every instance fetches for itself.
 * `spentMs`: what looking for the key has cost already.
 */
export async function takeTurn(store: BackingStore, key: string, spentMs: number, signal: AbortSignal): Promise<Turn> {
  let lookMs = FIRST_LOOK_MS;
  try {
    for (let waitedMs = 0; waitedMs < CLAIM_MS; waitedMs += lookMs) {
      const leftMs = OPERATION_TIMEOUT_MS - spentMs;
      if (store.claim === undefined || leftMs < LEAST_MS) return { claim: unclaimed };
      const claim = await store.claim(key, CLAIM_MS, leftMs);
      if (claim !== null) {
        // Between the look and the claim another instance may have brought it and given its own claim back.
        const brought = await store.get(key).catch(() => undefined);
        if (brought === undefined) return { claim };
        claim.release().catch(() => undefined);
        return { sealed: brought };
      }
      await pause(lookMs, undefined, { signal });
      lookMs = Math.min(lookMs * 2, LAST_LOOK_MS);
      const sealed = await store.get(key);
      if (sealed !== undefined) return { sealed };
    }
  } catch {
    // Aborted, or the store has gone: the fetch finds out which.
  }
  return { claim: unclaimed };
}
