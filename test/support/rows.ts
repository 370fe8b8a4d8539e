import { join } from 'node:path';
import Database from 'libsql';

/** Every row of a gateway's embedded database by table. If it is equal before and after, nothing was stored. */
export function rowsOf(dataDir: string): Record<string, unknown[]> {
  const database = new Database(join(dataDir, 'gateway.db'), { readonly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return Object.fromEntries(tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]));
  } finally {
    database.close();
  }
}

/** The number of rows in all tables. */
export function countRows(rows: Record<string, unknown[]>): number {
  return Object.values(rows).reduce((sum, table) => sum + table.length, 0);
}
