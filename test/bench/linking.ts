import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createTempDir } from '../support/temp-dir.js';
import { type Benchmark, compare, type Measure } from './benchmark.js';
import { callEach, requestOf } from './load.js';
import { openStage, type PageStage, productionSettings, signInForProduction } from './page-sides.js';
import { buildReference, REFERENCE_COMMIT } from './reference-build.js';
import { type ServerProcess, startServer } from './server-process.js';

const ROUNDS = 5;
const EXCHANGES = 320;
const AT_ONCE = 16;
const OWNERS = Array.from({ length: AT_ONCE }, (_, index) => `linking-owner-${index}`);
const EXCHANGE =
  'mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) { item { id linkedAt } } }';

/** The requests that exchange one new public token for each of these owners. */
export async function exchangesOf(url: string, owners: readonly string[]): Promise<Buffer[]> {
  const tokens = new Map(
    await Promise.all([...new Set(owners)].map(async (owner) => [owner, await signInForProduction(owner)] as const)),
  );
  return owners.map((owner) =>
    requestOf(url, {
      path: '/graphql',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(owner) ?? ''}` },
      body: JSON.stringify({ query: EXCHANGE, variables: { token: `public-sandbox-${randomUUID()}` } }),
    }),
  );
}

/** Starts a build without records. The stage closes it. */
export async function startEmpty(stage: PageStage, main: string): Promise<ServerProcess> {
  const dataDir = createTempDir();
  stage.onClose(() => {
    dataDir.remove();
  });
  const server = await startServer([main], {
    ...productionSettings(stage.standIn.url),
    VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    DATA_DIR: dataDir.path,
  });
  stage.onClose(() => server.close());
  return server;
}

async function linkedPerSecond({ url }: ServerProcess): Promise<number> {
  const requests = await exchangesOf(
    url,
    Array.from({ length: EXCHANGES }, (_, index) => OWNERS[index % OWNERS.length] ?? ''),
  );
  const startedAt = performance.now();
  await callEach(url, requests, AT_ONCE);
  return EXCHANGES / ((performance.now() - startedAt) / 1_000);
}

async function run(): Promise<Measure[]> {
  const reference = await buildReference();
  if (reference === null) return [];
  const stage = await openStage();
  try {
    const today = await startEmpty(stage, 'dist/main.js');
    const before = await startEmpty(stage, join(reference, 'dist/main.js'));
    for (const server of [today, before]) await linkedPerSecond(server);
    const numbers = await compare(
      ROUNDS,
      () => linkedPerSecond(today),
      () => linkedPerSecond(before),
    );
    return [{ name: 'exchanges of public tokens', unit: '/s', ...numbers, atLeast: 2.5 }];
  } finally {
    await stage.close();
  }
}

export const linking: Benchmark = {
  title: `Items linked, ${AT_ONCE} at once, against commit ${REFERENCE_COMMIT}`,
  run,
};
