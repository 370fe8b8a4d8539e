import { asOwnerId, isStorable, type ItemId, type LinkSessionId, type OwnerId, storableIds } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { Db } from './dialect.js';
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
  const items = await ownersOfItems(db, storableTexts(claims.map(({ itemId }) => itemId)));
  const sessions = await ownersOfSessions(db, storableTexts(claims.map((claim) => claim.linkTokenFingerprint)));
  return claims.map(({ itemId, linkTokenFingerprint }) => {
    const ownerOfItem = items.get(itemId ?? '');
    if (ownerOfItem !== undefined) return { id: `item ${itemId ?? ''}`, ownerId: asOwnerId(ownerOfItem) };
    const ownerOfSession = sessions.get(linkTokenFingerprint ?? '');
    if (ownerOfSession === undefined) return null;
    return { id: `link session ${linkTokenFingerprint ?? ''}`, ownerId: asOwnerId(ownerOfSession) };
  });
}

function storableTexts(texts: readonly (string | null)[]): string[] {
  return storableIds([...new Set(texts.filter((text) => text !== null))]);
}

async function ownersOfItems(db: Db, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await liveItems(db).select(['id', 'owner_id']).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, owner_id: ownerId }) => [id, ownerId]));
}

async function ownersOfSessions(db: Db, fingerprints: string[]): Promise<Map<string, string>> {
  if (fingerprints.length === 0) return new Map();
  const rows = await db
    .selectFrom('link_sessions')
    .select(['link_token_fingerprint', 'owner_id'])
    .where('link_token_fingerprint', 'in', fingerprints)
    .execute();
  return new Map(rows.map((row) => [row.link_token_fingerprint, row.owner_id]));
}
