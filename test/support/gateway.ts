import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { createEmulator } from '../../src/emulator/emulator.js';
import { createLogger } from '../../src/observability/logger.js';
import { createEmulatorClient, type EmulatorClient } from './emulator-client.js';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.js';
import type { PlaidProxy } from './plaid-proxy.js';
import { signIn, TEST_JWT_SECRET } from './access-tokens.js';
import { createTempDir } from './temp-dir.js';

/** A gateway and an emulator in this process, on free loopback ports and in a folder of their own. */
export interface TestGateway {
  readonly url: string;
  /** The port of the metrics, or null without ADMIN_PORT. */
  readonly adminPort: number | null;
  readonly dataDir: string;
  readonly emulator: EmulatorClient;
  /** The log so far. */
  logs(): string;
  /** A client that is authenticated as `sub`. Closed with the gateway. */
  as(sub: string, scope?: string): Promise<GraphqlClient>;
  /** A client that sends this token, or none. Closed with the gateway. */
  withToken(token: string | null): GraphqlClient;
  /** The number of Plaid calls by path since the last reset. */
  plaidCalls(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** `env` adds to the configuration that every test needs. `now` is the clock. `proxy` is placed between gateway and Plaid. */
export async function startGateway(
  env: Record<string, string> = {},
  { now = Date.now, proxy }: { now?: () => number; proxy?: Pick<PlaidProxy, 'url' | 'forwardTo'> } = {},
): Promise<TestGateway> {
  const dataDir = createTempDir();
  const emulator = await createEmulator({ rateLimits: 'off', seed: 'gateway-tests' });
  proxy?.forwardTo(emulator.url);
  const lines: string[] = [];
  const config = parseConfig({
    PORT: '0',
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: proxy?.url ?? emulator.url,
    PLAID_RATE_LIMITS: 'off',
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    LOG_LEVEL: 'trace',
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
    ...env,
  });
  const log = createLogger({ level: config.logLevel, destination: { write: (line) => void lines.push(line) } });
  const app = await createApp(config, { log, now });
  const { url, adminPort } = await app.listen();
  const control = createEmulatorClient(emulator.url);
  const clients: GraphqlClient[] = [];

  const withToken = (token: string | null): GraphqlClient => {
    const client = createGraphqlClient(url, token);
    clients.push(client);
    return client;
  };

  return {
    url,
    adminPort,
    dataDir: dataDir.path,
    emulator: control,
    logs: () => lines.join(''),
    as: async (sub, scope) => withToken(await signIn(sub, scope)),
    withToken,
    plaidCalls: () => callsOf(control),
    async close() {
      await Promise.all(clients.map((client) => client.close()));
      await app.close();
      await control.close();
      await emulator.close();
      dataDir.remove();
    },
  };
}

async function callsOf(control: EmulatorClient): Promise<Record<string, number>> {
  const { body } = await control.control('GET', '/emulator/requests');
  return body.counts as Record<string, number>;
}

/** The number of all calls. */
export function totalOf(calls: Record<string, number>): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

/** The calls made between two counts. */
export function callsBetween(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const paths = Object.keys(after).filter((path) => (after[path] ?? 0) > (before[path] ?? 0));
  return Object.fromEntries(paths.map((path) => [path, (after[path] ?? 0) - (before[path] ?? 0)]));
}
