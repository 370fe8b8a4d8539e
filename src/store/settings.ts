import type { Db } from './dialect.js';
import type { Settings } from './store.js';

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
  };
};
