import {
  type Driver,
  PostgresAdapter,
  PostgresDialect,
  PostgresDriver,
  type PostgresPool,
  type PostgresPoolClient,
  type RawBuilder,
  sql,
} from 'kysely';
import pg from 'pg';
import type { DatabaseLimits } from '../config/config.js';
import { DATABASE_LIMITS } from '../config/limits.js';
import {
  assertInstallation,
  createInstallationCheck,
  type Database,
  type ExpectedInstallation,
  type GatewayAdapter,
  INSTALLATION,
} from './dialect.js';
import { ErrorMappingDriver } from './error-mapping-driver.js';

/** The client gives up this much later than the server, so it does so only when the server does not respond at all. */
const SILENCE_GRACE_MS = 1_000;

/** The OID of bigint in pg_type. */
const BIGINT_OID = 20;

/**
 * pg returns bigint as a string by default. Every bigint of this schema is a timestamp or a sequence number below 2^53.
 */
const numbersForBigints = {
  getTypeParser: (oid: number, format: 'text' | 'binary' = 'text'): unknown =>
    oid === BIGINT_OID ? Number : (pg.types.getTypeParser as (oid: number, format: string) => unknown)(oid, format),
};

function createPool(url: string, { poolSize, poolWaitMs, statementTimeoutMs }: DatabaseLimits): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'plaid-graphql-gateway',
    max: poolSize,
    connectionTimeoutMillis: poolWaitMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + SILENCE_GRACE_MS,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    keepAlive: true,
    types: numbersForBigints,
  });
  // An idle connection may break. Without an error listener that would end the process. The pool discards the
  // connection; a caller that holds it gets the error from its next statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** An error that the server reports has a SQLSTATE. Any other error means that the connection is broken. */
function isServerError(error: unknown): boolean {
  return error instanceof pg.DatabaseError;
}

/** How many statements are prepared on each connection. The store has fewer; further ones are parsed each time. */
const MAX_PREPARED = 500;

/**
 * A name for each statement, under which a connection prepares it once. None for a statement that returns all columns:
 * when another instance migrates the table, the server rejects prepared statements whose columns have changed.
 */
function createStatementNames(): (text: string) => string | undefined {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined || names.size >= MAX_PREPARED || text.includes('*')) return known;
    const name = `gateway_${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/**
 * Names the statements of the connection, and discards it after an error that the server did not report: its next result
 * could belong to the previous statement.
 */
function trackClient(client: pg.PoolClient, nameOf: (text: string) => string | undefined): PostgresPoolClient {
  let broken = false;
  return {
    query: async (text: string, values: unknown[] = []) => {
      // A statement without values, such as BEGIN, is sent in one message as it is.
      const name = values.length === 0 ? undefined : nameOf(text);
      try {
        return await client.query({ text, values, ...(name === undefined ? {} : { name }) });
      } catch (error) {
        if (!isServerError(error)) broken = true;
        throw error;
      }
    },
    release: () => {
      // `true` makes the pool destroy the connection instead of reusing it.
      client.release(broken);
    },
  } as unknown as PostgresPoolClient;
}

class GatewayPostgresAdapter extends PostgresAdapter implements GatewayAdapter {
  isIn(column: RawBuilder<unknown>, list: RawBuilder<unknown>, type: 'text' | 'bigint'): RawBuilder<boolean> {
    // An array, and not a subquery: the planner then expects few values and uses an index.
    const values = sql`select cast(json_array_elements_text(cast(${list} as json)) as ${sql.raw(type)})`;
    return sql`${column} = any(array(${values}))`;
  }

  table(...[columns, { arrays }]: Parameters<GatewayAdapter['table']>): RawBuilder<unknown> {
    // PostgreSQL takes several times as long to read JSON as to read arrays.
    const values = columns.map(([name, type]) => sql`cast(${arrays(name)} as ${sql.raw(type)}[])`);
    const names = columns.map(([name]) => sql.id(name));
    return sql`(select * from unnest(${sql.join(values)}) as given (${sql.join(names)}))`;
  }
}

class GatewayPostgresDialect extends PostgresDialect {
  constructor(private readonly pool: PostgresPool) {
    super({ pool });
  }

  override createDriver(): Driver {
    return new ErrorMappingDriver(new PostgresDriver({ pool: this.pool }));
  }

  override createAdapter(): GatewayAdapter {
    return new GatewayPostgresAdapter();
  }
}

/**
 * Checks each new connection once. That is enough: a failover, or a database that is replaced, breaks the existing
 * connections.
 */
function checkInstallationOnce(expected: ExpectedInstallation): (client: pg.PoolClient) => Promise<void> {
  const checked = new WeakSet<pg.PoolClient>();
  return async (client) => {
    const id = expected();
    if (id === null || checked.has(client)) return;
    try {
      const { rows } = await client.query<{ value: string }>('select value from settings where name = $1', [
        INSTALLATION,
      ]);
      assertInstallation(id, rows[0]?.value);
      checked.add(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
}

/** Creates the pool. Destroying the Kysely instance ends it. */
function postgresDialect(url: string, limits: DatabaseLimits, expected: ExpectedInstallation): PostgresDialect {
  const pool = createPool(url, limits);
  const check = checkInstallationOnce(expected);
  const nameOf = createStatementNames();
  // One wrapper per connection, for the life of the connection: Kysely caches its own state per client object.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const trackedClient = (client: pg.PoolClient): PostgresPoolClient => {
    const tracked = known.get(client) ?? trackClient(client, nameOf);
    known.set(client, tracked);
    return tracked;
  };
  return new GatewayPostgresDialect({
    connect: async () => {
      const client = await pool.connect();
      await check(client);
      return trackedClient(client);
    },
    end: () => pool.end(),
  });
}

/** A PostgreSQL server, shared by any number of instances. */
export function postgresDatabase(
  url: string,
  limits: DatabaseLimits = DATABASE_LIMITS,
  installation = createInstallationCheck(),
): Database {
  return {
    ...installation,
    dialect: (options) => postgresDialect(url, { ...limits, ...options }, installation.expected),
    numberedKey: { type: 'bigint', build: (column) => column.primaryKey().generatedAlwaysAsIdentity() },
    appendOnly,
    locksRows: true,
    appendBatch: 1_000,
    unixMs: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
  };
}

function appendOnly(table: string): RawBuilder<unknown>[] {
  return [
    sql`
    create function ${sql.id(`${table}_refuse`)}() returns trigger language plpgsql as
    $$ begin raise exception 'records are only appended here'; end $$`,
    sql`
    create trigger ${sql.id(`${table}_append_only`)} before update or delete or truncate on ${sql.table(table)}
    for each statement execute function ${sql.id(`${table}_refuse`)}()`,
  ];
}
