import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { createEmulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from './emulator-client.js';
import { freePort } from './free-port.js';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.js';
import { signIn, TEST_JWT_SECRET } from './access-tokens.js';
import { createTempDir } from './temp-dir.js';
import { createWebhookReceiver, type ReceivedWebhook } from './webhook-receiver.js';

/** Several gateway processes on one database and one Redis, behind a load balancer, as in production. */
export interface Fleet {
  /** The load balancer: the ready instances in turn. */
  readonly url: string;
  readonly emulator: EmulatorClient;
  /** The instances by number. Each keeps its address across a restart. */
  readonly urls: readonly string[];
  /** The next instance that is ready. */
  pick(): Promise<string>;
  /** Sends SIGTERM, waits for the exit, and starts a new process at the same address. Resolves with the exit code once it is ready. */
  restart(index: number): Promise<number | null>;
  process(index: number): GatewayProcess;
  /** A client of the load balancer, or of one instance, authenticated as `sub`. Closed with the fleet. */
  as(sub: string, url?: string): Promise<GraphqlClient>;
  /** Webhooks signed by Plaid and not delivered yet, one for each code. */
  signed(itemId: string, codes: readonly string[]): Promise<ReceivedWebhook[]>;
  /** Delivers a webhook as Plaid would. Returns the status, or null without a response. */
  deliver(webhook: ReceivedWebhook, url?: string): Promise<number | null>;
  plaidCalls(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

export interface FleetOptions {
  count: number;
  databaseUrl: string;
  redisUrl: string;
  env?: Record<string, string>;
}

export async function startFleet({ count, databaseUrl, redisUrl, env = {} }: FleetOptions): Promise<Fleet> {
  const dataDir = createTempDir();
  const emulator = await createEmulator({ rateLimits: 'off' });
  const control = createEmulatorClient(emulator.url);
  const receiver = await createWebhookReceiver();
  // Some tests sign webhooks that Plaid never sends.
  receiver.takeAnything();
  const clients: GraphqlClient[] = [];
  const shared = {
    DATA_DIR: dataDir.path,
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PLAID_BASE_URL: emulator.url,
    PUBLIC_URL: new URL(receiver.url).origin,
    VAULT_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
    ...env,
  };
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  const start = (port: number): Promise<GatewayProcess> => startGatewayProcess({ ...shared, PORT: String(port) });
  const processes = await Promise.all(ports.map(start));
  const urls = processes.map(({ url }) => url);
  const balancer = await startLoadBalancer(urls);
  const nth = (index: number): GatewayProcess => {
    const one = processes[index];
    if (one === undefined) throw new Error(`there is no instance ${index}`);
    return one;
  };

  return {
    url: balancer.url,
    emulator: control,
    urls,
    pick: () => balancer.pick(),
    process: nth,
    async restart(index) {
      const code = await nth(index).stop();
      processes[index] = await start(ports[index] ?? 0);
      return code;
    },
    async as(sub, url = balancer.url) {
      const client = createGraphqlClient(url, await signIn(sub));
      clients.push(client);
      return client;
    },
    async signed(itemId, codes) {
      const before = receiver.received.length;
      for (const code of codes) {
        const body = { webhook_type: 'TEST', webhook_code: code, item_id: itemId, environment: 'sandbox' };
        await control.control('POST', '/emulator/webhooks/send', { itemId, body });
      }
      await control.control('POST', '/emulator/clock', { advanceMs: 0 });
      return (await receiver.count(before + codes.length)).slice(before);
    },
    deliver: (webhook, url = balancer.url) => deliver(webhook, url),
    async plaidCalls() {
      const { body } = await control.control('GET', '/emulator/requests');
      return body.counts as Record<string, number>;
    },
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await Promise.all(processes.map((one) => one.kill()));
      await balancer.close();
      await receiver.close();
      await control.close();
      await emulator.close();
      dataDir.remove();
    },
  };
}

async function deliver(webhook: ReceivedWebhook, url: string): Promise<number | null> {
  try {
    const { statusCode, body } = await request(`${url}/webhooks/plaid`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'plaid-verification': webhook.verification },
      body: webhook.raw,
    });
    await body.dump();
    return statusCode;
  } catch {
    return null;
  }
}

/** How often the load balancer checks whether an instance is ready. */
const HEALTH_CHECK_MS = 100;

/**
 * A minimal round-robin load balancer over the instances whose last health check passed. It retries with the next instance
 * only when a connection is refused, because then nothing was sent. Every other failure reaches the caller.
 */
async function startLoadBalancer(urls: readonly string[]) {
  const ready = new Map(urls.map((url) => [url, true]));
  const checkHealth = async (url: string): Promise<void> => {
    const reply = await request(`${url}/health/ready`).catch(() => null);
    await reply?.body.dump();
    ready.set(url, reply?.statusCode === 200);
  };
  const healthChecks = setInterval(() => {
    for (const url of urls) void checkHealth(url);
  }, HEALTH_CHECK_MS);
  let turn = 0;
  const next = (): string => {
    const open = urls.filter((url) => ready.get(url));
    turn += 1;
    return (open.length > 0 ? open : urls)[turn % (open.length > 0 ? open : urls).length] ?? '';
  };

  function forward(caller: IncomingMessage, body: Buffer, response: ServerResponse, attemptsLeft: number): void {
    const url = next();
    const { hostname, port } = new URL(url);
    const { method, headers, url: path } = caller;
    const upstream = httpRequest({ hostname, port, path, method, headers }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    upstream.on('error', (error: NodeJS.ErrnoException) => {
      ready.set(url, false);
      if (error.code === 'ECONNREFUSED' && attemptsLeft > 0) forward(caller, body, response, attemptsLeft - 1);
      else response.writeHead(502).end();
    });
    upstream.end(body);
  }

  const server = createServer((caller, response) => {
    const chunks: Buffer[] = [];
    caller.on('data', (chunk: Buffer) => chunks.push(chunk));
    caller.on('end', () => {
      forward(caller, Buffer.concat(chunks), response, urls.length);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async pick(): Promise<string> {
      await Promise.all(urls.map(checkHealth));
      return next();
    },
    close: () => {
      clearInterval(healthChecks);
      return new Promise<void>((closed) => {
        server.close(() => {
          closed();
        });
        server.closeAllConnections();
      });
    },
  };
}
