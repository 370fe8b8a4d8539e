import { cursorFromNow, openEventReader, type SeenEvent, TRANSPORTS } from '../support/event-reader.js';
import { type Fleet, startFleet } from '../support/fleet.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { createItem } from '../support/fixtures.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { findRedis } from '../support/redis.js';
import { signIn } from '../support/access-tokens.js';
import type { ReceivedWebhook } from '../support/webhook-receiver.js';

const INSTANCES = 3;
const WEBHOOKS = 2_000;
/** Concurrent deliveries. */
const AT_ONCE = 12;
const OWNERS = ['ada', 'bob', 'eve'];

const postgres = await findPostgres();
const redis = await findRedis();
const missing = postgres.missing ?? redis.missing;

let database: TestDatabase;
let fleet: Fleet;

const suite = missing === undefined ? describe : describe.skip;
suite(`three instances${missing === undefined ? '' : ` (${missing})`}`, () => {
  beforeEach(async () => {
    database = await createTestDatabase(postgres.url ?? '');
    fleet = await startFleet({ count: INSTANCES, databaseUrl: database.url, redisUrl: redis.url ?? '' });
  }, 120_000);

  afterEach(async () => {
    await fleet.close();
    await database.drop();
  }, 60_000);

  it(`deliver each of ${WEBHOOKS} webhooks to every subscriber once, in order, across a rolling restart, and fail no request`, async () => {
    const owners = await Promise.all(OWNERS.map(prepareOwner));
    const webhooks: ReceivedWebhook[] = [];
    for (let index = 0; index < WEBHOOKS; index += 100) {
      const owner = owners[(index / 100) % owners.length];
      const codes = Array.from({ length: 100 }, (_, n) => `EVENT_${index + n}`);
      webhooks.push(...(await fleet.signed(owner?.itemId ?? '', codes)));
    }
    const expected = owners.map(({ itemId }) => webhooks.filter((webhook) => webhook.body.item_id === itemId).length);

    // One subscriber for each owner and instance, over all transports.
    const subscribers = owners.flatMap((owner, n) =>
      fleet.urls.map((url, index) =>
        follow({ ...owner, url, transport: TRANSPORTS[(n + index) % TRANSPORTS.length] ?? 'SSE' }, expected[n] ?? 0),
      ),
    );

    const client = await fleet.as('ada');
    const failed: unknown[] = [];
    const isRestarted = { done: false };
    const queue = [...webhooks];
    const lastPart = WEBHOOKS / 4;
    const worker = async (): Promise<void> => {
      while (queue.length > 0) {
        // The last part is sent after the restart, so that the restart is in the middle however long it takes.
        if (queue.length <= lastPart && !isRestarted.done) await query(client, failed);
        else {
          const webhook = queue.shift();
          const status = webhook === undefined ? 200 : await fleet.deliver(webhook);
          if (status !== 200) failed.push(status);
        }
      }
    };
    const delivering = Promise.all(Array.from({ length: AT_ONCE }, worker));
    const querying = (async () => {
      while (queue.length > 0) await query(client, failed);
    })();
    while (queue.length > WEBHOOKS * 0.8) await query(client, failed);
    for (const index of fleet.urls.keys()) expect(await fleet.restart(index)).toBe(0);
    isRestarted.done = true;
    await Promise.all([delivering, querying]);
    expect(failed).toEqual([]);

    const seen = await Promise.all(subscribers);
    for (const [n, owner] of owners.entries()) {
      const recorded = await follow({ ...owner, url: fleet.url, transport: 'SSE' }, expected[n] ?? 0);
      const codes = recorded.map((event) => event.webhookCode);
      const wanted = webhooks.filter((webhook) => webhook.body.item_id === owner.itemId);
      expect([...codes].sort()).toEqual(wanted.map((webhook) => String(webhook.body.webhook_code)).sort());
      for (const events of seen.slice(n * INSTANCES, (n + 1) * INSTANCES)) {
        expect(events.map((event) => event.webhookCode)).toEqual(codes);
      }
    }
  }, 300_000);

  it('exchange a public token once that is posted twenty times in parallel, and return the same result to all', async () => {
    const direct = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    const made = await fleet.emulator.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    const EXCHANGE =
      'mutation ($publicToken: String!) { exchangePublicToken(input: { publicToken: $publicToken }) { item { id } } }';
    const responses = await Promise.all(
      Array.from({ length: 20 }, async (_, n) =>
        direct[n % direct.length]?.run(EXCHANGE, { publicToken: made.body.public_token }),
      ),
    );
    const bodies = new Set(responses.map((response) => response?.text));
    expect(responses[0]?.errors).toEqual([]);
    expect([...bodies]).toHaveLength(1);
    expect((await fleet.plaidCalls())['/item/public_token/exchange']).toBe(1);
    const page = await direct[1]?.run('{ items(first: 10) { nodes { id } } }');
    expect(page?.data).toEqual({ items: { nodes: [{ id: expect.any(String) as string }] } });
  }, 60_000);

  it('serialize rotation and removal of one Item across instances', async () => {
    const direct = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    const itemId = await createItem(await fleet.as('ada'));
    const ROTATE = 'mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }';
    const rotations = await Promise.all(
      Array.from({ length: 9 }, async (_, n) => direct[n % direct.length]?.run(ROTATE, { id: itemId })),
    );
    expect(rotations.flatMap((response) => response?.errors)).toEqual([]);
    expect((await fleet.plaidCalls())['/item/access_token/invalidate']).toBe(9);
    const read = await direct[0]?.run('query ($id: ID!) { item(id: $id) { accounts { id } } }', { id: itemId });
    expect(read?.errors).toEqual([]);

    const REMOVE = 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }';
    const documents = [ROTATE, REMOVE, ROTATE];
    const responses = await Promise.all(direct.map((client, n) => client.run(documents[n] ?? '', { id: itemId })));
    expect(responses[1]?.errors).toEqual([]);
    // Whichever came first: what was removed here is removed at Plaid too, with the token valid at that moment.
    const { body } = await fleet.emulator.control('GET', '/emulator/requests');
    const removals = (body.requests as { path: string; status: number }[]).filter(
      ({ path }) => path === '/item/remove',
    );
    expect(removals.map(({ status }) => status)).toEqual([200]);
  }, 60_000);

  it('invalidate cached data on all instances, and notify the subscribers of all', async () => {
    const direct = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    const itemId = await createItem(await fleet.as('ada'));
    const READ = 'query ($id: ID!) { item(id: $id) { error { errorCode } } }';
    const WATCH = 'subscription ($id: ID!) { itemUpdated(itemId: $id) { error { errorCode } } }';
    const watching = direct.map((client) => client.subscribe(WATCH, { id: itemId }));
    for (const watch of watching) {
      expect((await watch.next()).value).toMatchObject({ data: { itemUpdated: { error: null } } });
    }
    for (const client of direct) expect((await client.run(READ, { id: itemId })).errors).toEqual([]);

    await direct[0]?.must('mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }', {
      id: itemId,
    });
    for (const client of direct) {
      expect((await client.run(READ, { id: itemId })).data).toEqual({
        item: { error: { errorCode: 'ITEM_LOGIN_REQUIRED' } },
      });
    }
    for (const watch of watching) {
      expect((await watch.next()).value).toMatchObject({
        data: { itemUpdated: { error: { errorCode: 'ITEM_LOGIN_REQUIRED' } } },
      });
    }
  }, 60_000);
});

interface Owner {
  token: string;
  itemId: string;
  /** The cursor after which everything delivered later is read. */
  from: string;
}

/** An Item of this owner, and a cursor from before the test. */
async function prepareOwner(sub: string): Promise<Owner> {
  const itemId = await createItem(await fleet.as(sub));
  const token = await signIn(sub);
  const reader = await openEventReader(fleet.urls[0] ?? '', { transport: 'SSE', token, after: null });
  let primers = 0;
  const from = await cursorFromNow(reader, async () => {
    const [primer] = await fleet.signed(itemId, [`PRIMER_${sub}_${primers++}`]);
    if (primer !== undefined) await fleet.deliver(primer);
  });
  reader.cut();
  return { token, itemId, from };
}

/** Reads an owner's Items through the load balancer and records failures. */
async function query(client: GraphqlClient, failed: unknown[]): Promise<void> {
  const response = await client.run('{ items(first: 5) { nodes { id accounts { id } } } }').catch((error: unknown) => ({
    status: String(error),
    errors: [error],
  }));
  if (response.status !== 200 || response.errors.length > 0) failed.push(response);
}

/** Reads this many events. Resumes from its cursor with any ready instance whenever the connection ends. */
async function follow(
  subscriber: Owner & { url: string; transport: (typeof TRANSPORTS)[number] },
  count: number,
): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  let url = subscriber.url;
  while (seen.length < count) {
    const { token, transport, from } = subscriber;
    const types = ['TEST'];
    const after = seen.at(-1)?.cursor ?? from;
    const reader = await openEventReader(url, { transport, token, after, types }).catch(() => null);
    for (let event = await reader?.next(); event != null; event = await reader?.next()) {
      // Excludes the events fired until the subscription was active.
      if (!event.webhookCode.startsWith('PRIMER')) seen.push(event);
      if (seen.length === count) break;
    }
    reader?.cut();
    url = await fleet.pick();
  }
  return seen;
}
