import { type Kysely, type Migration, sql } from 'kysely';
import type { Tables } from '../schema.js';

type Schema = Kysely<Tables>;

/** Sessions that succeeded before: the success is in the log, and only its body, which is encrypted, names it as such. */
async function fillFinishedSeq(db: Schema): Promise<void> {
  const finished = db
    .selectFrom('events')
    .select(({ fn }) => ['link_session_id', fn.max('seq').as('seq')])
    .where('webhook_type', '=', sql.lit('LINK'))
    .where('webhook_code', '=', sql.lit('SESSION_FINISHED'))
    .where('link_session_id', 'is not', null)
    .groupBy('link_session_id');
  await db
    .updateTable('link_sessions')
    .from(finished.as('finished'))
    .set({ finished_seq: sql.ref('finished.seq') })
    .whereRef('link_sessions.id', '=', 'finished.link_session_id')
    .where('link_sessions.status', '=', sql.lit('SUCCEEDED'))
    .execute();
}

/**
 * What bears on the status of an Item is found with one step into an index: its newest webhook of each code, and its newest
 * successful update-mode session. The previous version ignores the new column. A session that it finishes while both
 * versions run counts from when the session began.
 */
export const itemWebhookSignals: Migration = {
  up: async (db: Schema) => {
    await db.schema.alterTable('link_sessions').addColumn('finished_seq', 'bigint').execute();
    await fillFinishedSeq(db);
    const updates = ['update_item_id', 'owner_id'] as const;
    await db.schema
      .createIndex('link_sessions_by_update')
      .on('link_sessions')
      .columns([...updates, 'status', 'created_at'])
      .where('update_item_id', 'is not', null)
      .execute();
    await db.schema
      .createIndex('link_sessions_by_finished_update')
      .on('link_sessions')
      .columns([...updates, 'finished_seq'])
      .where('update_item_id', 'is not', null)
      .execute();
    await db.schema
      .createIndex('events_by_item_and_code')
      .ifNotExists()
      .on('events')
      .columns(['item_id', 'owner_id', 'webhook_type', 'webhook_code', 'seq'])
      .execute();
    await db.schema.createIndex('letters_by_age').on('letters').column('received_at').execute();
  },
};
