import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { request } from 'undici';
import { cursorFromNow, openEventReader, type EventReader } from '../support/event-reader.js';
import { type Fleet, startFleet } from '../support/fleet.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import {
  queryRedis,
  missingServers,
  startDelayProxy,
  type ManagedServer,
  type DelayProxy,
  startManagedPostgres,
  startManagedRedis,
} from '../support/managed-servers.js';
import { createItem } from '../support/fixtures.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { signIn } from '../support/access-tokens.js';

const postgres = await findPostgres();
const missing = missingServers() ?? postgres.missing ?? undefined;
const suite = missing === undefined ? describe : describe.skip;

const ITEM = 'query ($id: ID!) { item(id: $id) { error { errorCode } accounts { id } } }';
const WATCH = 'subscription ($id: ID!) { itemUpdated(itemId: $id) { id } }';
const RESET = 'mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }';
const EXCHANGE_PATH = '/item/public_token/exchange';
const ROTATE_PATH = '/item/access_token/invalidate';
const REMOVE_PATH = '/item/remove';
const EXCHANGE =
  'mutation ($publicToken: String!) { exchangePublicToken(input: { publicToken: $publicToken }) { item { id } } }';

let fleet: Fleet;
let itemId: string;

/** Queries both instances alternately until stopped. Returns the failures and the number of queries. */
function queryContinuously(clients: readonly GraphqlClient[]) {
  const outcome = { completed: 0, failed: [] as unknown[] };
  const state = { stopped: false };
  const querying = (async () => {
    while (!state.stopped) {
      const response = await clients[outcome.completed % clients.length]?.run(ITEM, { id: itemId });
      outcome.completed += 1;
      if (response?.status !== 200 || response.errors.length > 0) outcome.failed.push(response);
    }
  })();
  return {
    async stop() {
      state.stopped = true;
      await querying;
      return outcome;
    },
  };
}

/** Excludes the events fired until the subscription was active. */
async function nextEvent(reader: EventReader): Promise<string> {
  for (;;) {
    const event = await reader.next();
    if (event === null) throw new Error('the gateway ended a subscription');
    if (!event.webhookCode.startsWith('PRIMER')) return event.webhookCode;
  }
}

/** A reader on this instance whose subscription is active. */
async function listenOn(url: string): Promise<EventReader> {
  const token = await signIn('ada');
  const from = await openEventReader(url, { transport: 'SSE', token, after: null });
  let primers = 0;
  const cursor = await cursorFromNow(from, () => fire(`PRIMER_${primers++}`));
  from.cut();
  const reader = await openEventReader(url, { transport: 'SSE', token, after: cursor });
  // A reader that has received a new event has read what was recorded before it.
  await fire(`PRIMER_${primers}`);
  await reader.next();
  return reader;
}

/** The outcome of the last write. */
async function lastJournalState(databaseUrl: string): Promise<unknown> {
  const tables = new pg.Client({ connectionString: databaseUrl });
  await tables.connect();
  const { rows } = await tables.query<{ state: string }>('select state from journal order by position desc limit 1');
  await tables.end();
  return rows[0]?.state;
}

/** Delivers a webhook to the first instance. */
async function fire(code: string): Promise<number | null> {
  const [webhook] = await fleet.signed(itemId, [code]);
  return webhook === undefined ? null : fleet.deliver(webhook, fleet.urls[0]);
}

suite(`Redis in trouble${missing === undefined ? '' : ` (${missing})`}`, () => {
  let database: TestDatabase;
  let redis: ManagedServer;
  let proxy: DelayProxy;
  let clients: GraphqlClient[];
  let reader: EventReader;

  beforeAll(async () => {
    database = await createTestDatabase(postgres.url ?? '');
    redis = await startManagedRedis(['--maxmemory', '4mb', '--maxmemory-policy', 'allkeys-lru']);
    proxy = await startDelayProxy(redis.url);
    fleet = await startFleet({ count: 2, databaseUrl: database.url, redisUrl: proxy.url });
    itemId = await createItem(await fleet.as('ada'));
    clients = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    reader = await listenOn(fleet.urls[1] ?? '');
  }, 60_000);

  afterAll(async () => {
    reader.cut();
    await fleet.close();
    await proxy.close();
    await redis.close();
    await database.drop();
  }, 60_000);

  /** During this, no query fails, every event soon reaches the other instance, and no instance returns stale data. */
  async function expectNoHarm(name: string, trouble: () => Promise<unknown>): Promise<void> {
    const querying = queryContinuously(clients);
    await trouble();
    for (let round = 0; round < 3; round += 1) {
      const startedAt = performance.now();
      expect(await fire(`${name}_${round}`)).toBe(200);
      expect(await nextEvent(reader)).toBe(`${name}_${round}`);
      // One to two seconds, with room for a busy machine.
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      const [here, elsewhere] = clients as [GraphqlClient, GraphqlClient];
      const watch = elsewhere.subscribe(WATCH, { id: itemId });
      await watch.next();
      await here.must(RESET, { id: itemId });
      for (const client of clients) {
        expect((await client.run(ITEM, { id: itemId })).data).toMatchObject({
          item: { error: { errorCode: 'ITEM_LOGIN_REQUIRED' } },
        });
      }
      expect((await watch.next()).value).toMatchObject({ data: { itemUpdated: { id: itemId } } });
      await watch.return?.();
      // A new Item each round, so that the next reset is a change.
      itemId = await createItem(here);
    }
    const { completed, failed } = await querying.stop();
    expect(failed).toEqual([]);
    expect(completed).toBeGreaterThan(10);
  }

  it('that stops for 30 seconds fails no query, loses no event and leaves no stale data', async () => {
    const querying = queryContinuously(clients);
    const since = performance.now();
    await expectNoHarm('STOPPED', () => redis.stop());
    await pause(Math.max(0, 30_000 - (performance.now() - since)));
    expect(await fire('STILL_STOPPED')).toBe(200);
    expect(await nextEvent(reader)).toBe('STILL_STOPPED');
    await redis.start();
    expect(await fire('BACK')).toBe(200);
    expect(await nextEvent(reader)).toBe('BACK');
    expect((await querying.stop()).failed).toEqual([]);
  }, 120_000);

  it('that is flushed and evicts entries does no harm', async () => {
    await expectNoHarm('FLUSHED', () => queryRedis(redis.url, (client) => client.flushAll()));
    await expectNoHarm('EVICTING', () =>
      queryRedis(redis.url, async (client) => {
        for (let n = 0; n < 200; n += 1) await client.set(`other:${n}`, 'x'.repeat(100_000));
      }),
    );
  }, 120_000);

  it('with only corrupt entries does no harm', async () => {
    await expectNoHarm('SPOILT', () =>
      queryRedis(redis.url, async (client) => {
        for (const key of await client.keys('plaid-gateway:cache*')) await client.set(key, 'spoilt');
      }),
    );
  }, 120_000);

  it('that takes a second for each reply does no harm', async () => {
    proxy.delayMs = 1_000;
    await expectNoHarm('SLOW', () => Promise.resolve());
    proxy.delayMs = 0;
  }, 120_000);

  it('that accepts connections and does not reply does no harm, also to an instance that starts', async () => {
    redis.pause();
    expect(await fleet.restart(0)).toBe(0);
    clients = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    await expectNoHarm('HELD', () => Promise.resolve());
    redis.resume();
    await expectNoHarm('RESUMED', () => Promise.resolve());
  }, 120_000);
});

suite(`PostgreSQL stopped${missing === undefined ? '' : ` (${missing})`}`, () => {
  let database: ManagedServer;
  let redis: ManagedServer;

  beforeAll(async () => {
    [database, redis] = await Promise.all([startManagedPostgres(), startManagedRedis()]);
    fleet = await startFleet({ count: 2, databaseUrl: database.url, redisUrl: redis.url });
    itemId = await createItem(await fleet.as('ada'));
  }, 60_000);

  afterAll(async () => {
    await fleet.close();
    await database.close();
    await redis.close();
  }, 60_000);

  const readiness = async (url: string): Promise<number> => {
    const { statusCode, body } = await request(`${url}/health/ready`);
    await body.dump();
    return statusCode;
  };

  it('for 10 seconds: webhooks get 503, exchanges are refused before Plaid is called, and everything recovers within 10 seconds', async () => {
    const [client] = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    const reader = await listenOn(fleet.urls[1] ?? '');
    const made = await fleet.emulator.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    const exchange = { publicToken: made.body.public_token };
    const webhooks = await fleet.signed(itemId, ['DURING', 'AFTER']);
    const [during, after] = webhooks;
    if (during === undefined || after === undefined) throw new Error('the emulator did not deliver');

    await database.stop();
    const since = performance.now();
    let rounds = 0;
    while (performance.now() - since < 10_000) {
      for (const url of fleet.urls) {
        expect(await fleet.deliver(during, url)).toBe(503);
        expect(await readiness(url)).toBe(503);
      }
      const refused = await client?.run(EXCHANGE, exchange);
      expect(refused?.errors.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_UNAVAILABLE']);
      rounds += 1;
    }
    expect(rounds).toBeGreaterThan(1);
    expect((await fleet.plaidCalls())['/item/public_token/exchange'] ?? 0).toBe(1);

    await database.start();
    const backAt = performance.now();
    for (const url of fleet.urls) while ((await readiness(url)) !== 200) await pause(50);
    // Rejected requests are retried, as Plaid and end users do.
    expect(await fleet.deliver(during, fleet.urls[0])).toBe(200);
    expect(await fleet.deliver(after, fleet.urls[0])).toBe(200);
    expect([await nextEvent(reader), await nextEvent(reader)]).toEqual(['DURING', 'AFTER']);
    expect((await client?.run(EXCHANGE, exchange))?.errors).toEqual([]);
    expect(performance.now() - backAt).toBeLessThan(10_000);
    expect((await fleet.plaidCalls())['/item/public_token/exchange']).toBe(2);
    reader.cut();
    for (const index of fleet.urls.keys()) expect(fleet.process(index).output()).not.toContain('uncaught exception');
  }, 120_000);

  /** Plaid processes calls to this path and responds a second later. */
  const slowly = (path: string) =>
    fleet.emulator.control('POST', '/emulator/faults', { path, fault: { latencyMs: 1_000 } });
  /** Resolves when there have been more Plaid calls than `before`. */
  async function untilCalled(path: string, before: number): Promise<void> {
    while (((await fleet.plaidCalls())[path] ?? 0) <= before) await pause(10);
  }
  const callsOf = async (path: string): Promise<number> => (await fleet.plaidCalls())[path] ?? 0;
  const newPublicToken = async (): Promise<unknown> => {
    const wanted = { institution_id: 'ins_109508', initial_products: ['auth'] };
    return (await fleet.emulator.plaid('/sandbox/public_token/create', wanted)).body.public_token;
  };

  const ROTATE = 'mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }';
  interface Exchanged {
    exchangePublicToken: { item: { id: string } };
  }
  const twoClients = async () =>
    (await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)))) as [GraphqlClient, GraphqlClient];

  /** Stops the database for 10 s while an exchange and a rotation wait for Plaid. */
  async function outliveOutage({ exchangedBy, rotatedBy }: { exchangedBy: GraphqlClient; rotatedBy: GraphqlClient }) {
    const rotated = await createItem(exchangedBy);
    const publicToken = await newPublicToken();
    const [exchanges, rotations] = [await callsOf(EXCHANGE_PATH), await callsOf(ROTATE_PATH)];
    await slowly(EXCHANGE_PATH);
    await slowly(ROTATE_PATH);
    const exchanging = exchangedBy.run<Exchanged, unknown>(EXCHANGE, { publicToken });
    const rotating = rotatedBy.run(ROTATE, { id: rotated });
    await untilCalled(EXCHANGE_PATH, exchanges);
    await untilCalled(ROTATE_PATH, rotations);
    await database.stop();
    await pause(10_000);
    await database.start();
    return { rotated, publicToken, exchanges, exchanging, rotating };
  }

  it('for 10 seconds during an exchange and a rotation: what Plaid returned is stored afterwards', async () => {
    const [one, other] = await twoClients();
    const { rotated, exchanging, rotating } = await outliveOutage({ exchangedBy: one, rotatedBy: other });
    const made = await exchanging;
    expect([made.errors, (await rotating).errors]).toEqual([[], []]);
    await fleet.emulator.control('DELETE', '/emulator/faults');
    for (const id of [rotated, made.data?.exchangePublicToken.item.id]) {
      const read = await other.run('query ($id: ID!) { item(id: $id) { accounts { id } } }', { id });
      expect(read.errors).toEqual([]);
    }
  }, 120_000);

  it('for 10 seconds during a rotation: the other instance uses the token stored afterwards, not the one that Plaid replaced', async () => {
    const [one, other] = await twoClients();
    const REMOVE = 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }';
    const outlived = await outliveOutage({ exchangedBy: one, rotatedBy: one });
    const { rotated, publicToken, exchanges, exchanging, rotating } = outlived;
    const [again, removed] = await Promise.all([
      other.run<Exchanged, unknown>(EXCHANGE, { publicToken }),
      other.run(REMOVE, { id: rotated }),
    ]);
    const [made, turned] = await Promise.all([exchanging, rotating]);
    expect([made, turned, again, removed].map(({ errors }) => errors)).toEqual([[], [], [], []]);
    expect(again.data).toEqual(made.data);
    expect(await callsOf(EXCHANGE_PATH)).toBe(exchanges + 1);
    // With the valid token: an Item that Plaid retains and no one can address would be billed forever.
    const { body } = await fleet.emulator.control('GET', '/emulator/requests');
    const removals = (body.requests as { path: string; status: number }[]).filter(({ path }) => path === REMOVE_PATH);
    expect(removals.map(({ status }) => status)).toEqual([200]);
    await fleet.emulator.control('DELETE', '/emulator/faults');
  }, 120_000);

  it('for longer than the retries: an Item created meanwhile is removed at Plaid, and the log and the journal record it', async () => {
    const client = await fleet.as('ada', fleet.urls[0]);
    const publicToken = await newPublicToken();
    const [exchanges, removals] = [await callsOf(EXCHANGE_PATH), await callsOf(REMOVE_PATH)];
    await slowly(EXCHANGE_PATH);
    const exchanging = client.run(EXCHANGE, { publicToken });
    await untilCalled(EXCHANGE_PATH, exchanges);
    await database.stop();
    await untilCalled(REMOVE_PATH, removals);
    await database.start();
    expect((await exchanging).errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    await fleet.emulator.control('DELETE', '/emulator/faults');
    const said = fleet.process(0).output();
    expect(said).toContain('could not be stored and was removed at Plaid');
    expect(said).not.toContain('nor removed');
    expect(await lastJournalState(database.url)).toBe('UNDONE');
  }, 120_000);
});
