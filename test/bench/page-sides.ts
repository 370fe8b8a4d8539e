import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTestDatabase, findPostgres } from '../support/postgres.js';
import { findRedis } from '../support/redis.js';
import { createTempDir } from '../support/temp-dir.js';
import { createWebhookSigner, type WebhookSigner } from '../support/webhook-signing.js';
import { prepareAll, prepareRecords, sendAll } from './live-sides.js';
import { callEach, requestOf } from './load.js';
import { itemsOf, type PageItem } from './page-records.js';
import { CALLS_PER_ITEM, PAGE_QUERIES, type PageName } from './page-schema.js';
import { type ServerProcess, startServer } from './server-process.js';

/** What a round of pages cost. */
export interface PageCost {
  cpuMsPerPage: number;
  /** The response time of each page. */
  timesMs: number[];
}

/** A server of pages. */
export interface PageServer {
  process: ServerProcess;
  /** The bytes of one request per owner. */
  requests: (page: PageName) => Buffer[];
  /** Requests `count` pages, the owners taking turns. */
  serve: (page: PageName, count: number) => Promise<PageCost>;
}

/** The gateway as in production, and what it is compared with. */
export interface PageSides {
  gateway: PageServer & {
    /** Makes everything cached of every Item stale, by a webhook for each. */
    invalidate: () => Promise<void>;
  };
  /** The gateway on PostgreSQL and Redis. Null without them. */
  shared: PageServer | null;
  /** With a DataLoader per operation, in front of the same stand-in. */
  dataloader: PageServer;
  /** With everything in memory. */
  apollo: PageServer;
  mercurius: PageServer;
  /** The calls to Plaid so far. */
  plaidCalls: () => Promise<number>;
  close(): Promise<void>;
}

export const OWNERS = Array.from({ length: 40 }, (_, index) => `owner-${index}`);
export const CLIENTS = 8;
/** Until what follows the response to the last webhook is done. */
export const SETTLE_MS = 150;
const ISSUER = 'https://issuer.bench.example';
const AUDIENCE = 'plaid-gateway';

/** What an operator sets for production. Only limits that one client of a benchmark would exceed are raised. */
export function productionSettings(plaidUrl: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    PLAID_ENV: 'sandbox',
    PLAID_CLIENT_ID: 'bench-client',
    PLAID_SECRET: 'bench-secret',
    PLAID_BASE_URL: plaidUrl,
    PLAID_RATE_LIMITS: 'off',
    PUBLIC_URL: 'https://gateway.bench.example',
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    AUTH_ISSUER: ISSUER,
    AUTH_AUDIENCE: AUDIENCE,
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    SHUTDOWN_DELAY_MS: '0',
  };
}

/** An access token of the owner that these settings accept. */
export function signInForProduction(owner: string): Promise<string> {
  return signIn(owner, undefined, { iss: ISSUER, aud: AUDIENCE, expiresAt: '3h' });
}

/** Starts the stand-in with the signer's key. */
export function startStandIn({ publicKey }: WebhookSigner): Promise<ServerProcess> {
  const { createdAt, expiredAt, ...jwk } = publicKey;
  const key = { key: { ...jwk, created_at: createdAt, expired_at: expiredAt }, request_id: 'bench-request' };
  return startServer(['--import', 'tsx', 'test/bench/plaid-stand-in.ts'], { BENCH_KEY: JSON.stringify(key) });
}

function pageServer(process: ServerProcess, headersOf: (index: number) => Record<string, string>): PageServer {
  const requests = (page: PageName): Buffer[] =>
    OWNERS.map((_owner, index) =>
      requestOf(process.url, {
        path: '/graphql',
        headers: { 'content-type': 'application/json', ...headersOf(index) },
        body: JSON.stringify({ query: PAGE_QUERIES[page] }),
      }),
    );
  return {
    process,
    requests,
    async serve(page, count) {
      const each = requests(page);
      const all = Array.from({ length: count }, (_, index) => each[index % each.length] ?? Buffer.alloc(0));
      const before = process.cpuSeconds();
      const timesMs = await callEach(process.url, all, CLIENTS);
      return { cpuMsPerPage: ((process.cpuSeconds() - before) * 1_000) / count, timesMs };
    },
  };
}

/** Fails unless the server returns the complete page: a server that returns less would look fast. */
async function assertComplete({ process, requests }: PageServer): Promise<void> {
  const [bytes] = requests('everything');
  const [head = '', body = ''] = String(bytes).split('\r\n\r\n');
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': ') as [string, string]),
  );
  const response = await request(`${process.url}/graphql`, {
    method: 'POST',
    headers,
    body,
    dispatcher: new Agent({ keepAliveTimeout: 1 }),
  });
  const text = await response.body.text();
  const found = [/"status":"HEALTHY"/g, /"available":/g, /"routing":/g].map((part) => text.match(part)?.length);
  if (text.includes('"errors"') || String(found) !== '10,50,50') throw new Error(`not the page: ${text.slice(0, 300)}`);
}

/** Starts servers in front of one stand-in, and closes them all. */
export interface PageStage {
  signer: WebhookSigner;
  standIn: ServerProcess;
  /** The gateway as in production, with these Items. `databaseUrl` null: the embedded database. */
  startGateway(
    items: readonly PageItem[],
    options?: { databaseUrl?: string | null; env?: Record<string, string> },
  ): Promise<ServerProcess>;
  /** One of the servers in test/bench. */
  startPeer(name: string, env?: Record<string, string>): Promise<ServerProcess>;
  /** Null without PostgreSQL and Redis. The database is dropped by `close`. */
  openShared(): Promise<{ databaseUrl: string; env: Record<string, string> } | null>;
  /** `close` runs this before what was started earlier is closed. */
  onClose(close: () => unknown): void;
  close(): Promise<void>;
}

export async function openStage(): Promise<PageStage> {
  const signer = createWebhookSigner('bench-key');
  const standIn = await startStandIn(signer);
  const closers: (() => unknown)[] = [() => standIn.close()];
  const onClose = (close: () => unknown): void => void closers.unshift(close);
  const start = async (args: string[], env: Record<string, string>): Promise<ServerProcess> => {
    const server = await startServer(args, env);
    onClose(() => server.close());
    return server;
  };
  return {
    signer,
    standIn,
    onClose,
    async startGateway(items, { databaseUrl = null, env = {} } = {}) {
      const dataDir = createTempDir();
      onClose(() => {
        dataDir.remove();
      });
      const records = await prepareRecords(dataDir.path, items, databaseUrl);
      return start(['dist/main.js'], {
        ...productionSettings(standIn.url),
        ...records,
        DATA_DIR: dataDir.path,
        ...(databaseUrl !== null && { DATABASE_URL: databaseUrl }),
        ...env,
      });
    },
    startPeer: (name, env = {}) =>
      start(['--import', 'tsx', `test/bench/${name}.ts`], {
        NODE_ENV: 'production',
        BENCH_PLAID_URL: standIn.url,
        ...env,
      }),
    async openShared() {
      const [postgres, redis] = [await findPostgres(), await findRedis()];
      if (postgres.url === null || redis.url === null) return null;
      const database = await createTestDatabase(postgres.url);
      onClose(() => database.drop());
      return { databaseUrl: database.url, env: { REDIS_URL: redis.url } };
    },
    async close() {
      for (const close of closers) await close();
    },
  };
}

/** Requests pages of OWNERS from the gateway. */
export async function pagesOfGateway(process: ServerProcess): Promise<PageServer> {
  const tokens = await Promise.all(OWNERS.map(signInForProduction));
  return pageServer(process, (index) => ({ authorization: `Bearer ${tokens[index] ?? ''}` }));
}

/** Requests pages of OWNERS from a baseline. */
export function pagesOfPeer(process: ServerProcess): PageServer {
  return pageServer(process, (index) => ({ 'x-owner': OWNERS[index] ?? '' }));
}

export async function startPageSides(): Promise<PageSides> {
  const stage = await openStage();
  const items = itemsOf(OWNERS);
  const gateway = await pagesOfGateway(await stage.startGateway(items));
  const shared = await stage.openShared();
  const dispatcher = new Agent({ connections: 32 });
  stage.onClose(() => dispatcher.close());
  const webhooks = { dispatcher, url: gateway.process.url, signer: stage.signer };
  const sides: PageSides = {
    gateway: {
      ...gateway,
      async invalidate() {
        const deliveries = items.flatMap(({ item }) =>
          prepareAll({ ...webhooks, type: 'AUTH', codes: ['DEFAULT_UPDATE'], item }),
        );
        await sendAll(deliveries, 32);
        await pause(SETTLE_MS);
      },
    },
    shared: shared && (await pagesOfGateway(await stage.startGateway(items, shared))),
    dataloader: pagesOfPeer(await stage.startPeer('apollo-dataloader')),
    apollo: pagesOfPeer(await stage.startPeer('apollo-memory')),
    mercurius: pagesOfPeer(await stage.startPeer('mercurius-memory')),
    async plaidCalls() {
      const response = await request(`${stage.standIn.url}/calls`, { dispatcher });
      const calls = (await response.body.json()) as Record<string, number>;
      return Object.entries(calls).reduce((sum, [path, count]) => sum + (path.endsWith('_key/get') ? 0 : count), 0);
    },
    close: () => stage.close(),
  };
  for (const side of [sides.gateway, sides.shared, sides.dataloader, sides.apollo, sides.mercurius]) {
    if (side !== null) await assertComplete(side);
  }
  return sides;
}

/** The calls to Plaid that `count` pages need when nothing is cached. */
export function coldCalls(page: PageName, count: number): number {
  return count * 10 * CALLS_PER_ITEM[page];
}
