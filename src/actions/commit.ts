import { StoreUnavailableError } from '../store/errors.js';
import type { ActionDeps } from './action-context.js';

/** Pauses between tries, in milliseconds: 3.1 s in all, within the grace of a graceful stop. */
const PAUSES_MS = [100, 200, 400, 800, 1_600];

/**
 * Commits what Plaid has already done, trying again while the database is away. Fails with the last
 * StoreUnavailableError when it stays away, at once with anything else.
 */
export async function commitWithPatience<T>(deps: Pick<ActionDeps, 'pause'>, commit: () => Promise<T>): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await commit();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await deps.pause(pauseMs);
    }
  }
  return commit();
}
