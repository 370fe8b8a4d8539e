import { type Driver, PostgresDialect, PostgresDriver, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { DatabaseLimits } from '../config/config.js';
import { ErrorMappingDriver } from './error-mapping-driver.js';
import { type ExpectedInstallation, INSTALLATION, refuseOther } from './installation.js';

/** How much later than the server the client gives up: only when the server itself is silent. */
const SILENCE_GRACE_MS = 1_000;

/** The type number of bigint in PostgreSQL's catalogue (pg_type.oid). */
const BIGINT_OID = 20;

/** pg hands out bigint as a string unless told otherwise; every bigint here is a time or a counter below 2^53. */
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
  // A connection may break while nobody asks it anything; without a listener that would end the process. The pool
  // drops it, and whoever holds it finds out with the next statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** A server that answers, even with an error, sends a SQLSTATE; anything else means that the connection is broken. */
function isAnswer(error: unknown): boolean {
  return error instanceof pg.DatabaseError;
}

/** Throws away a connection after a failure that the server did not report: its next answer may belong to the old question. */
function discardingBroken(client: pg.PoolClient): PostgresPoolClient {
  let broken = false;
  return {
    query: async (text: unknown, parameters?: readonly unknown[]) => {
      try {
        return await client.query(text as string, parameters as unknown[]);
      } catch (error) {
        if (!isAnswer(error)) broken = true;
        throw error;
      }
    },
    release: () => {
      // Thrown away with the connection, so the next one begins whole.
      client.release(broken);
    },
  } as unknown as PostgresPoolClient;
}

class GatewayPostgresDialect extends PostgresDialect {
  constructor(private readonly pool: PostgresPool) {
    super({ pool });
  }

  override createDriver(): Driver {
    return new ErrorMappingDriver(new PostgresDriver({ pool: this.pool }));
  }
}

/**
 * A server that takes over, or a database that is put in another's place, breaks the connections: so it is enough to look at
 * each new one, once.
 */
function checkedOnce(expected: ExpectedInstallation): (client: pg.PoolClient) => Promise<void> {
  const checked = new WeakSet<pg.PoolClient>();
  return async (client) => {
    const id = expected();
    if (id === null || checked.has(client)) return;
    try {
      const { rows } = await client.query<{ value: string }>('select value from settings where name = $1', [
        INSTALLATION,
      ]);
      refuseOther(id, rows[0]?.value);
      checked.add(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
  };
}

/** Makes the pool; whoever destroys the Kysely made with it ends it. */
export function postgresDialect(url: string, limits: DatabaseLimits, expected: ExpectedInstallation): PostgresDialect {
  const pool = createPool(url, limits);
  const check = checkedOnce(expected);
  // One per connection and for its life: Kysely keeps what it made for a client as long as it is the same one.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const guardedClient = (client: pg.PoolClient): PostgresPoolClient => {
    const guarded = known.get(client) ?? discardingBroken(client);
    known.set(client, guarded);
    return guarded;
  };
  return new GatewayPostgresDialect({
    connect: async () => {
      const client = await pool.connect();
      await check(client);
      return guardedClient(client);
    },
    end: () => pool.end(),
  });
}
