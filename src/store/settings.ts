import { sql } from 'kysely';
import type { Db } from './dialect.js';
import type { Settings } from './store.js';

const MOST = 100;

export const createSettings = (db: Db, now: () => number): Settings => {
  const get = async (name: string): Promise<string | null> => {
    const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
    return row?.value ?? null;
  };
  return {
    get,
    putIfAbsent: async (name, value) => {
      await db
        .insertInto('settings')
        .values({ name, value, created_at: now() })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      return (await get(name)) ?? value;
    },
    beginningWith: (prefix) =>
      db
        .selectFrom('settings')
        .select(['name', 'value'])
        .where(sql`substr(name, 1, ${sql.lit(prefix.length)})`, '=', prefix)
        .orderBy('created_at', 'desc')
        .limit(MOST)
        .execute(),
  };
};
