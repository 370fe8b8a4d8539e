import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { createItem } from '../support/fixtures.js';
import { startPlaidProxy, type PlaidProxy } from '../support/plaid-proxy.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';

const INSTANCES = 3;
const ITEMS = 4;
const ITEM_GET = '/item/get';
const LOOK_MS = 50;
const WATCH = 'subscription ($id: ID!) { itemUpdated(itemId: $id) { id } }';

interface Instance {
  process: GatewayProcess;
  proxy: PlaidProxy;
  client: GraphqlClient;
}

const postgres = await findPostgres();

let dataDir: ReturnType<typeof createTempDir>;
let database: TestDatabase;
let tables: pg.Client;
let emulator: Emulator;
let control: EmulatorClient;
let env: Record<string, string>;
let instances: Instance[];
let itemIds: string[];

/** `holding`: the proxy holds back Plaid's responses. */
async function start({
  reconcileAfterMinutes,
  holding,
}: {
  reconcileAfterMinutes: number;
  holding: boolean;
}): Promise<Instance> {
  const proxy = await startPlaidProxy(emulator.url);
  if (holding) proxy.hold();
  const RECONCILE_AFTER_MINUTES = String(reconcileAfterMinutes);
  const process = await startGatewayProcess({ ...env, PLAID_BASE_URL: proxy.url, RECONCILE_AFTER_MINUTES });
  return { process, proxy, client: createGraphqlClient(process.url, await signIn('ada')) };
}

async function end({ process, proxy, client }: Instance): Promise<void> {
  await client.close();
  await process.kill();
  await proxy.close();
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(LOOK_MS);
}

/** How often each Item's cached data was invalidated since it was linked. */
async function timesChanged(): Promise<number[]> {
  const { rows } = await tables.query<{ generation: number }>('select generation::int from items order by position');
  return rows.map(({ generation }) => generation - 1);
}

/** The first of these instances that calls Plaid. */
async function findCaller(among: readonly Instance[]): Promise<Instance> {
  let found: Instance | undefined;
  await until(() => (found = among.find(({ proxy }) => proxy.requests(ITEM_GET).length > 0)) !== undefined);
  if (found === undefined) throw new Error('nobody asks');
  return found;
}

function othersThan(one: Instance): Instance[] {
  return instances.filter((other) => other !== one);
}
function tokensSent({ proxy }: Instance): unknown[] {
  return proxy.requests(ITEM_GET).map(({ accessToken }) => accessToken);
}

(postgres.url === null ? describe.skip : describe)(
  `The comparing of Items with Plaid on three instances ${postgres.missing ?? ''}`,
  () => {
    /** Items whose logins broke without a webhook, then three instances whose first Plaid responses are held back. */
    beforeEach(async () => {
      dataDir = createTempDir();
      database = await createTestDatabase(postgres.url ?? '');
      tables = new pg.Client({ connectionString: database.url });
      await tables.connect();
      emulator = await createEmulator({ rateLimits: 'off' });
      control = createEmulatorClient(emulator.url);
      await control.control('POST', '/emulator/webhooks', { drop: true });
      env = {
        DATA_DIR: dataDir.path,
        DATABASE_URL: database.url,
        VAULT_KEYS: `k1:${Buffer.from(Array.from({ length: 32 }, (_, index) => index * 7)).toString('base64')}`,
        AUTH_JWT_SECRET: TEST_JWT_SECRET,
        PLAID_TIMEOUT_MS: '120000',
        SHUTDOWN_DELAY_MS: '0',
      };
      const before = await start({ reconcileAfterMinutes: 0, holding: false });
      itemIds = [];
      for (let n = 0; n < ITEMS; n += 1) itemIds.push(await createItem(before.client));
      await before.process.stop();
      await end(before);
      for (const id of itemIds) await control.control('POST', `/emulator/items/${id}/login`, { broken: true });
      await tables.query('update items set linked_at = 0, generation = 1');
      instances = await Promise.all(
        Array.from({ length: INSTANCES }, () => start({ reconcileAfterMinutes: 1, holding: true })),
      );
    }, 120_000);

    afterEach(async () => {
      for (const { process } of instances) process.signal('SIGCONT');
      await Promise.all(instances.map(end));
      await control.close();
      await emulator.close();
      await tables.end();
      await database.drop();
      dataDir.remove();
    }, 60_000);

    it('runs on one instance: Plaid is called once for each Item, and the subscribers of all instances are notified', async () => {
      const one = await findCaller(instances);
      const last = itemIds.at(-1) ?? '';
      const watching = instances.map(({ client }) => client.subscribe(WATCH, { id: last }));
      for (const watch of watching) await watch.next();
      one.proxy.release();
      for (const watch of watching) {
        expect((await watch.next()).value).toMatchObject({ data: { itemUpdated: { id: last } } });
      }
      expect(await timesChanged()).toEqual(itemIds.map(() => 1));
      expect(new Set(tokensSent(one)).size).toBe(ITEMS);
      expect(tokensSent(one)).toHaveLength(ITEMS);
      expect(othersThan(one).flatMap(tokensSent)).toEqual([]);
    }, 120_000);

    it('is taken over by another instance when the leader is killed', async () => {
      const first = await findCaller(instances);
      await first.process.kill();
      const others = othersThan(first);
      const second = await findCaller(others);
      second.proxy.release();
      await until(async () => (await timesChanged()).every((times) => times === 1));
      expect(tokensSent(first)).toHaveLength(1);
      expect(new Set(tokensSent(second)).size).toBe(ITEMS);
      expect(tokensSent(second)).toHaveLength(ITEMS);
      expect(others.filter((other) => other !== second).flatMap(tokensSent)).toEqual([]);
    }, 120_000);

    it('is not continued by a leader that was paused and resumes after another took over: it writes nothing', async () => {
      const first = await findCaller(instances);
      first.process.signal('SIGSTOP');
      const second = await findCaller(othersThan(first));
      second.proxy.release();
      await until(async () => (await timesChanged()).every((times) => times === 1));
      // Plaid's response, that the Item has changed, is there when it resumes.
      first.proxy.release();
      first.process.signal('SIGCONT');
      const hasFailed = () => first.process.output().includes('an Item could not be compared with Plaid');
      await until(async () => hasFailed() || (await timesChanged()).some((times) => times > 1));
      expect(first.process.output()).toContain('LeaseLostError');
      expect(await timesChanged()).toEqual(itemIds.map(() => 1));
      await until(() => first.process.output().includes('lost leadership to another instance'));
      expect(tokensSent(first)).toHaveLength(1);
      expect(tokensSent(second)).toHaveLength(ITEMS);
    }, 120_000);
  },
);
