import { asOwnerId } from '../model/ids.js';
import { createWriteBatcher } from './write-batcher.js';
import type { Db } from './dialect.js';
import { liveItems } from './items.js';
import type { UnscopedReads, WebhookSubject } from './store.js';
import { storableIds } from './storable-text.js';

/** A flood of forged webhooks costs two statements per so many, one batch at a time; beyond what waits it is refused. */
const BATCH_SIZE = 200;
const MAX_WAITING = 2_000;

type Claim = Parameters<UnscopedReads['webhookSubject']>[0];

/** UncheckedReads.webhookSubject */
export function createWebhookSubjects(db: Db): UnscopedReads['webhookSubject'] {
  return createWriteBatcher((claims: readonly Claim[]) => findAll(db, claims), {
    batchSize: BATCH_SIZE,
    maxWaiting: MAX_WAITING,
  });
}

async function findAll(db: Db, claims: readonly Claim[]): Promise<(WebhookSubject | null)[]> {
  const items = await ownersOfItems(db, textsIn(claims.map(({ itemId }) => itemId)));
  const sessions = await ownersOfSessions(db, textsIn(claims.map((claim) => claim.linkTokenFingerprint)));
  return claims.map(({ itemId, linkTokenFingerprint }) => {
    const ownerOfItem = items.get(itemId ?? '');
    if (ownerOfItem !== undefined) return { id: `item ${itemId ?? ''}`, ownerId: asOwnerId(ownerOfItem) };
    const ownerOfSession = sessions.get(linkTokenFingerprint ?? '');
    if (ownerOfSession === undefined) return null;
    return { id: `link session ${linkTokenFingerprint ?? ''}`, ownerId: asOwnerId(ownerOfSession) };
  });
}

function textsIn(texts: readonly (string | null)[]): string[] {
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
