import { AuditBrokenError, StoreUnavailableError } from '../store/errors.js';
import type { AuditRecord } from '../store/store.js';
import type { ActionDeps } from './action-context.js';

/**
 * Pauses between attempts, in milliseconds: 12.7 s in total. That outlasts a failover of the database and fits into the grace
 * period of a shutdown. A rotated token that is not stored by then is lost, and its Item with it.
 */
const RETRY_DELAYS_MS = [100, 200, 400, 800, 1_600, 3_200, 6_400];

/**
 * Commits what Plaid has already done, and retries while the database is unavailable. Rejects with the last
 * StoreUnavailableError when it stays unavailable, and immediately with any other error.
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
 * Like commitWithRetry, with the audit record in the same transaction, so a crash never leaves one without the other. When
 * the audit chain is broken, the result is committed anyway, because a lost token is worse. Then this rejects with
 * AuditBrokenError, so the client gets no result.
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
