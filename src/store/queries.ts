import { type Compilable, type CompiledQuery, type Expression, type QueryResult, type RawBuilder, sql } from 'kysely';
import { isStorable } from '../model/ids.js';
import type { Db, GatewayAdapter } from './dialect.js';
import { UnstorableValueError } from './errors.js';

/* How the store's queries are written: compiled once, with any list as one parameter, and read page by page. */

/** A value of a statement. A list is sent as one JSON text, see `isIn` and `rowsFrom`. */
type ParameterValue = string | number | bigint | null | readonly string[] | readonly number[] | readonly object[];

/** Stands for the value that each execution provides, or for one column of the rows that it provides. */
class Placeholder {
  constructor(
    readonly name: string,
    readonly column?: string,
  ) {}
}

/** The placeholders of the parameters that `build` was given. */
const placeholders = new WeakMap<object, Placeholder>();

function parameterOf<T>(name: string): RawBuilder<T> {
  const placeholder = new Placeholder(name);
  const parameter = sql<T>`${placeholder}`;
  placeholders.set(parameter, placeholder);
  return parameter;
}

/** The parameters of a compiled query, by name. */
export type Parameter<Values> = <Name extends keyof Values & string>(name: Name) => RawBuilder<Values[Name]>;

/**
 * A query that is built and compiled once per database, and then executed with new values. Building a query costs more
 * than executing most of them. `build` must return the same query each time: what differs is a parameter.
 */
export function compileOnce<Values extends { [Name in keyof Values]: ParameterValue }, Row>(
  build: (db: Db, parameter: Parameter<Values>) => Compilable<Row>,
): (db: Db, values: Values) => Promise<QueryResult<Row>> {
  // A transaction has the adapter of its database.
  const compiled = new WeakMap<object, CompiledQuery<Row>>();
  return async (db, values) => {
    const { adapter } = db.getExecutor();
    let query = compiled.get(adapter);
    if (query === undefined) {
      query = build(db, parameterOf).compile();
      compiled.set(adapter, query);
    }
    return db.executeQuery<Row>(bind(query, values));
  };
}

function bind<Row>(query: CompiledQuery<Row>, values: object): CompiledQuery<Row> {
  const byName = values as Record<string, unknown>;
  const parameters = query.parameters.map((value) => {
    if (!(value instanceof Placeholder)) return value;
    const given = byName[value.name];
    if (!Array.isArray(given)) return given;
    return value.column === undefined ? toJson(given) : toArray(given as GivenRow[], value.column);
  });
  return { ...query, parameters };
}

/** JSON escapes what a database cannot store, so every text is checked before. */
function toJson(list: readonly unknown[]): string {
  return JSON.stringify(list, (_key, value: unknown) => {
    if (typeof value === 'string' ? isStorable(value) : typeof value !== 'number' || Number.isFinite(value))
      return value;
    throw new UnstorableValueError('A list of a statement has a text or number that cannot be stored.');
  });
}

type GivenRow = Readonly<Record<string, string | number | null>>;

/** One column of the rows as the text of a PostgreSQL array. */
function toArray(rows: readonly GivenRow[], column: string): string {
  const elements = rows.map((row) => {
    const value = row[column] ?? null;
    if (value === null) return 'NULL';
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
    if (typeof value === 'string' && isStorable(value)) return `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
    throw new UnstorableValueError('A list of a statement has a text or number that cannot be stored.');
  });
  return `{${elements.join(',')}}`;
}

type List<T> = readonly T[] | Expression<readonly T[]>;

function listParameter(list: List<unknown>): RawBuilder<unknown> {
  return sql`${'toOperationNode' in list ? list : toJson(list)}`;
}

/** The adapters of both dialects are GatewayAdapters. */
function adapterOf(db: Db): GatewayAdapter {
  return db.getExecutor().adapter as GatewayAdapter;
}

/**
 * Whether the column holds one of the values. The statement is the same for any number of values, also none, so it is
 * prepared once. `list`: the values, or a parameter of a compiled query.
 */
export function isIn(
  db: Db,
  column: string,
  list: List<string> | List<number>,
  type: 'text' | 'bigint' = 'text',
): RawBuilder<boolean> {
  return adapterOf(db).isIn(sql.ref(column), listParameter(list), type);
}

/**
 * The rows as a table with these columns, for reads and writes of several records in one statement:
 * `selectFrom(rowsFrom(…).as('given'))`. The order of the rows is not kept. In `insert … select … on conflict` the
 * select needs a `where`, else SQLite takes `on` for a join.
 */
export function rowsFrom<Row extends { [Name in keyof Row]: string | number | null }>(
  db: Db,
  list: List<Row>,
  columns: { readonly [Name in keyof Row]: 'text' | 'bigint' },
): RawBuilder<Row> {
  const placeholder = placeholders.get(list);
  const arrays = (column: string): RawBuilder<unknown> =>
    placeholder === undefined
      ? sql`${toArray(list as readonly GivenRow[], column)}`
      : sql`${new Placeholder(placeholder.name, column)}`;
  return sql`${adapterOf(db).table(Object.entries<'text' | 'bigint'>(columns), {
    json: () => listParameter(list),
    arrays,
  })}`;
}

/** A page of a list with a stable order. A cursor stands for the `position` of an entry. */
export interface Page<T> {
  entries: { node: T; position: number }[];
  hasNextPage: boolean;
}

/** Selects part of a list: at most `first` entries after the position `after`. */
export interface PageRequest {
  first: number;
  after: number | null;
}

/** Builds a page. `rows` holds one row more than `first` if there is a next page. */
export function toPage<Row extends { position: number }, Node>(
  rows: Row[],
  first: number,
  toNode: (row: Row) => Node,
): Page<Node> {
  return {
    entries: rows.slice(0, first).map((row) => ({ node: toNode(row), position: row.position })),
    hasNextPage: rows.length > first,
  };
}
