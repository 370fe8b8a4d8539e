import type { Db } from './dialect.js';
import type { AuditLog } from './store.js';

/** There is no statement here that changes or deletes a record. */
export const createAuditLog = (db: Db): AuditLog => ({
  append: async (record) => {
    await db
      .insertInto('audit_records')
      .values({
        at: record.at,
        owner_id: record.ownerId,
        actor_id: record.actorId,
        action: record.action,
        item_id: record.itemId,
        account_ids: JSON.stringify(record.accountIds),
        request_id: record.requestId,
      })
      .execute();
  },

  list: async (limit) => {
    const rows = await db.selectFrom('audit_records').selectAll().orderBy('position', 'desc').limit(limit).execute();
    return rows.map((row) => ({
      at: row.at,
      ownerId: row.owner_id,
      actorId: row.actor_id,
      action: row.action,
      itemId: row.item_id,
      accountIds: JSON.parse(row.account_ids) as string[],
      requestId: row.request_id,
    }));
  },
});
