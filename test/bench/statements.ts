import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { createLogger } from '../../src/observability/logger.js';
import { createTestDatabase, findPostgres } from '../support/postgres.js';
import { countStatements, type Statements } from '../support/statement-counter.js';
import { createTempDir } from '../support/temp-dir.js';
import type { Benchmark, Measure } from './benchmark.js';
import { prepareAll, prepareRecords, sendAll } from './live-sides.js';
import { itemsOf } from './page-records.js';
import { CALLS_PER_ITEM, PAGE_QUERIES, type PageName } from './page-schema.js';
import { openStage, type PageStage, productionSettings, SETTLE_MS, signInForProduction } from './page-sides.js';

const SIZES = [1, 10, 50, 100];
/** The first page of a process also reads what the process then remembers. */
const WARM_UP_SIZE = 2;
const ownerOf = (size: number): string => `owner-of-${size}`;

interface Limits {
  statements: number;
  commits: number;
}
const COLD: Limits = { statements: 10, commits: 3 };
const HOT: Limits = { statements: 4, commits: 1 };
const HOT_WITHOUT_NUMBERS: Limits = { statements: 4, commits: 0 };

/** A gateway in this process, so that the counter sees its statements. */
interface CountedGateway {
  /** What one page costs that shows every Item of the owner of `size` Items. */
  load(size: number, page: PageName): Promise<Statements>;
  /** Makes everything cached of these Items stale. */
  invalidate(size: number): Promise<void>;
}

async function startCounted(stage: PageStage, databaseUrl: string | null): Promise<CountedGateway> {
  const dataDir = createTempDir();
  stage.onClose(() => {
    dataDir.remove();
  });
  const items = [WARM_UP_SIZE, ...SIZES].flatMap((size) => itemsOf([ownerOf(size)], size));
  const records = await prepareRecords(dataDir.path, items, databaseUrl);
  const config = parseConfig({
    ...productionSettings(stage.standIn.url),
    ...records,
    DATA_DIR: dataDir.path,
    LIMIT_COST: '1000000',
    LOG_LEVEL: 'error',
    SHUTDOWN_GRACE_MS: '1000',
    ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
  });
  const app = await createApp(config, { log: createLogger({ level: config.logLevel, destination: process.stderr }) });
  const { url } = await app.listen();
  stage.onClose(() => app.close());
  const post = async (size: number, page: PageName): Promise<void> => {
    const response = await request(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signInForProduction(ownerOf(size))}`,
      },
      body: JSON.stringify({ query: PAGE_QUERIES[page].replace('first: 10', 'first: 100') }),
    });
    const text = await response.body.text();
    if (text.includes('"errors"') || text.match(/"accounts":\[/g)?.length !== size) {
      throw new Error(`not the page: ${text.slice(0, 300)}`);
    }
  };
  return {
    load: (size, page) => countStatements(() => post(size, page)),
    async invalidate(size) {
      const webhook = { url, signer: stage.signer, type: 'AUTH', codes: ['DEFAULT_UPDATE'] };
      await sendAll(
        itemsOf([ownerOf(size)], size).flatMap(({ item }) => prepareAll({ ...webhook, item })),
        8,
      );
    },
  };
}

async function callsOf({ standIn }: PageStage): Promise<number> {
  const response = await request(`${standIn.url}/calls`);
  const calls = (await response.body.json()) as Record<string, number>;
  return Object.entries(calls).reduce((sum, [path, count]) => sum + (path.endsWith('_key/get') ? 0 : count), 0);
}

async function measureOn(stage: PageStage, database: string, databaseUrl: string | null): Promise<Measure[]> {
  const gateway = await startCounted(stage, databaseUrl);
  const measures: Measure[] = [];
  const measure = async (what: string, size: number, page: PageName, expectedCalls: number, allowed: Limits) => {
    // What an instance does now and then in the background is not part of a page.
    await pause(SETTLE_MS);
    const callsBefore = await callsOf(stage);
    const { sent, commits } = await gateway.load(size, page);
    const calls = (await callsOf(stage)) - callsBefore;
    if (calls !== expectedCalls) throw new Error(`${what}: ${calls} calls to Plaid instead of ${expectedCalls}`);
    const name = `${database}, ${what}, ${size} ${size === 1 ? 'Item' : 'Items'}: ${calls} calls, ${commits} commits`;
    // Too many commits fail the line too.
    const ratio = Math.min(
      allowed.statements / sent.length,
      commits <= allowed.commits ? 1 : allowed.commits / commits,
    );
    measures.push({ name, unit: '', subject: sent.length, reference: allowed.statements, ratio, atLeast: 1 });
  };
  await gateway.load(WARM_UP_SIZE, 'everything');
  for (const size of SIZES) {
    const cold = CALLS_PER_ITEM.everything * size;
    await measure('first time', size, 'everything', cold, COLD);
    await gateway.invalidate(size);
    await measure('cold', size, 'everything', cold, COLD);
    await measure('hot', size, 'everything', 0, HOT);
    await measure('hot, no numbers', size, 'accounts', 0, HOT_WITHOUT_NUMBERS);
  }
  return measures;
}

async function run(): Promise<Measure[]> {
  const stage = await openStage();
  try {
    const postgres = await findPostgres();
    const measures = await measureOn(stage, 'embedded', null);
    if (postgres.url !== null) {
      const { url, drop } = await createTestDatabase(postgres.url);
      stage.onClose(drop);
      measures.push(...(await measureOn(stage, 'PostgreSQL', url)));
    }
    return measures;
  } finally {
    await stage.close();
  }
}

/** What a page costs the database: counts, not times. */
export const statements: Benchmark = {
  title: 'SQL statements of one page, against how many it may need; also its calls to Plaid and its commits',
  run,
};
