import type { ExpressionBuilder, Selectable } from 'kysely';
import {
  type AccountId,
  asItemId,
  asLinkSessionId,
  asOwnerId,
  type ItemId,
  type LinkSessionId,
  type OwnerId,
  type UnixMs,
} from '../model/ids.js';
import type { ItemKnowledge, OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import { asSealed, type Sealed } from '../model/sealed.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { KNOWLEDGE_COLUMNS, learn, toKnowledge } from './item-knowledge.js';
import { type Fence, requireLease } from './leases.js';
import { type Page, type PageRequest, toPage } from './page.js';
import type { ItemsTable, Tables } from './schema.js';
import { isStorable, storableIds } from './storable-text.js';

/** The only door to Items: what belongs to somebody else is absent. */
export interface ItemRecords {
  /** The Items of `ownerId` among `ids`; absent and foreign ids are both missing from the map. Removed Items are absent. */
  findOwned(ownerId: OwnerId, ids: readonly ItemId[]): Promise<Map<ItemId, OwnedItem>>;
  /** In the order they were linked, oldest first. `ownerId` null: every owner's (for an operator). */
  list(ownerId: OwnerId | null, page: PageRequest): Promise<Page<OwnedItem>>;
  count(ownerId: OwnerId | null): Promise<number>;
  /** The Items stored through a Link session, oldest first. */
  ofLinkSession(session: OwnedLinkSession): Promise<OwnedItem[]>;
  /** The Items that the owner's public tokens have become, by the tokens' fingerprints; those not exchanged are missing. */
  ofPublicTokens(ownerId: OwnerId, fingerprints: readonly string[]): Promise<Map<string, OwnedItem>>;
  /**
   * Makes everything cached of the Item stale. Returns the Item with its new generation, null when it is gone. `under`: a
   * lease that must still be held; LeaseLostError and nothing written when it is not. `repairedAt`: the Item was repaired
   * then, so errors that calls brought before are forgotten.
   */
  bumpGeneration(item: OwnedItem, why?: { under?: Fence | undefined; repairedAt?: UnixMs }): Promise<OwnedItem | null>;
  /**
   * Changes what is known of the Item: `apply` may be called several times, and answers its argument when there is nothing
   * to change. Those who watch the Item on other instances are told where `isNews`. Returns what is known then; null when the
   * Item is gone, or when others change it all the time.
   */
  learn(
    item: OwnedItem,
    lesson: {
      apply: (known: ItemKnowledge) => ItemKnowledge;
      isNews: (before: ItemKnowledge, after: ItemKnowledge) => boolean;
    },
  ): Promise<ItemKnowledge | null>;
}

/** Which Item an account belongs to, learned from every answer of /accounts/get. */
export interface AccountIndex {
  /** Replaces the accounts known of the Item. */
  replace(item: OwnedItem, accountIds: readonly AccountId[]): Promise<void>;
  /** The Items of `ownerId` that hold these accounts; an unknown or foreign account is missing from the map. */
  findOwnedItems(ownerId: OwnerId, accountIds: readonly AccountId[]): Promise<Map<AccountId, OwnedItem>>;
  /** The owner's Items whose accounts were never learned: where an unknown account id may still be found. At most `limit`. */
  unindexedItems(ownerId: OwnerId, limit: number): Promise<OwnedItem[]>;
}

export interface TokenRecords {
  /**
   * The sealed access token of a stored Item and whose it is; null when the Item is gone. `isBeingReplaced`: a rotation was
   * begun and its outcome is not stored yet, so Plaid may already refuse this token.
   */
  find(itemId: ItemId): Promise<{ ownerId: OwnerId; sealedAccessToken: Sealed; rotationInProgress: boolean } | null>;
}

/** What a webhook is about, as far as it is known here. */
export interface WebhookSubject {
  /** The same for all webhooks of one Item or Link session. */
  readonly id: string;
  readonly ownerId: OwnerId;
}

export interface UnscopedReads {
  item(itemId: ItemId): Promise<OwnedItem | null>;
  linkSession(id: LinkSessionId): Promise<OwnedLinkSession | null>;
  /**
   * The Item, else the Link session, that these name; null when there is none, or when the Item was removed. Those asked for at
   * the same time share their statements. Fails with StoreUnavailableError also when too many wait.
   */
  webhookSubject(claim: { itemId: ItemId | null; linkTokenFingerprint: string | null }): Promise<WebhookSubject | null>;
}

/** The columns that an OwnedItem is made of. */
export const ITEM_COLUMNS = [
  'items.id',
  'items.owner_id',
  'items.generation',
  'items.link_session_id',
  'items.linked_at',
  ...KNOWLEDGE_COLUMNS,
] as const;

type ItemRow = Pick<
  Selectable<ItemsTable>,
  'id' | 'owner_id' | 'generation' | 'link_session_id' | 'linked_at' | 'known_errors' | 'works_since' | 'known_version'
>;

/** Makes an OwnedItem of a row. Only for rows that were selected by their owner, or for the unchecked reads. */
export function toItem(row: ItemRow): OwnedItem {
  return {
    id: asItemId(row.id),
    ownerId: asOwnerId(row.owner_id),
    generation: row.generation,
    linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
    linkedAt: row.linked_at,
    known: toKnowledge(row),
  } as OwnedItem;
}

/** What a repair makes of an Item's knowledge: whatever an earlier call brought is no longer known. */
export function forgetErrors(eb: ExpressionBuilder<Tables, 'items'>, repairedAt: UnixMs) {
  return {
    known_errors: null,
    works_since: repairedAt,
    known_version: eb('known_version', '+', 1),
  };
}

/** Items that were not removed. */
export function liveItems(db: Db) {
  return db.selectFrom('items').where('items.removed_at', 'is', null);
}

export function createItemRecords(db: Db, recordChanges: RecordChanges): ItemRecords {
  return {
    findOwned: async (ownerId, ids) => {
      const wanted = storableIds(ids);
      if (wanted.length === 0) return new Map();
      const rows = await liveItems(db)
        .select(ITEM_COLUMNS)
        .where('owner_id', '=', ownerId)
        .where('id', 'in', wanted)
        .execute();
      return new Map(rows.map((row) => [asItemId(row.id), toItem(row)]));
    },

    list: async (ownerId, page) => {
      const rows = await liveItems(db)
        .select([...ITEM_COLUMNS, 'items.position'])
        .$if(ownerId !== null, (query) => query.where('owner_id', '=', ownerId))
        .$if(page.after !== null, (query) => query.where('position', '>', page.after))
        .orderBy('position')
        .limit(page.first + 1)
        .execute();
      return toPage(rows, page.first, toItem);
    },

    count: async (ownerId) => {
      const row = await liveItems(db)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .$if(ownerId !== null, (query) => query.where('owner_id', '=', ownerId))
        .executeTakeFirstOrThrow();
      return row.count;
    },

    ofLinkSession: async (session) => {
      const rows = await liveItems(db)
        .select(ITEM_COLUMNS)
        .where('link_session_id', '=', session.id)
        .where('owner_id', '=', session.ownerId)
        .orderBy('position')
        .execute();
      return rows.map(toItem);
    },

    ofPublicTokens: async (ownerId, fingerprints) => {
      if (fingerprints.length === 0) return new Map();
      const rows = await liveItems(db)
        .innerJoin('journal', 'journal.item_id', 'items.id')
        .select([...ITEM_COLUMNS, 'journal.public_token_fingerprint as fingerprint'])
        .where('items.owner_id', '=', ownerId)
        .where('journal.owner_id', '=', ownerId)
        .where('journal.state', '=', 'DONE')
        .where('journal.public_token_fingerprint', 'in', [...fingerprints])
        .execute();
      return new Map(rows.map((row) => [row.fingerprint ?? '', toItem(row)]));
    },

    bumpGeneration: (item, { under, repairedAt } = {}) =>
      db.transaction().execute(async (trx) => {
        if (under !== undefined) await requireLease(trx, under);
        const row = await trx
          .updateTable('items')
          .set((eb) => ({
            generation: eb('generation', '+', 1),
            ...(repairedAt === undefined ? {} : forgetErrors(eb, repairedAt)),
          }))
          .where('id', '=', item.id)
          .where('owner_id', '=', item.ownerId)
          .where('removed_at', 'is', null)
          .returning(ITEM_COLUMNS)
          .executeTakeFirst();
        if (row === undefined) return null;
        await recordChanges(trx, [{ owner_id: row.owner_id, item_id: row.id, link_session_id: null }]);
        return toItem(row);
      }),

    learn: (item, lesson) => learn({ db, recordChanges }, item, lesson),
  };
}

export function createTokenRecords(db: Db): TokenRecords {
  return {
    find: async (itemId) => {
      if (!isStorable(itemId)) return null;
      const row = await liveItems(db)
        .select(['owner_id', 'sealed_access_token'])
        .where('id', '=', itemId)
        .executeTakeFirst();
      if (row?.sealed_access_token == null) return null;
      const rotation = await db
        .selectFrom('journal')
        .select('id')
        .where('item_id', '=', itemId)
        .where('kind', '=', 'ROTATE')
        .where('state', '=', 'PENDING')
        .executeTakeFirst();
      return {
        ownerId: asOwnerId(row.owner_id),
        sealedAccessToken: asSealed(row.sealed_access_token),
        rotationInProgress: rotation !== undefined,
      };
    },
  };
}

/** The Item of that id, whoever owns it. */
export async function findItemUnscoped(db: Db, itemId: ItemId): Promise<OwnedItem | null> {
  if (!isStorable(itemId)) return null;
  const row = await liveItems(db).select(ITEM_COLUMNS).where('id', '=', itemId).executeTakeFirst();
  return row === undefined ? null : toItem(row);
}
