import { sql, type TableMetadata } from 'kysely';
import { asSealed, type Sealed } from '../model/ids.js';
import type { Db } from './dialect.js';

/**
 * Every column that holds encrypted text. `settings` comes last: at startup the keys are verified with it, so a rewrap
 * that was interrupted is noticed.
 */
export const SEALED_COLUMNS = [
  'items.access_token',
  'link_sessions.link_token',
  'link_sessions.hosted_link_url',
  'journal.public_token',
  'events.body',
  'letters.body',
  'settings',
] as const;
export type SealedColumn = (typeof SEALED_COLUMNS)[number];

export interface SealedValues {
  /**
   * Values that start with none of `prefixes`, ordered by id, after the id `after`. `ownerId` is empty where rows have
   * no owner.
   */
  withoutPrefixes(
    column: SealedColumn,
    prefixes: readonly string[],
    page: { after: string; limit: number },
  ): Promise<{ id: string; ownerId: string; sealed: Sealed }[]>;
  /** Replaces a value, but only if it has not changed since it was read. */
  replace(column: SealedColumn, id: string, before: Sealed, after: Sealed): Promise<void>;
}

/**
 * The table and column of each kind of encrypted value, the column that identifies the row, and the column of its
 * owner.
 */
const PLACES = {
  'items.access_token': { table: 'items', value: 'sealed_access_token', id: 'id', owner: 'owner_id' },
  'link_sessions.link_token': { table: 'link_sessions', value: 'sealed_link_token', id: 'id', owner: 'owner_id' },
  'link_sessions.hosted_link_url': {
    table: 'link_sessions',
    value: 'sealed_hosted_link_url',
    id: 'id',
    owner: 'owner_id',
  },
  'journal.public_token': { table: 'journal', value: 'sealed_public_token', id: 'id', owner: 'owner_id' },
  'events.body': { table: 'events', value: 'sealed_body', id: 'id', owner: null },
  'letters.body': { table: 'letters', value: 'sealed_body', id: 'id', owner: null },
  settings: { table: 'settings', value: 'value', id: 'name', owner: null },
} as const satisfies Record<SealedColumn, { table: string; value: string; id: string; owner: string | null }>;

interface Row {
  id: string;
  owner: string;
  value: string;
}

/** The encrypted columns that exist in this database. A database with an older schema lacks some of them. */
export function sealedColumnsOf(tables: readonly TableMetadata[]): SealedColumn[] {
  return SEALED_COLUMNS.filter((column) => {
    const place = PLACES[column];
    const table = tables.find(({ name }) => name === place.table);
    return table?.columns.some(({ name }) => name === place.value) ?? false;
  });
}

export function createSealedValues(db: Db): SealedValues {
  return {
    async withoutPrefixes(column, prefixes, { after, limit }) {
      const place = PLACES[column];
      const id = sql.ref(place.id);
      const value = sql.ref(place.value);
      const others = prefixes.map((prefix) => sql`and substr(${value}, 1, ${sql.lit(prefix.length)}) <> ${prefix}`);
      const { rows } = await sql<Row>`
      select ${id} as id, ${place.owner === null ? sql`''` : sql.ref(place.owner)} as owner, ${value} as value
      from ${sql.table(place.table)}
      where ${value} like 'v1.%' ${sql.join(others, sql` `)} and ${id} > ${after}
      order by ${id} limit ${sql.lit(limit)}`.execute(db);
      return rows.map((row) => ({ id: row.id, ownerId: row.owner, sealed: asSealed(row.value) }));
    },

    async replace(column, id, before, after) {
      const place = PLACES[column];
      await sql`
      update ${sql.table(place.table)} set ${sql.ref(place.value)} = ${after}
      where ${sql.ref(place.id)} = ${id} and ${sql.ref(place.value)} = ${before}`.execute(db);
    },
  };
}
