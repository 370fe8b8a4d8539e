import { sql } from 'kysely';
import type { Db } from './dialect.js';

export interface Settings {
  get(name: string): Promise<string | null>;
  /** Stores the value if the setting does not exist. Returns the value that is stored afterwards. */
  putIfAbsent(name: string, value: string): Promise<string>;
  /** The settings whose names start with `prefix`, newest first, at most 100. */
  byPrefix(prefix: string): Promise<{ name: string; value: string }[]>;
}

const MAX_ROWS = 100;

export function createSettings(db: Db, now: () => number): Settings {
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
    byPrefix: (prefix) =>
      db
        .selectFrom('settings')
        .select(['name', 'value'])
        .where(sql`substr(name, 1, ${sql.lit(prefix.length)})`, '=', prefix)
        .orderBy('created_at', 'desc')
        .limit(MAX_ROWS)
        .execute(),
  };
}
