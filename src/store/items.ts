import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import {
  asItemId,
  asLinkSessionId,
  asOwnerId,
  asSealed,
  isStorable,
  type ItemId,
  type LinkSessionId,
  type OwnerId,
  type Sealed,
  storableIds,
  type UnixMs,
} from '../model/ids.js';
import type { ItemKnowledge, KnownError, OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { RecordChanges } from './changes.js';
import { coalesceFinds, coalesceReads, groupedBy, type ReadMany } from './coalesced-reads.js';
import { compileOnce, isIn, type Page, type PageRequest, type Parameter, toPage } from './queries.js';
import type { Db } from './dialect.js';
import { type Fence, requireLease } from './leases.js';
import type { ItemsTable, Tables } from './schema.js';

/** Reads and changes of Items. Every read by id takes the owner; an Item of another user counts as absent. */
export interface ItemRecords {
  /**
   * The Items among `ids` that belong to `ownerId`. Absent Items, removed Items and those of other users are missing
   * from the map.
   */
  findOwned(ownerId: OwnerId, ids: readonly ItemId[]): Promise<Map<ItemId, OwnedItem>>;
  /** In the order in which they were linked, oldest first. `ownerId` null: the Items of all owners (for operators). */
  list(ownerId: OwnerId | null, page: PageRequest): Promise<Page<OwnedItem>>;
  count(ownerId: OwnerId | null): Promise<number>;
  /** The Items that were linked through this Link session, oldest first. Sessions that are looked up at the same moment share one statement. */
  ofLinkSession(session: OwnedLinkSession): Promise<OwnedItem[]>;
  /**
   * The Items for which the owner's public tokens were exchanged, by the fingerprints of the tokens. Tokens that were
   * not exchanged are missing from the map.
   */
  ofPublicTokens(ownerId: OwnerId, fingerprints: readonly string[]): Promise<Map<string, OwnedItem>>;
  /**
   * Invalidates all cached data of the Item. Returns the Item with its new generation, or null when the Item was
   * removed. `under`: a lease that must still be held, else it fails with LeaseLostError and writes nothing.
   * `repairedAt`: the Item was repaired at that time, so the errors of earlier calls are cleared.
   */
  bumpGeneration(item: OwnedItem, why?: { under?: Fence | undefined; repairedAt?: UnixMs }): Promise<OwnedItem | null>;
  /**
   * Updates what is known about the Item. `apply` may be called several times; it returns its argument when nothing
   * changes. `isNews` decides whether the watchers of the Item on other instances are notified. Returns the result;
   * null when the Item was removed or when concurrent updates won every attempt.
   */
  learn(
    item: OwnedItem,
    lesson: {
      apply: (known: ItemKnowledge) => ItemKnowledge;
      isNews: (before: ItemKnowledge, after: ItemKnowledge) => boolean;
    },
  ): Promise<ItemKnowledge | null>;
}

export interface TokenRecords {
  /**
   * The encrypted access token of a stored Item and its owner; null when the Item was removed. `rotationInProgress`: a
   * rotation has begun and its result is not stored yet, so Plaid may already reject this token. Items that are looked up
   * at the same moment, by whatever operations, share one statement.
   */
  find(itemId: ItemId): Promise<{ ownerId: OwnerId; sealedAccessToken: Sealed; rotationInProgress: boolean } | null>;
}

/** The columns from which an ItemKnowledge is built. */
const KNOWLEDGE_COLUMNS = ['items.known_errors', 'items.works_since', 'items.known_version'] as const;

/** The columns from which an OwnedItem is built. */
export const ITEM_COLUMNS = [
  'items.id',
  'items.owner_id',
  'items.generation',
  'items.link_session_id',
  'items.linked_at',
  'items.accounts_learned',
  ...KNOWLEDGE_COLUMNS,
] as const;

type KnowledgeRow = Pick<Selectable<ItemsTable>, 'known_errors' | 'works_since' | 'known_version'>;
type ItemRow = KnowledgeRow &
  Pick<Selectable<ItemsTable>, 'id' | 'owner_id' | 'generation' | 'link_session_id' | 'linked_at' | 'accounts_learned'>;

/** Builds an OwnedItem from a row. Only for rows that were selected by their owner, and for unscoped reads. */
export function toItem(row: ItemRow): OwnedItem {
  return {
    id: asItemId(row.id),
    ownerId: asOwnerId(row.owner_id),
    generation: row.generation,
    linkSessionId: row.link_session_id === null ? null : asLinkSessionId(row.link_session_id),
    linkedAt: row.linked_at,
    hasKnownAccounts: row.accounts_learned === 1,
    known: toKnowledge(row),
  } as OwnedItem;
}

/** A repair clears the errors that earlier calls reported. */
export function forgetErrors(eb: ExpressionBuilder<Tables, 'items'>, repairedAt: UnixMs) {
  return {
    known_errors: null,
    works_since: repairedAt,
    known_version: eb('known_version', '+', 1),
  };
}

/** Items that have not been removed. */
export function liveItems(db: Db) {
  return db.selectFrom('items').where('items.removed_at', 'is', null);
}

export function createItemRecords(db: Db, recordChanges: RecordChanges): ItemRecords {
  const itemsOfSessions = coalesceReads((ownerId: OwnerId, ids: readonly LinkSessionId[]) =>
    readItemsOfSessions(db, ownerId, ids),
  );
  const readKnowledge = coalesceReads((ownerId: OwnerId, ids: readonly ItemId[]) => readKnowledgeOf(db, ownerId, ids));
  return {
    findOwned: async (ownerId, ids) => {
      const wanted = storableIds(ids);
      if (wanted.length === 0) return new Map();
      const rows = await liveItems(db)
        .select(ITEM_COLUMNS)
        .where('owner_id', '=', ownerId)
        .where(isIn(db, 'items.id', wanted))
        .execute();
      return new Map(rows.map((row) => [asItemId(row.id), toItem(row)]));
    },

    list: async (ownerId, page) => {
      const range = { after: page.after ?? 0, limit: page.first + 1 };
      const { rows } = ownerId === null ? await listAll(db, range) : await listOwned(db, { ...range, ownerId });
      return toPage(rows, page.first, toItem);
    },

    count: async (ownerId) => {
      const row = await liveItems(db)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .$if(ownerId !== null, (query) => query.where('owner_id', '=', ownerId))
        .executeTakeFirstOrThrow();
      return row.count;
    },

    ofLinkSession: async ({ ownerId, id }) => (await itemsOfSessions(ownerId, [id])).get(id) ?? [],

    ofPublicTokens: async (ownerId, fingerprints) => {
      if (fingerprints.length === 0) return new Map();
      const rows = await liveItems(db)
        .innerJoin('journal', 'journal.item_id', 'items.id')
        .select([...ITEM_COLUMNS, 'journal.public_token_fingerprint as fingerprint'])
        .where('items.owner_id', '=', ownerId)
        .where('journal.owner_id', '=', ownerId)
        .where('journal.state', '=', 'DONE')
        .where(isIn(db, 'journal.public_token_fingerprint', fingerprints))
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

    learn: (item, lesson) => learn({ db, recordChanges, readKnowledge }, item, lesson),
  };
}

/** Positions begin at 1. */
interface Range {
  after: number;
  limit: number;
}

function itemsIn(db: Db, parameter: Parameter<Range>) {
  return liveItems(db)
    .select([...ITEM_COLUMNS, 'items.position'])
    .where('position', '>', parameter('after'))
    .orderBy('position')
    .limit(parameter('limit'));
}

const listAll = compileOnce(itemsIn);
const listOwned = compileOnce((db, parameter: Parameter<Range & { ownerId: string }>) =>
  itemsIn(db, parameter).where('owner_id', '=', parameter('ownerId')),
);

export function createTokenRecords(db: Db): TokenRecords {
  const find = coalesceFinds((ids: readonly ItemId[]) => readTokens(db, ids));
  return { find: (itemId) => (isStorable(itemId) ? find(itemId) : Promise.resolve(null)) };
}

type TokenRecord = NonNullable<Awaited<ReturnType<TokenRecords['find']>>>;

const findTokens = compileOnce((db, parameter: Parameter<{ ids: readonly string[] }>) =>
  liveItems(db)
    .leftJoin('journal', (join) =>
      join
        .onRef('journal.item_id', '=', 'items.id')
        .on('journal.kind', '=', 'ROTATE')
        // A literal, so that both databases use the index of the few entries that are pending.
        .on('journal.state', '=', sql.lit('PENDING')),
    )
    .select(['items.id', 'items.owner_id', 'items.sealed_access_token', 'journal.id as rotation_id'])
    .where(isIn(db, 'items.id', parameter('ids'))),
);

async function readTokens(db: Db, itemIds: readonly ItemId[]): Promise<Map<ItemId, TokenRecord>> {
  const { rows } = await findTokens(db, { ids: itemIds });
  return new Map(
    rows.flatMap(({ id, owner_id, sealed_access_token, rotation_id }) => {
      if (sealed_access_token === null) return [];
      const sealedAccessToken = asSealed(sealed_access_token);
      const record = { ownerId: asOwnerId(owner_id), sealedAccessToken, rotationInProgress: rotation_id !== null };
      return [[asItemId(id), record] as const];
    }),
  );
}

async function readItemsOfSessions(
  db: Db,
  ownerId: OwnerId,
  sessionIds: readonly LinkSessionId[],
): Promise<Map<LinkSessionId, OwnedItem[]>> {
  const rows = await liveItems(db)
    .select(ITEM_COLUMNS)
    .where(isIn(db, 'items.link_session_id', sessionIds))
    .where('owner_id', '=', ownerId)
    .orderBy('position')
    .execute();
  return groupedBy(rows.map(toItem), (item) => item.linkSessionId);
}

function toKnowledge(row: KnowledgeRow): ItemKnowledge {
  return {
    errors: row.known_errors === null ? [] : (JSON.parse(row.known_errors) as KnownError[]),
    worksSince: row.works_since,
    version: row.known_version,
  };
}

/** How often an update is tried when concurrent updates change the row between the read and the write. */
const MAX_TRIES = 5;

async function readKnowledgeOf(
  db: Db,
  ownerId: OwnerId,
  itemIds: readonly ItemId[],
): Promise<Map<ItemId, ItemKnowledge>> {
  const rows = await liveItems(db)
    .select(['items.id', ...KNOWLEDGE_COLUMNS])
    .where('owner_id', '=', ownerId)
    .where(isIn(db, 'items.id', itemIds))
    .execute();
  return new Map(rows.map((row) => [asItemId(row.id), toKnowledge(row)]));
}

/** Optimistic locking: writes only if the version is still the one that was read, and returns whether it was. */
function writeKnowledge(
  { db, recordChanges }: { db: Db; recordChanges: RecordChanges },
  item: OwnedItem,
  { before, after, notifyOthers }: { before: ItemKnowledge; after: ItemKnowledge; notifyOthers: boolean },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const written = await trx
      .updateTable('items')
      .set({
        known_errors: after.errors.length === 0 ? null : JSON.stringify(after.errors),
        works_since: after.worksSince,
        known_version: after.version,
      })
      .where('id', '=', item.id)
      .where('owner_id', '=', item.ownerId)
      .where('removed_at', 'is', null)
      .where('known_version', '=', before.version)
      .returning('id')
      .executeTakeFirst();
    if (written === undefined) return false;
    if (notifyOthers) await recordChanges(trx, [{ owner_id: item.ownerId, item_id: item.id, link_session_id: null }]);
    return true;
  });
}

/** See ItemRecords.learn. */
async function learn(
  deps: { db: Db; recordChanges: RecordChanges; readKnowledge: ReadMany<OwnerId, ItemId, ItemKnowledge> },
  item: OwnedItem,
  lesson: Parameters<ItemRecords['learn']>[1],
): Promise<ItemKnowledge | null> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const before = (await deps.readKnowledge(item.ownerId, [item.id])).get(item.id);
    if (before === undefined) return null;
    const learned = lesson.apply(before);
    if (learned === before) return before;
    const after = { ...learned, version: before.version + 1 };
    if (await writeKnowledge(deps, item, { before, after, notifyOthers: lesson.isNews(before, after) })) return after;
  }
  return null;
}
