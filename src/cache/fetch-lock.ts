import { setTimeout as pause } from 'node:timers/promises';
import { type CacheStore, type FetchLock, OPERATION_TIMEOUT_MS } from './cache-store.js';

/** For a missing key: fetch the value and release the lock afterwards, or use what another instance has fetched. */
export type LockResult = { sealed: string } | { lock: FetchLock };

/** How long an instance may take to fetch a value before another one tries as well. */
const LOCK_TTL_MS = 5_000;
const MIN_POLL_MS = 10;
const MAX_POLL_MS = 100;
/** With less time left, the store is not called any more. */
const MIN_BUDGET_MS = 5;

/** No lock is needed, or none could be acquired. */
export const noLock: FetchLock = { release: () => Promise.resolve() };

/**
 * Waits for a value that another instance is fetching, instead of fetching it too. When the store fails, or is so slow that
 * its time budget is used up, every instance fetches for itself. `spentMs`: the time that the lookup of the key has taken.
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
      if (store.claim === undefined || leftMs < MIN_BUDGET_MS) return { lock: noLock };
      const lock = await store.claim(key, LOCK_TTL_MS, leftMs);
      if (lock !== null) {
        // Between the lookup and the lock another instance may have stored the value and released its own lock.
        const stored = await store.get(key).catch(() => undefined);
        if (stored === undefined) return { lock };
        lock.release().catch(() => undefined);
        return { sealed: stored };
      }
      await pause(pollMs, undefined, { signal });
      pollMs = Math.min(pollMs * 2, MAX_POLL_MS);
      const sealed = await store.get(key);
      if (sealed !== undefined) return { sealed };
    }
  } catch {
    // Aborted, or the store is unavailable. The fetch will show which.
  }
  return { lock: noLock };
}
