import type { Logger } from '../observability/logger.js';
import type { UnscopedReads, WebhookSubject } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import { readBody, subjectFields } from './persist.js';

/**
 * The Item or Link session known here that a body says it is about; null when it names none. The body may be anybody's: whoever
 * names a known one knows an id that nobody can guess, and no more than that. Never fails: while the database is away, or has
 * more to look up than it can, nothing is known.
 */
export type FindSubject = (rawBody: Buffer) => Promise<WebhookSubject | null>;

export function createFindSubject(deps: {
  unchecked: Pick<UnscopedReads, 'webhookSubject'>;
  vault: Vault;
  log: Pick<Logger, 'warn'>;
}): FindSubject {
  return async (rawBody) => {
    const body = readBody(rawBody);
    if (body === null) return null;
    const { itemId, linkTokenFingerprint } = subjectFields(deps.vault, body);
    if (itemId === null && linkTokenFingerprint === null) return null;
    try {
      return await deps.unchecked.webhookSubject({ itemId, linkTokenFingerprint });
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot look up what a webhook is about');
      return null;
    }
  };
}
