import { join } from 'node:path';
import { createTestDatabase, findPostgres } from '../support/postgres.js';
import { createTempDir } from '../support/temp-dir.js';
import { type Benchmark, compare, type Measure } from './benchmark.js';
import { prepareAll } from './live-sides.js';
import { callEach } from './load.js';
import { itemsOf } from './page-records.js';
import { openStage, OWNERS, type PageStage } from './page-sides.js';
import type { ServerProcess } from './server-process.js';

const ROUNDS = 5;
const WEBHOOKS = 1_500;
const SENDERS = 64;
const ITEMS = itemsOf(OWNERS);

/** Recorded webhooks per second. The bodies are signed before the clock starts. */
async function recordedPerSecond({ url }: ServerProcess, { signer }: PageStage): Promise<number> {
  const requests = Array.from({ length: WEBHOOKS }, (_, index) => ITEMS[index % ITEMS.length]?.item ?? '').flatMap(
    (item) => prepareAll({ url, signer, type: 'AUTH', codes: ['DEFAULT_UPDATE'], item }).map(({ bytes }) => bytes),
  );
  const startedAt = performance.now();
  await callEach(url, requests, SENDERS);
  return WEBHOOKS / ((performance.now() - startedAt) / 1_000);
}

async function measureOn(stage: PageStage, name: string, postgresUrl: string | null): Promise<Measure> {
  const newDatabase = async (): Promise<string | null> => {
    if (postgresUrl === null) return null;
    const { url, drop } = await createTestDatabase(postgresUrl);
    stage.onClose(drop);
    return url;
  };
  const gateway = await stage.startGateway(ITEMS, { databaseUrl: await newDatabase() });
  const folder = createTempDir();
  stage.onClose(() => {
    folder.remove();
  });
  const bare = await stage.startPeer('bare-webhooks', {
    BENCH_KEY: JSON.stringify(stage.signer.publicKey),
    BENCH_DATABASE: (await newDatabase()) ?? join(folder.path, 'bare.db'),
  });
  const ofGateway = () => recordedPerSecond(gateway, stage);
  const ofBare = () => recordedPerSecond(bare, stage);
  // Warm-up of both.
  await ofGateway();
  await ofBare();
  return { name, unit: '/s', ...(await compare(ROUNDS, ofGateway, ofBare)), atLeast: 0.5 };
}

async function run(): Promise<Measure[]> {
  const stage = await openStage();
  try {
    const postgres = await findPostgres();
    return [
      await measureOn(stage, 'embedded database', null),
      ...(postgres.url === null ? [] : [await measureOn(stage, 'PostgreSQL', postgres.url)]),
    ];
  } finally {
    await stage.close();
  }
}

/** Each webhook is durable before the response. */
export const webhooks: Benchmark = {
  title:
    'Webhooks verified and recorded, 64 senders, against a Fastify route that verifies the same signature and appends to one table in shared commits',
  run,
};
