import type { Selectable } from 'kysely';
import type { ItemKnowledge, KnownError, OwnedItem } from '../model/item.js';
import type { RecordChanges } from './changes.js';
import type { Db } from './dialect.js';
import type { ItemRecords } from './store.js';
import type { ItemsTable } from './schema.js';

type KnowledgeRow = Pick<Selectable<ItemsTable>, 'known_errors' | 'works_since' | 'known_version'>;

/** The columns that an ItemKnowledge is made of. */
export const KNOWLEDGE_COLUMNS = ['items.known_errors', 'items.works_since', 'items.known_version'] as const;

export function toKnowledge(row: KnowledgeRow): ItemKnowledge {
  return {
    errors: row.known_errors === null ? [] : (JSON.parse(row.known_errors) as KnownError[]),
    worksSince: row.works_since,
    version: row.known_version,
  };
}

/** Somebody else may write between reading and writing; more often than this nobody does. */
const MAX_TRIES = 5;

function readKnowledge(db: Db, item: OwnedItem) {
  return db
    .selectFrom('items')
    .select(KNOWLEDGE_COLUMNS)
    .where('id', '=', item.id)
    .where('owner_id', '=', item.ownerId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
}

/** Writes only over the version that was read; false: it is another by now. */
function writeKnowledge(
  { db, recordChanges }: { db: Db; recordChanges: RecordChanges },
  item: OwnedItem,
  { before, after, isTold }: { before: ItemKnowledge; after: ItemKnowledge; isTold: boolean },
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
    if (isTold) await recordChanges(trx, [{ owner_id: item.ownerId, item_id: item.id, link_session_id: null }]);
    return true;
  });
}

/** ItemRecords.learn */
export async function learn(
  deps: { db: Db; recordChanges: RecordChanges },
  item: OwnedItem,
  lesson: Parameters<ItemRecords['learn']>[1],
): Promise<ItemKnowledge | null> {
  for (let tries = 0; tries < MAX_TRIES; tries += 1) {
    const row = await readKnowledge(deps.db, item);
    if (row === undefined) return null;
    const before = toKnowledge(row);
    const learned = lesson.apply(before);
    if (learned === before) return before;
    const after = { ...learned, version: before.version + 1 };
    if (await writeKnowledge(deps, item, { before, after, isTold: lesson.isNews(before, after) })) return after;
  }
  return null;
}
