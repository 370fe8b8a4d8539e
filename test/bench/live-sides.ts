import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request, type Dispatcher, Pool } from 'undici';
import { createStore } from '../../src/store/store.js';
import { auditMac } from '../../src/vault/sealing.js';
import { createVault } from '../../src/vault/vault.js';
import { MEMORY_PROBE, startGatewayProcess } from '../support/gateway-process.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { storeItem } from '../support/store-item.js';
import { createWebhookSigner, type WebhookSigner } from '../support/webhook-signing.js';
import { requestOf } from './load.js';
import { type ServerProcess, startServer } from './server-process.js';

/** A server that receives webhooks and notifies subscribers. */
export interface Side {
  /** Where subscribers connect. */
  url: string;
  memoryBytes(): Promise<number>;
  /** Creates signed webhooks of this type with these codes. */
  prepare(type: string, codes: readonly string[]): Delivery[];
  /** Sends webhooks, `concurrency` of them at a time. Resolves when all have been responded to. */
  deliver(type: string, codes: readonly string[], concurrency: number): Promise<void>;
}

/** A signed webhook. */
export interface Delivery {
  /** The HTTP request, for senders that use plain sockets. */
  bytes: Buffer;
  /** Sends it. Resolves on 200. */
  send(): Promise<void>;
}

/** The gateway as in production, and the baseline. */
export interface Sides {
  gateway: Side;
  bare: Side;
  /** An access token of the Item's owner. */
  token: string;
  close(): Promise<void>;
}

const OWNER = 'ada';
const ITEM = 'item-of-ada';
const KEY_ID = 'bench-key';
/** About as long as Plaid's longer webhooks. */
const PADDING_BYTES = 400;
/** Embedded database, JWT authentication, full durability. Only the limits per viewer are raised. */
const RAISED_LIMITS = { LIMIT_SOCKETS_PER_VIEWER: '10000', LIMIT_SUBSCRIBES_PER_MINUTE: '0' };

/** Starts both. `bareChecks`: whether the baseline verifies signatures too. The caller closes them. */
export async function startSides({ bareChecks }: { bareChecks: boolean }): Promise<Sides> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const signer = createWebhookSigner(KEY_ID);
  const keys = await startKeyServer(signer);
  const records = await prepareRecords(dataDir, [{ owner: OWNER, item: ITEM }]);
  const env = { ...records, ...RAISED_LIMITS, ...MEMORY_PROBE };
  const gateway = await startGatewayProcess({
    ...env,
    DATA_DIR: dataDir,
    PLAID_BASE_URL: keys.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
  });
  const key: Record<string, string> = bareChecks ? { BENCH_KEY: JSON.stringify(signer.publicKey) } : {};
  const bare = await startServer(['--import', 'tsx', 'test/bench/bare-feed.ts'], { ...MEMORY_PROBE, ...key });
  const pools: Pool[] = [];
  function sideOf(server: Pick<ServerProcess, 'url' | 'memoryBytes'>): Side {
    const pool = new Pool(server.url, { connections: 32 });
    pools.push(pool);
    const prepare = (type: string, codes: readonly string[]) =>
      prepareAll({ dispatcher: pool, url: server.url, signer, type, codes, item: ITEM });
    return {
      url: `${server.url}/graphql`,
      memoryBytes: () => server.memoryBytes(),
      prepare,
      deliver: (type, codes, concurrency) => sendAll(prepare(type, codes), concurrency),
    };
  }
  return {
    gateway: sideOf(gateway),
    bare: sideOf(bare),
    token: await signIn(OWNER, 'items:read'),
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
      await gateway.stop();
      await bare.close();
      await keys.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Items as an exchange would have left them. Returns the keys to open the records with. */
export async function prepareRecords(
  dataDir: string,
  items: readonly { owner: string; item: string; accessToken?: string }[],
  databaseUrl: string | null = null,
): Promise<{ VAULT_KEYS: string }> {
  const key = { id: 'bench', key: randomBytes(32) };
  const store = await createStore({ databaseUrl, dataDir, now: Date.now });
  const vault = await createVault({ keys: [key], tokens: store.tokens, settings: store.settings, production: false });
  await store.audit.begin(auditMac(vault), { at: Date.now(), tablesAreNew: true });
  for (const { owner, item, accessToken } of items) await storeItem({ store, vault }, owner, item, accessToken);
  await store.close();
  return { VAULT_KEYS: `${key.id}:${key.key.toString('base64')}` };
}

/** The one endpoint of Plaid's that a webhook needs. */
export async function startKeyServer({
  publicKey,
}: WebhookSigner): Promise<{ url: string; close: () => Promise<void> }> {
  const { createdAt, expiredAt, ...jwk } = publicKey;
  const reply = { key: { ...jwk, created_at: createdAt, expired_at: expiredAt }, request_id: 'bench' };
  const server = createServer((incoming, response) => {
    incoming.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

let padding = 0;

/** Bodies are never the same: the gateway records a webhook once. */
function bodyOf(type: string, code: string, item: string): string {
  padding += 1;
  const unique = String(padding).padEnd(PADDING_BYTES, 'x');
  return JSON.stringify({ webhook_type: type, webhook_code: code, item_id: item, environment: 'sandbox', unique });
}

/** Signed beforehand: what the sender does is not part of what is measured. */
export function prepareAll(options: {
  dispatcher?: Dispatcher;
  url: string;
  signer: WebhookSigner;
  type: string;
  codes: readonly string[];
  item: string;
}): Delivery[] {
  const { dispatcher, url, signer, type, codes, item } = options;
  return codes.map((code): Delivery => {
    const body = bodyOf(type, code, item);
    const signature = signer.sign(body, Math.floor(Date.now() / 1000));
    const headers = { 'content-type': 'application/json', 'plaid-verification': signature };
    return {
      bytes: requestOf(url, { path: '/webhooks/plaid', headers, body }),
      async send() {
        const reply = await request(`${url}/webhooks/plaid`, {
          method: 'POST',
          headers,
          body,
          ...(dispatcher && { dispatcher }),
        });
        await reply.body.dump();
        if (reply.statusCode !== 200) throw new Error(`a webhook got ${reply.statusCode}`);
      },
    };
  });
}

export async function sendAll(deliveries: readonly Delivery[], concurrency: number): Promise<void> {
  const rest = [...deliveries];
  const sendNext = async (): Promise<void> => {
    for (let delivery = rest.shift(); delivery !== undefined; delivery = rest.shift()) await delivery.send();
  };
  await Promise.all(Array.from({ length: concurrency }, sendNext));
}
