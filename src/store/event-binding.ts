import type { Db } from './dialect.js';

/** Whose an event is, and the Link session it belongs to. */
export interface EventBinding {
  ownerId: string;
  linkSessionId: string | null;
}

/**
 * Finds the owner of an event: by its Item, else by the link token in its body. Null when neither is known, or when
 * Item (a removed one too) and session belong to different people: such an event is shown to nobody.
 */
export const bindEvent = async (
  db: Db,
  event: { itemId: string | null; linkTokenFingerprint: string | null },
): Promise<EventBinding | null> => {
  const item =
    event.itemId === null
      ? undefined
      : await db
          .selectFrom('items')
          .select(['owner_id', 'removed_at'])
          .where('id', '=', event.itemId)
          .executeTakeFirst();
  const session =
    event.linkTokenFingerprint === null
      ? undefined
      : await db
          .selectFrom('link_sessions')
          .select(['id', 'owner_id'])
          .where('link_token_fingerprint', '=', event.linkTokenFingerprint)
          .orderBy('position', 'desc')
          .limit(1)
          .executeTakeFirst();
  if (item !== undefined && session !== undefined && item.owner_id !== session.owner_id) return null;
  const ownerId = item?.removed_at === null ? item.owner_id : session?.owner_id;
  return ownerId === undefined ? null : { ownerId, linkSessionId: session?.id ?? null };
};
