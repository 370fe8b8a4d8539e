import { AuditBrokenError, StoreUnavailableError } from '../store/errors.js';
import type { AuditRecord } from '../store/store.js';
import type { ActionDeps } from './action-context.js';

/**
 * Pauses between tries, in milliseconds: 12.7 s in all. A database that fails over is back by then, within the grace of a
 * graceful stop; a rotated token that is not stored by then is lost, and its Item with it.
 */
const RETRY_DELAYS_MS = [100, 200, 400, 800, 1_600, 3_200, 6_400];

/**
 * Commits what Plaid has already done, trying again while the database is away. Fails with the last
 * StoreUnavailableError when it stays away, at once with anything else.
 */
export async function commitWithRetry<T>(deps: Pick<ActionDeps, 'pause'>, commit: () => Promise<T>): Promise<T> {
  for (const pauseMs of RETRY_DELAYS_MS) {
    try {
      return await commit();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await deps.pause(pauseMs);
    }
  }
  return commit();
}

/**
 * Like commitWithPatience, with the audit record in the same transaction: a crash leaves neither without the other. Where
 * the chain of records is broken the outcome is committed all the same, because a token lost is worse, and then it fails
 * with AuditBrokenError, so that nobody is answered.
 */
export async function commitAudited<T>(
  deps: Pick<ActionDeps, 'pause'>,
  record: AuditRecord,
  commit: (audit?: AuditRecord) => Promise<T>,
): Promise<T> {
  try {
    return await commitWithRetry(deps, () => commit(record));
  } catch (error) {
    if (error instanceof AuditBrokenError) await commitWithRetry(deps, () => commit());
    throw error;
  }
}
