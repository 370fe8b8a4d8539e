import { createEmulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from './emulator-client.js';
import { freePort } from './free-port.js';
import { startGatewayProcess } from './gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from './graphql-client.js';
import { signIn, TEST_JWT_SECRET } from './access-tokens.js';
import { createTempDir } from './temp-dir.js';

/** A gateway process that is killed and started again at the same address, on the same data, with Plaid living on. */
export interface CrashingGateway {
  /** Ada's, of the process that runs now. */
  readonly client: GraphqlClient;
  readonly emulator: EmulatorClient;
  readonly dataDir: string;
  /** What the process that runs now has written. */
  output(): string;
  /** kill -9. What Plaid holds back from then on it answers again. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Resolves when Plaid has been called so, also when it does not answer. */
  untilCalled(path: string, times?: number): Promise<void>;
  close(): Promise<void>;
}

/** Resolves when the gateway listens; whoever started it closes it, killed or not. */
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
  let present = await launch();
  const end = async (): Promise<void> => {
    await present.process.kill();
    await present.client.close();
  };

  return {
    get client() {
      return present.client;
    },
    emulator: control,
    dataDir: dataDir.path,
    output: () => present.process.output(),
    async kill() {
      await end();
      await control.control('DELETE', '/emulator/faults');
    },
    async start() {
      present = await launch();
    },
    async untilCalled(path, times = 1) {
      for (;;) {
        const { body } = await control.control('GET', '/emulator/requests');
        if (((body.counts as Record<string, number>)[path] ?? 0) >= times) return;
      }
    },
    async close() {
      await end();
      await control.close();
      await emulator.close();
      dataDir.remove();
    },
  };
}
