import { asOwnerId, isStorable, type ItemId, type LinkSessionId, type OwnerId } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Db } from './dialect.js';
import { readSubjects } from './event-owner.js';
import { ITEM_COLUMNS, liveItems, toItem } from './items.js';
import { toLinkSession } from './link-sessions.js';
import { createWriteBatcher } from './coalesced-writes.js';

/** The Item or Link session that a webhook names, if it is stored here. */
export interface WebhookSubject {
  /** The same for all webhooks of one Item or Link session. */
  readonly id: string;
  readonly ownerId: OwnerId;
}

/** What a webhook says about itself before its signature is verified. */
interface WebhookClaim {
  itemId: ItemId | null;
  linkTokenFingerprint: string | null;
}

/** Reads that do not check the owner. Only for code that acts for the gateway itself and not for a viewer. */
export interface UnscopedReads {
  item(itemId: ItemId): Promise<OwnedItem | null>;
  linkSession(id: LinkSessionId): Promise<OwnedLinkSession | null>;
  /**
   * The Item that the webhook names, else the Link session; null when there is none, or when the Item was removed.
   * Concurrent calls share their SQL statements. Fails with StoreUnavailableError, also when too many calls wait.
   */
  webhookSubject(claim: WebhookClaim): Promise<WebhookSubject | null>;
}

/**
 * Forged webhooks reach this read before their signature is verified. A flood of them costs two statements per batch, one
 * batch at a time; when the queue is full, further calls are rejected.
 */
const BATCHES = { batchSize: 200, maxWaiting: 2_000 };

export function createUnscopedReads(db: Db): UnscopedReads {
  return {
    async item(itemId) {
      if (!isStorable(itemId)) return null;
      const row = await liveItems(db).select(ITEM_COLUMNS).where('id', '=', itemId).executeTakeFirst();
      return row === undefined ? null : toItem(row);
    },

    async linkSession(id) {
      if (!isStorable(id)) return null;
      const row = await db.selectFrom('link_sessions').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : toLinkSession(row);
    },

    webhookSubject: createWriteBatcher((claims: readonly WebhookClaim[]) => findSubjects(db, claims), BATCHES),
  };
}

async function findSubjects(db: Db, claims: readonly WebhookClaim[]): Promise<(WebhookSubject | null)[]> {
  const subjects = claims.map(({ itemId, linkTokenFingerprint }) => ({
    itemId: storableOrNull(itemId),
    linkTokenFingerprint: storableOrNull(linkTokenFingerprint),
  }));
  const { items, sessions } = await readSubjects(db, subjects);
  return subjects.map(({ itemId, linkTokenFingerprint }) => {
    const item = items.get(itemId);
    if (item?.removed_at === null) return { id: `item ${item.id}`, ownerId: asOwnerId(item.owner_id) };
    const session = sessions.get(linkTokenFingerprint);
    if (session === undefined) return null;
    return { id: `link session ${session.link_token_fingerprint}`, ownerId: asOwnerId(session.owner_id) };
  });
}

function storableOrNull(text: string | null): string | null {
  return text !== null && isStorable(text) ? text : null;
}
