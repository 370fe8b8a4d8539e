import type { ExpressionBuilder, Selectable } from 'kysely';
import { asItemId, asLinkSessionId, asOwnerId, type ItemId, type UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import { asSealed } from '../model/sealed.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import { KNOWLEDGE_COLUMNS, learn, toKnowledge } from './item-knowledge.js';
import { requireLease } from './leases.js';
import { toPage } from './page.js';
import type { ItemRecords, TokenRecords } from './store.js';
import type { ItemsTable, Tables } from './tables.js';
import { isStorable, storableIds } from './text.js';

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
export const toItem = (row: ItemRow): OwnedItem =>
  ({
    id: asItemId(row.id),
    ownerId: asOwnerId(row.owner_id),
    generation: row.generation,
    linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
    linkedAt: row.linked_at,
    known: toKnowledge(row),
  }) as OwnedItem;

/** What a repair makes of an Item's knowledge: whatever an earlier call brought is no longer known. */
export const forgetErrors = (eb: ExpressionBuilder<Tables, 'items'>, repairedAt: UnixMs) => ({
  known_errors: null,
  works_since: repairedAt,
  known_version: eb('known_version', '+', 1),
});

/** Items that were not removed. */
export const liveItems = (db: Db) => db.selectFrom('items').where('items.removed_at', 'is', null);

export const createItemRecords = (db: Db, recordChanges: RecordChanges): ItemRecords => ({
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
});

export const createTokenRecords = (db: Db): TokenRecords => ({
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
      isBeingReplaced: rotation !== undefined,
    };
  },
});

/** The Item of that id, whoever owns it. */
export const findItemUnchecked = async (db: Db, itemId: ItemId): Promise<OwnedItem | null> => {
  if (!isStorable(itemId)) return null;
  const row = await liveItems(db).select(ITEM_COLUMNS).where('id', '=', itemId).executeTakeFirst();
  return row === undefined ? null : toItem(row);
};
