import { type Selectable, sql } from 'kysely';
import {
  asItemId,
  asLinkSessionId,
  asOwnerId,
  asSealed,
  type ItemId,
  type LinkSessionId,
  type OwnerId,
  type Sealed,
  storableIds,
  type UnixMs,
} from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { OwnedLinkSession } from '../model/link-session.js';
import type { RecordChanges } from './changes.js';
import { coalesceFinds } from './coalesced-reads.js';
import { compileOnce, isIn, type Page, type PageRequest, type Parameter, toPage } from './queries.js';
import type { Db } from './dialect.js';
import type { LinkSessionsTable } from './schema.js';

export interface NewLinkSession {
  id: LinkSessionId;
  ownerId: OwnerId;
  sealedLinkToken: Sealed;
  /** The keyed hash of the link token, by which webhooks find the session. */
  linkTokenFingerprint: string;
  sealedHostedLinkUrl: Sealed | null;
  createdAt: UnixMs;
  expiresAt: UnixMs;
  updateItemId: ItemId | null;
}

export interface LinkSessionRecords {
  insert(session: NewLinkSession): Promise<OwnedLinkSession>;
  findOwned(ownerId: OwnerId, ids: readonly LinkSessionId[]): Promise<Map<LinkSessionId, OwnedLinkSession>>;
  /** Newest first. */
  list(ownerId: OwnerId, page: PageRequest): Promise<Page<OwnedLinkSession>>;
  /**
   * Moves the session forward (CREATED < STARTED < EXITED < SUCCEEDED). A late or repeated webhook never moves it back.
   * Returns the session with its current status.
   */
  advance(session: OwnedLinkSession, status: OwnedLinkSession['recordedStatus']): Promise<OwnedLinkSession>;
  /**
   * The newest successful update-mode session of the Item. Takes the same time however many sessions there are. Calls of
   * the same moment share one statement.
   */
  lastUpdate(item: OwnedItem): Promise<LastUpdate>;
}

/** Successful update-mode sessions of an Item. */
export interface LastUpdate {
  /** The place in the log of the newest webhook that reports a success; null when there is none. */
  finishedSeq: number | null;
  /** When the newest one was created; null when there is none. */
  begunAt: UnixMs | null;
}

type RecordedStatus = OwnedLinkSession['recordedStatus'];

/** A session only moves to the right. */
const ORDER: readonly RecordedStatus[] = ['CREATED', 'STARTED', 'EXITED', 'SUCCEEDED'];

/** Builds an OwnedLinkSession from a row. Only for rows that were selected by their owner, and for unscoped reads. */
export function toLinkSession(row: Selectable<LinkSessionsTable>): OwnedLinkSession {
  return {
    id: asLinkSessionId(row.id),
    ownerId: asOwnerId(row.owner_id),
    sealedLinkToken: asSealed(row.sealed_link_token),
    sealedHostedLinkUrl: row.sealed_hosted_link_url === null ? null : asSealed(row.sealed_hosted_link_url),
    recordedStatus: row.status as RecordedStatus,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    updateItemId: row.update_item_id === null ? null : asItemId(row.update_item_id),
  } as OwnedLinkSession;
}

export function createLinkSessionRecords(db: Db, recordChanges: RecordChanges): LinkSessionRecords {
  const findLastUpdate = coalesceFinds(async (ids: readonly ItemId[]) => {
    const { rows } = await findLastUpdates(db, { ids });
    return new Map(rows.map((row) => [asItemId(row.id), row]));
  });
  return {
    insert: async (session) => {
      const row = await db
        .insertInto('link_sessions')
        .values({
          id: session.id,
          owner_id: session.ownerId,
          sealed_link_token: session.sealedLinkToken,
          link_token_fingerprint: session.linkTokenFingerprint,
          sealed_hosted_link_url: session.sealedHostedLinkUrl,
          status: 'CREATED',
          created_at: session.createdAt,
          expires_at: session.expiresAt,
          update_item_id: session.updateItemId,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toLinkSession(row);
    },

    findOwned: async (ownerId, ids) => {
      const wanted = storableIds(ids);
      if (wanted.length === 0) return new Map();
      const rows = await db
        .selectFrom('link_sessions')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .where(isIn(db, 'link_sessions.id', wanted))
        .execute();
      return new Map(rows.map((row) => [asLinkSessionId(row.id), toLinkSession(row)]));
    },

    list: async (ownerId, page) => {
      const rows = await db
        .selectFrom('link_sessions')
        .selectAll()
        .where('owner_id', '=', ownerId)
        .$if(page.after !== null, (query) => query.where('position', '<', page.after))
        .orderBy('position', 'desc')
        .limit(page.first + 1)
        .execute();
      return toPage(rows, page.first, toLinkSession);
    },

    advance: async (session, status) => {
      const earlier = ORDER.slice(0, ORDER.indexOf(status));
      const scoped = <T extends { where(column: 'id' | 'owner_id', op: '=', value: string): T }>(query: T): T =>
        query.where('id', '=', session.id).where('owner_id', '=', session.ownerId);
      if (earlier.length > 0) {
        await db.transaction().execute(async (trx) => {
          const moved = await scoped(trx.updateTable('link_sessions').set({ status }))
            .where('status', 'in', earlier)
            .returning(['id', 'owner_id'])
            .execute();
          const changed = moved.map(({ id, owner_id }) => ({ owner_id, item_id: null, link_session_id: id }));
          await recordChanges(trx, changed);
        });
      }
      return toLinkSession(await scoped(db.selectFrom('link_sessions').selectAll()).executeTakeFirstOrThrow());
    },

    lastUpdate: async ({ id, ownerId }) => {
      const row = await findLastUpdate(id);
      return row?.owner_id === ownerId
        ? { finishedSeq: row.finished_seq, begunAt: row.begun_at }
        : { finishedSeq: null, begunAt: null };
    },
  };
}

/** For each Item two steps into indexes. */
const findLastUpdates = compileOnce((db, parameter: Parameter<{ ids: readonly string[] }>) => {
  const newest = (column: 'created_at' | 'finished_seq') =>
    db
      .selectFrom('link_sessions')
      .select(({ fn }) => fn.max<number | null>(`link_sessions.${column}`).as('newest'))
      .where('link_sessions.update_item_id', '=', sql.ref<string>('items.id'))
      .where('link_sessions.owner_id', '=', sql.ref<string>('items.owner_id'));
  return db
    .selectFrom('items')
    .select(['items.id', 'items.owner_id'])
    .select(newest('finished_seq').as('finished_seq'))
    .select(newest('created_at').where('link_sessions.status', '=', sql.lit('SUCCEEDED')).as('begun_at'))
    .where(isIn(db, 'items.id', parameter('ids')));
});
