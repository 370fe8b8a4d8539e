import { createEmulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from './emulator-client.js';
import { freePort } from './free-port.js';
import { startGatewayProcess } from './gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.js';
import { signIn, TEST_JWT_SECRET } from './access-tokens.js';
import { createTempDir } from './temp-dir.js';

/** A gateway process that is killed and restarted at the same address with the same data, while Plaid keeps running. */
export interface CrashingGateway {
  /** Ada's client of the current process. */
  readonly client: GraphqlClient;
  readonly emulator: EmulatorClient;
  readonly dataDir: string;
  /** The output of the current process. */
  output(): string;
  /** kill -9. Also clears the faults injected into Plaid. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Resolves when Plaid has received the call this many times, even if it does not respond. */
  untilCalled(path: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

/** Resolves when the gateway listens. The caller closes it, killed or not. */
export async function startCrashingGateway(): Promise<CrashingGateway> {
  const dataDir = createTempDir();
  const emulator = await createEmulator({ rateLimits: 'off' });
  const control = createEmulatorClient(emulator.url);
  const env = {
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    PORT: String(await freePort()),
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
  };
  const token = await signIn('ada');
  const launch = async () => {
    const process = await startGatewayProcess(env);
    return { process, client: createGraphqlClient(process.url, token) };
  };
  let current = await launch();
  const stop = async (): Promise<void> => {
    await current.process.kill();
    await current.client.close();
  };

  return {
    get client() {
      return current.client;
    },
    emulator: control,
    dataDir: dataDir.path,
    output: () => current.process.output(),
    async kill() {
      await stop();
      await control.control('DELETE', '/emulator/faults');
    },
    async start() {
      current = await launch();
    },
    async untilCalled(path, times = 1) {
      for (;;) {
        const { body } = await control.control('GET', '/emulator/requests');
        if (((body.counts as Record<string, number>)[path] ?? 0) >= times) return;
      }
    },
    async close() {
      await stop();
      await control.close();
      await emulator.close();
      dataDir.remove();
    },
  };
}
