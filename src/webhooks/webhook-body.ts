import { asItemId, type ItemId } from '../model/ids.js';
import { parseJsonObject } from '../model/json.js';
import type { Logger } from '../observability/logger.js';
import type { UnscopedReads, WebhookSubject } from '../store/store.js';
import { linkTokenFingerprint } from '../vault/sealing.js';
import type { Vault } from '../vault/vault.js';

/** The body as text; null when it is not UTF-8. */
export function bodyText(rawBody: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rawBody);
  } catch {
    return null;
  }
}

/** The JSON object in the body; null when it holds anything else. */
export function parseBody(rawBody: Buffer): Record<string, unknown> | null {
  const text = bodyText(rawBody);
  return text === null ? null : parseJsonObject(text);
}

export function nonEmptyString(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The Item and the Link session that a body names. */
export function subjectFields(
  vault: Vault,
  body: Record<string, unknown>,
): { itemId: ItemId | null; linkTokenFingerprint: string | null } {
  const linkToken = nonEmptyString(body.link_token);
  const itemId = nonEmptyString(body.item_id);
  return {
    itemId: itemId === null ? null : asItemId(itemId),
    linkTokenFingerprint: linkToken === null ? null : linkTokenFingerprint(vault, linkToken),
  };
}

/**
 * The Item or Link session of this gateway that an unverified body names; null when it names none. Anybody may have sent the
 * body, but naming a known one proves knowledge of an id that cannot be guessed. Never rejects: returns null while the
 * database is down or overloaded.
 */
export type FindSubject = (rawBody: Buffer) => Promise<WebhookSubject | null>;

export function createFindSubject(deps: {
  unscoped: Pick<UnscopedReads, 'webhookSubject'>;
  vault: Vault;
  log: Pick<Logger, 'warn'>;
}): FindSubject {
  return async (rawBody) => {
    const body = parseBody(rawBody);
    if (body === null) return null;
    const { itemId, linkTokenFingerprint } = subjectFields(deps.vault, body);
    if (itemId === null && linkTokenFingerprint === null) return null;
    try {
      return await deps.unscoped.webhookSubject({ itemId, linkTokenFingerprint });
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot look up the Item or Link session of a webhook');
      return null;
    }
  };
}
