import { sql, type Transaction } from 'kysely';
import type { OwnedItem } from '../model/item.js';
import { compileOnce, isIn, type Parameter, rowsFrom } from './queries.js';
import type { Db } from './dialect.js';
import type { Tables } from './schema.js';
import { advanceSequence } from './sequences.js';

/** The owner of an event, and the Link session to which it belongs. */
export interface EventOwner {
  ownerId: string;
  linkSessionId: string | null;
}

/** What a webhook names. */
interface EventSubject {
  itemId: string | null;
  linkTokenFingerprint: string | null;
}

const findItems = compileOnce((db, parameter: Parameter<{ ids: readonly string[] }>) =>
  db
    .selectFrom('items')
    .select(['id', 'owner_id', 'removed_at'])
    .where(isIn(db, 'items.id', parameter('ids'))),
);

/** A link token can belong to several sessions; the last one counts. */
const findSessions = compileOnce((db, parameter: Parameter<{ fingerprints: readonly string[] }>) =>
  db
    .selectFrom('link_sessions')
    .select(['id', 'owner_id', 'link_token_fingerprint'])
    .where(isIn(db, 'link_sessions.link_token_fingerprint', parameter('fingerprints')))
    .orderBy('position'),
);

/** The stored Items, also removed ones, and Link sessions that are named. One statement for each kind. */
export async function readSubjects(db: Db, subjects: readonly EventSubject[]) {
  const ids = distinct(subjects.map(({ itemId }) => itemId));
  const fingerprints = distinct(subjects.map(({ linkTokenFingerprint }) => linkTokenFingerprint));
  const { rows: items } = ids.length === 0 ? { rows: [] } : await findItems(db, { ids });
  const { rows: sessions } = fingerprints.length === 0 ? { rows: [] } : await findSessions(db, { fingerprints });
  return {
    items: new Map<string | null, (typeof items)[number]>(items.map((row) => [row.id, row])),
    sessions: new Map<string | null, (typeof sessions)[number]>(
      sessions.map((row) => [row.link_token_fingerprint, row]),
    ),
  };
}

/**
 * Finds the owner of each event: by its Item, else by the link token in its body. Null when neither is known, or when the
 * Item (even a removed one) and the session belong to different owners: nobody may see such an event.
 */
export async function findEventOwners(db: Db, events: readonly EventSubject[]): Promise<(EventOwner | null)[]> {
  const { items, sessions } = await readSubjects(db, events);
  return events.map(({ itemId, linkTokenFingerprint }) => {
    const item = items.get(itemId);
    const session = sessions.get(linkTokenFingerprint);
    if (item !== undefined && session !== undefined && item.owner_id !== session.owner_id) return null;
    const ownerId = item?.removed_at === null ? item.owner_id : session?.owner_id;
    return ownerId === undefined ? null : { ownerId, linkSessionId: session?.id ?? null };
  });
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts.filter((text) => text !== null))];
}

/**
 * Assigns the events that arrived before their Item an owner and a place at the end of the log, in the order in which
 * they arrived. Returns how many. The caller holds the lock on the `events` sequence.
 */
export async function deliverParked(trx: Transaction<Tables>, item: OwnedItem): Promise<number> {
  const parked = await trx
    .selectFrom('events')
    .select(['arrival', 'link_token_fingerprint'])
    .where('item_id', '=', item.id)
    .where('seq', 'is', null)
    .orderBy('arrival')
    .execute();
  if (parked.length === 0) return 0;
  const owners = await findEventOwners(
    trx,
    parked.map((event) => ({ itemId: item.id, linkTokenFingerprint: event.link_token_fingerprint })),
  );
  const owned = parked.flatMap(({ arrival }, n) => {
    const owner = owners[n];
    return owner == null ? [] : [{ arrival, owner_id: owner.ownerId, link_session_id: owner.linkSessionId }];
  });
  if (owned.length === 0) return 0;
  const before = (await advanceSequence(trx, 'events', owned.length)) - owned.length;
  await placeParked(trx, { places: owned.map((place, n) => ({ ...place, seq: before + 1 + n })) });
  return owned.length;
}

interface Place {
  arrival: number;
  seq: number;
  owner_id: string;
  link_session_id: string | null;
}

const PLACE_COLUMNS = { arrival: 'bigint', seq: 'bigint', owner_id: 'text', link_session_id: 'text' } as const;

const placeParked = compileOnce((db, parameter: Parameter<{ places: readonly Place[] }>) =>
  db
    .updateTable('events')
    .from(rowsFrom<Place>(db, parameter('places'), PLACE_COLUMNS).as('place'))
    .set({
      seq: sql.ref('place.seq'),
      owner_id: sql.ref('place.owner_id'),
      link_session_id: sql.ref('place.link_session_id'),
      effects_state: 'PENDING',
    })
    .whereRef('events.arrival', '=', 'place.arrival'),
);
