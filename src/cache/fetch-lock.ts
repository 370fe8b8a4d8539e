import { setTimeout as pause } from 'node:timers/promises';
import { type CacheStore, type FetchLock, OPERATION_TIMEOUT_MS } from './cache-store.js';

/** What to do about a key that was not found: fetch it (and release the claim afterwards), or use what another instance brought. */
export type LockResult = { sealed: string } | { claim: FetchLock };

/** How long an instance may be at fetching one key before another one tries as well. */
const LOCK_TTL_MS = 5_000;
const MIN_POLL_MS = 10;
const MAX_POLL_MS = 100;
/** Less is not worth asking for. */
const MIN_BUDGET_MS = 5;

/** Nobody was asked. */
export const noLock: FetchLock = { release: () => Promise.resolve() };

/**
 * Waits for what another instance is fetching, rather than fetching it too. A store that fails, or is so slow that its
 * answers have used up what they may cost, is left out: then every instance fetches for itself.
 * `spentMs`: what looking for the key has cost already.
 */
export async function acquireFetchLock(
  store: CacheStore,
  key: string,
  spentMs: number,
  signal: AbortSignal,
): Promise<LockResult> {
  let pollMs = MIN_POLL_MS;
  try {
    for (let waitedMs = 0; waitedMs < LOCK_TTL_MS; waitedMs += pollMs) {
      const leftMs = OPERATION_TIMEOUT_MS - spentMs;
      if (store.claim === undefined || leftMs < MIN_BUDGET_MS) return { claim: noLock };
      const claim = await store.claim(key, LOCK_TTL_MS, leftMs);
      if (claim !== null) {
        // Between the look and the claim another instance may have brought it and given its own claim back.
        const brought = await store.get(key).catch(() => undefined);
        if (brought === undefined) return { claim };
        claim.release().catch(() => undefined);
        return { sealed: brought };
      }
      await pause(pollMs, undefined, { signal });
      pollMs = Math.min(pollMs * 2, MAX_POLL_MS);
      const sealed = await store.get(key);
      if (sealed !== undefined) return { sealed };
    }
  } catch {
    // Aborted, or the store has gone: the fetch finds out which.
  }
  return { claim: noLock };
}
