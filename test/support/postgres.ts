import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import pg from 'pg';

/** A PostgreSQL server for tests, or the reason why there is none. */
export type PostgresServer = { url: string; missing: null } | { url: null; missing: string };

/** A database for one test file. The caller drops it. */
export interface TestDatabase {
  url: string;
  drop: () => Promise<void>;
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The usual addresses of a local server: the Unix socket, then loopback. */
function usualAddresses(): string[] {
  const user = encodeURIComponent(userInfo().username);
  return [
    `postgres://${user}@%2Fvar%2Frun%2Fpostgresql/postgres`,
    `postgres://${user}@127.0.0.1:5432/postgres`,
    'postgres://postgres@127.0.0.1:5432/postgres',
  ];
}

/**
 * Returns TEST_DATABASE_URL if it is set, and fails if that server does not respond. Otherwise the first usual address
 * that accepts a connection.
 */
export async function findPostgres(given = process.env.TEST_DATABASE_URL): Promise<PostgresServer> {
  if (given !== undefined && given !== '') {
    await run(given, 'select 1');
    return { url: given, missing: null };
  }
  for (const url of usualAddresses()) {
    try {
      await run(url, 'select 1');
      return { url, missing: null };
    } catch {
      // Try the next address.
    }
  }
  return { url: null, missing: 'skipped: no PostgreSQL server responds and TEST_DATABASE_URL is not set' };
}

/** Creates an empty database with a random name. */
export async function createTestDatabase(serverUrl: string): Promise<TestDatabase> {
  const name = `gateway_test_${randomBytes(8).toString('hex')}`;
  await run(serverUrl, `create database ${name}`);
  const url = serverUrl.replace(/\/[^/?]*(\?|$)/, `/${name}$1`);
  return { url, drop: () => run(serverUrl, `drop database ${name} with (force)`) };
}
