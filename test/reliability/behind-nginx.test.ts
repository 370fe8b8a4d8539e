import { setImmediate as immediate } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import * as operations from '../generated/operations.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { findNginx, type Nginx, startNginx } from '../support/nginx.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { openStream } from '../support/stream-client.js';
import { createTempDir } from '../support/temp-dir.js';

const program = findNginx();
const postgres = await findPostgres();
const isMissing = program === null || postgres.url === null;
const EVENTS = 'subscription { webhookEvents { webhookCode } }';

(isMissing ? describe.skip : describe)(
  `Two instances behind nginx${isMissing ? ' (skipped: nginx or PostgreSQL is not found)' : ''}`,
  () => {
    let dataDir: ReturnType<typeof createTempDir>;
    let database: TestDatabase;
    let emulator: Emulator;
    let instances: GatewayProcess[];
    let nginx: Nginx;
    let client: GraphqlClient;
    let token: string;

    beforeAll(async () => {
      dataDir = createTempDir();
      database = await createTestDatabase(postgres.url ?? '');
      emulator = await createEmulator({ rateLimits: 'off' });
      const ports = [await freePort(), await freePort()] as const;
      nginx = await startNginx(program ?? '', [`http://127.0.0.1:${ports[0]}`, `http://127.0.0.1:${ports[1]}`]);
      const env = {
        DATA_DIR: dataDir.path,
        DATABASE_URL: database.url,
        PLAID_BASE_URL: emulator.url,
        PUBLIC_URL: nginx.url,
        AUTH_JWT_SECRET: TEST_JWT_SECRET,
        VAULT_KEYS: `k1:${Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64')}`,
        LIMIT_OPERATIONS_PER_MINUTE: '0',
        SHUTDOWN_DELAY_MS: '5000',
      };
      instances = [];
      for (const port of ports) instances.push(await startGatewayProcess({ ...env, PORT: String(port) }));
      token = await signIn('ada');
      client = createGraphqlClient(nginx.url, token);
    }, 60_000);

    afterAll(async () => {
      await client.close();
      await nginx.close();
      await Promise.all(instances.map((instance) => instance.kill()));
      await emulator.close();
      await database.drop();
      dataDir.remove();
    });

    it('serves operations, and forwards events immediately over every transport', async () => {
      const { sandboxCreateItem } = await client.must(operations.SandboxCreateItemDocument, { input: {} });
      const itemId = sandboxCreateItem.item.id;
      const authorization = `Bearer ${token}`;
      const sse = await openStream(nginx.url, 'SSE', { query: EVENTS }, { authorization });
      const multipart = await openStream(nginx.url, 'multipart', { query: EVENTS }, { authorization });
      const socket = client.subscribe(operations.WebhookEventsDocument, {});
      const overSocket = socket.next();
      // Through the same socket: by then the subscription before it has begun.
      const second = client.subscribe(operations.WebhookEventsDocument, { after: 'not a cursor' });
      await second.next().catch(() => undefined);
      const input = { itemId, webhookType: 'ITEM', webhookCode: 'NEW_ACCOUNTS_AVAILABLE' };
      await client.must(operations.SandboxFireWebhookDocument, { input });
      const expected = { data: { webhookEvents: { webhookCode: 'NEW_ACCOUNTS_AVAILABLE' } } };
      expect((await sse.next())?.payload).toMatchObject(expected);
      expect((await multipart.next())?.payload).toMatchObject(expected);
      expect(((await overSocket) as { value: ExecutionResult }).value).toMatchObject(expected);
      sse.cut();
      multipart.cut();
      await socket.return?.();
    });

    it('fails no operation while an instance stops', async () => {
      let isStopped = false;
      let completed = 0;
      const workers = Array.from({ length: 4 }, async () => {
        while (!isStopped) {
          await client.must('{ viewer { items { totalCount } } }');
          completed += 1;
        }
      });
      while (completed < 20) await immediate();
      const exit = instances[0]?.stop();
      void exit?.then(() => (isStopped = true));
      await Promise.all(workers);
      expect(await exit).toBe(0);
      await client.must('{ viewer { items { totalCount } } }');
    }, 60_000);
  },
);
