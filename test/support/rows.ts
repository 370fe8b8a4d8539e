import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

/** All rows of the embedded database of a gateway, by table. If they are equal before and after, nothing was stored. */
export function rowsOf(dataDir: string): Record<string, unknown[]> {
  const database = new DatabaseSync(join(dataDir, 'gateway.db'), { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
    return Object.fromEntries(tables.map(({ name }) => [name, database.prepare(`select * from "${name}"`).all()]));
  } finally {
    database.close();
  }
}

/** The total number of rows. */
export function countRows(rows: Record<string, unknown[]>): number {
  return Object.values(rows).reduce((sum, table) => sum + table.length, 0);
}
