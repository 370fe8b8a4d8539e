import { randomBytes } from 'node:crypto';
import { createEmulator } from '../../src/emulator/emulator.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { createTestDatabase, findPostgres } from '../support/postgres.js';
import { findRedis } from '../support/redis.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { compare } from './benchmark.js';
import type { Benchmark, Measure } from './benchmark.js';
import { callTimes } from './load.js';
import { type ServerProcess, startServer } from './server-process.js';

/**
 * Connections to each instance, on both sides. Two instances serve twice as many clients. With the same number of clients,
 * each would find fewer requests per turn of its event loop, and the benchmark would measure that.
 */
const CONNECTIONS_EACH = 8;
const CALLS_EACH = 100;
/** V8 keeps optimizing for some thousand queries, so an instance that received fewer would look slower. */
const WARM_UP_CALLS_EACH = 700;
const ROUNDS = 9;
const QUERY = 'query ($id: ID!) { item(id: $id) { id products accounts { id name mask } } }';

/** One or two gateways with one cached Item. */
interface Side {
  servers: ServerProcess[];
  body: string;
}

/** Queries per second of CPU time, for all gateways of the side together. */
async function perCpuSecond({ servers, body }: Side, token: string): Promise<number> {
  const used = (): number => servers.reduce((sum, server) => sum + server.cpuSeconds(), 0);
  const before = used();
  const completed = await sendQueries(servers, body, token, CALLS_EACH);
  return completed / (used() - before);
}

/** Sends the same number of queries to all servers in parallel and returns the total. */
async function sendQueries(servers: ServerProcess[], body: string, token: string, callsEach: number): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const load = { path: '/graphql', headers, body, connections: CONNECTIONS_EACH };
  const completed = await Promise.all(servers.map(({ url }) => callTimes({ url, ...load }, callsEach)));
  return completed.reduce((sum, count) => sum + count, 0);
}

async function prepare(servers: ServerProcess[], token: string): Promise<Side> {
  const client = createGraphqlClient(servers[0]?.url ?? '', token);
  const made = await client.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
    'mutation { sandboxCreateItem(input: {}) { item { id } } }',
  );
  await client.close();
  return { servers, body: JSON.stringify({ query: QUERY, variables: { id: made.sandboxCreateItem.item.id } }) };
}

async function run(): Promise<Measure[]> {
  const [postgres, redis] = [await findPostgres(), await findRedis()];
  if (postgres.url === null || redis.url === null) throw new Error('needs PostgreSQL and Redis');
  const database = await createTestDatabase(postgres.url);
  const emulator = await createEmulator({ rateLimits: 'off' });
  const folders = [createTempDir(), createTempDir()];
  const common = {
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    PORT: '0',
  };
  const start = (env: Record<string, string>) => startServer(['dist/main.js'], { ...common, ...env });
  const shared = { DATABASE_URL: database.url, REDIS_URL: redis.url, DATA_DIR: folders[0]?.path ?? '' };
  const servers = [await start({ DATA_DIR: folders[1]?.path ?? '' }), await start(shared), await start(shared)];
  const token = await signIn('ada');
  try {
    const one = await prepare(servers.slice(0, 1), token);
    const two = await prepare(servers.slice(1), token);
    for (const side of [one, two]) await sendQueries(side.servers, side.body, token, WARM_UP_CALLS_EACH);
    const numbers = await compare(
      ROUNDS,
      () => perCpuSecond(two, token),
      () => perCpuSecond(one, token),
    );
    // A second instance should double the throughput, so a query must cost at most 1.2 times as much.
    return [{ name: 'hot queries per second of CPU', unit: '/s', ...numbers, atLeast: 1 / 1.2 }];
  } finally {
    for (const server of servers) await server.close();
    await emulator.close();
    await database.drop();
    for (const folder of folders) folder.remove();
  }
}

/** Two gateways on PostgreSQL and Redis, against one on its own. */
export const hotQuery: Benchmark = {
  title: 'Hot queries: two gateways on PostgreSQL and Redis, against one with the embedded database',
  run,
};
