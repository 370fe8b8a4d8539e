import { createApp } from '../../src/app.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { createEmulator } from '../../src/emulator/emulator.js';
import { createLogger } from '../../src/observability/logger.js';
import { createEmulatorClient, type EmulatorClient } from './emulator-client.js';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.js';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.js';
import { TEST_JWT_SECRET } from './access-tokens.js';
import { createTempDir } from './temp-dir.js';

/** A gateway and an emulator in one folder, as `npm start` runs them, with a recording proxy on every side. */
export interface WatchedGateway {
  readonly dataDir: string;
  /** Between the gateway and the emulator. */
  readonly upstream: RecordingProxy;
  /** Between the gateway and its clients. Webhooks pass through it too. */
  readonly proxy: RecordingProxy;
  /** A second one, for clients that are allowed to read account numbers. */
  readonly numbersProxy: RecordingProxy;
  /** The emulator, not recorded. */
  readonly emulator: EmulatorClient;
  logs(): string;
  client(proxy: RecordingProxy, token: string | null): GraphqlClient;
  /** Stops clients, gateway and emulator. The folder stays until `remove`. */
  stop(): Promise<void>;
  remove(): Promise<void>;
}

export async function startWatchedGateway(): Promise<WatchedGateway> {
  const folder = createTempDir();
  const [upstream, proxy, numbersProxy] = (await Promise.all([1, 2, 3].map(startRecordingProxy))) as [
    RecordingProxy,
    RecordingProxy,
    RecordingProxy,
  ];
  const emulator = await createEmulator({ rateLimits: 'off', dataDir: folder.path });
  upstream.forwardTo(emulator.url);
  const lines: string[] = [];
  const config = parseConfig({
    PORT: '0',
    DATA_DIR: folder.path,
    PLAID_BASE_URL: upstream.url,
    PUBLIC_URL: proxy.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    LOG_LEVEL: 'trace',
    LIMIT_COST: '100000',
  });
  const log = createLogger({ level: config.logLevel, destination: { write: (line) => void lines.push(line) } });
  const app = await createApp(config, { log });
  const { url } = await app.listen();
  proxy.forwardTo(url);
  numbersProxy.forwardTo(url);
  const control = createEmulatorClient(emulator.url);
  const clients: GraphqlClient[] = [];

  const stop = async (): Promise<void> => {
    await Promise.all(clients.map((client) => client.close()));
    await app.close();
    await control.close();
    await emulator.close();
  };
  let stopped: Promise<void> | null = null;

  return {
    dataDir: folder.path,
    upstream,
    proxy,
    numbersProxy,
    emulator: control,
    logs: () => lines.join(''),
    client(through, token) {
      const client = createGraphqlClient(through.url, token);
      clients.push(client);
      return client;
    },
    stop: () => (stopped ??= stop()),
    async remove() {
      await (stopped ??= stop());
      await Promise.all([upstream, proxy, numbersProxy].map((each) => each.close()));
      folder.remove();
    },
  };
}
