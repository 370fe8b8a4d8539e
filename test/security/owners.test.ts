import { readFileSync } from 'node:fs';
import { buildSchema, type ExecutionResult, getNamedType, isObjectType } from 'graphql';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { unknownIdLike, type OwnerFixture, comparable, createItem, seedOwner } from '../support/fixtures.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';
import { signIn } from '../support/access-tokens.js';
import { LIVE_TRANSPORTS, type Said, say, type Transport } from '../support/transports.js';

const ITEM = '{ id status accounts { id } authNumbers { ach { account } } webhookEvents { nodes { id } } }';
/** Every way to request an object of another owner. */
const READS: [string, (has: OwnerFixture) => string][] = [
  [`query ($id: ID!) { item(id: $id) ${ITEM} }`, (has) => has.itemId],
  ['query ($id: ID!) { account(id: $id) { id name authNumbers { ach { account } } } }', (has) => has.accountId],
  ['query ($id: ID!) { linkSession(id: $id) { id linkToken attempts { id } } }', (has) => has.openSessionId],
  [`query ($id: ID!) { node(id: $id) { id ... on Item ${ITEM} } }`, (has) => has.itemId],
  [`query ($id: ID!) { nodes(ids: [$id]) { id ... on Item ${ITEM} } }`, (has) => has.accountId],
  ['mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }', (has) => has.itemId],
  ['mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }', (has) => has.itemId],
  [
    'mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { items { id } } }',
    (has) => has.openSessionId,
  ],
  [
    'mutation ($id: ID!) { createStripeBankAccountToken(input: { accountId: $id }) { stripeBankAccountToken } }',
    (has) => has.accountId,
  ],
];

const postgres = await findPostgres();
const withPostgres = postgres.url === null ? describe.skip : describe;

const STATEMENT = /^(?:select|insert|update|delete|with) /i;

/**
 * The statements sent to PostgreSQL with one of these words among their parameters, on any connection. A statement that was
 * prepared before is sent by its name alone.
 */
function statementsWith(bytes: Buffer, words: readonly string[]): string[] {
  const found: string[] = [];
  const named = new Map<string, string>();
  let statement = '';
  let isCounted = true;
  let previous = '';
  for (const part of bytes.toString('latin1').split('\0')) {
    const known = named.get(part);
    if (STATEMENT.test(part)) {
      [statement, isCounted] = [part, false];
      // Its name precedes its text.
      const name = /gateway_\d+$/.exec(previous)?.[0];
      if (name !== undefined) named.set(name, part);
    } else if (known !== undefined) {
      [statement, isCounted] = [known, false];
    } else if (!isCounted && words.some((word) => part.includes(word))) {
      found.push(statement);
      isCounted = true;
    }
    previous = part;
  }
  return found;
}

/** The entries of `after` that are not in `before`. They are listed by connection, so new ones can be anywhere. */
function added(before: readonly string[], after: readonly string[]): string[] {
  const left = [...before];
  return after.filter((one) => {
    const place = left.indexOf(one);
    if (place !== -1) left.splice(place, 1);
    return place === -1;
  });
}

withPostgres(`Requests for an absent id and for an id of another user (${postgres.missing ?? 'PostgreSQL'})`, () => {
  let database: TestDatabase;
  let proxy: RecordingProxy;
  let gateway: TestGateway;
  let bob: GraphqlClient;
  let adaHas: OwnerFixture;

  beforeAll(async () => {
    database = await createTestDatabase(postgres.url ?? '');
    proxy = await startRecordingProxy();
    // A server found by its Unix socket listens on loopback too.
    const direct = database.url.replace(/@%2F[^/]*/, '@127.0.0.1:5432');
    proxy.forwardTo(direct);
    const through = direct.replace(/@[^/]*/, `@${new URL(proxy.url).host}`);
    gateway = await startGateway({ DATABASE_URL: through, RECONCILE_AFTER_MINUTES: '0' });
    bob = await gateway.as('bob');
    adaHas = await seedOwner(gateway, await gateway.as('ada'));
    await createItem(bob);
  });
  afterAll(async () => {
    await gateway.close();
    await proxy.close();
    await database.drop();
  });

  /** The work that a request for an id causes: statements, the size of the database's replies, and Plaid calls. */
  async function workOf(
    query: string,
    id: string,
  ): Promise<{ statementsSent: string[]; replied: number; upstream: number; text: string }> {
    // Background work names neither this id nor this owner.
    const statements = (): string[] => statementsWith(proxy.requestBytes(), [id, 'bob']);
    const [statementsSent, replied] = [statements(), proxy.responseBytes().length];
    const { text, upstreamCalls, requestId } = await bob.run(query, { id });
    return {
      statementsSent: added(statementsSent, statements()).sort(),
      replied: Math.sign(proxy.responseBytes().length - replied),
      upstream: upstreamCalls,
      text: text.replaceAll(requestId, ''),
    };
  }

  it.each(READS)('T7: cause the same work and the same response: %s', async (query, idOf) => {
    await workOf(query, unknownIdLike(idOf(adaHas)));
    const foreign = await workOf(query, idOf(adaHas));
    const absent = await workOf(query, unknownIdLike(idOf(adaHas)));
    expect(foreign).toEqual(absent);
    expect(foreign.statementsSent.length).toBeGreaterThan(0);
    expect(foreign.upstream).toBe(0);
    expect(foreign.text).not.toContain('ada');
  });
});

/** Resolves once the server has processed every subscription sent before, as it handles messages in order. */
async function subscribed(client: GraphqlClient, itemId: string): Promise<void> {
  const marker = client.subscribe('subscription ($id: ID) { itemUpdated(itemId: $id) { id } }', { id: itemId });
  await marker.next();
  await marker.return?.();
}

describe('Cursors', () => {
  interface Pages {
    items: { edges: { cursor: string }[] };
    linkSessions: { edges: { cursor: string }[] };
    webhookEvents: { edges: { cursor: string }[] };
  }
  const PAGES = '{ items { edges { cursor } } linkSessions { edges { cursor } } webhookEvents { edges { cursor } } }';
  const FIRE =
    'mutation ($id: ID!) { sandboxFireWebhook(input: { itemId: $id, webhookCode: "NEW_ACCOUNTS_AVAILABLE" }) { webhookFired } }';
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  it("T7: reveal nothing about the volume of other users' data, and are rejected from other users", async () => {
    const [ada, bob] = await Promise.all([gateway.as('ada'), gateway.as('bob')]);
    const hers = await createItem(ada);
    const live = ada.subscribe('subscription { webhookEvents { id } }');
    const received = live.next();
    await subscribed(ada, hers);
    await ada.must(FIRE, { id: hers });
    await received;
    await live.return?.();
    for (let made = 0; made < 3; made += 1) {
      await createItem(ada);
      await bob.must(
        'mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { id } } }',
      );
      await ada.must(
        'mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { id } } }',
      );
      await createItem(bob);
    }
    const pages = await ada.must<Pages, unknown>(PAGES);
    for (const [list, { edges }] of Object.entries(pages) as [string, { edges: { cursor: string }[] }][]) {
      expect(edges.length).toBeGreaterThan(0);
      const bytes = edges.map(({ cursor }) => Buffer.from(cursor, 'base64url'));
      for (const one of bytes) {
        expect(one.toString('latin1')).not.toMatch(/items|linkSessions|ada/);
        // A plain number would be mostly zeros.
        expect(one.filter((byte) => byte === 0).length).toBeLessThan(4);
      }
      const asBob = `query ($after: String) { ${list}(after: $after) { edges { cursor } } }`;
      const refused = await bob.run(asBob, { after: edges[0]?.cursor });
      expect(refused.errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    }
    // An operator's list contains all Items, but its cursors are the operator's.
    const operator = await gateway.as('olga', 'items:read operator');
    const all = await operator.must<Pages, unknown>('{ items { edges { cursor } } }');
    const own = new Set(pages.items.edges.map(({ cursor }) => cursor));
    expect(all.items.edges.filter(({ cursor }) => own.has(cursor))).toEqual([]);
  });
});

/** Ids that filter the viewer's own objects, by argument. */
const FILTERS: [string, string, (has: OwnerFixture) => string][] = [
  [
    'Query.webhookEvents(itemId)',
    'query ($id: ID!) { webhookEvents(first: 100, itemId: $id) { nodes { id itemId } pageInfo { endCursor } } }',
    (has) => has.itemId,
  ],
  [
    'Item.accounts(ids)',
    'query ($id: ID!) { items { nodes { id accounts(ids: [$id]) { id name } } } }',
    (has) => has.accountId,
  ],
  [
    'Item.authNumbers(accountIds)',
    'query ($id: ID!) { items { nodes { id authNumbers(accountIds: [$id]) { ach { accountId account } } } } }',
    (has) => has.accountId,
  ],
  [
    'Subscription.webhookEvents(itemIds)',
    'subscription ($id: ID!) { webhookEvents(itemIds: [$id]) { id } }',
    (has) => has.itemId,
  ],
  [
    'Subscription.itemUpdated(itemId)',
    'subscription ($id: ID!) { itemUpdated(itemId: $id) { id } }',
    (has) => has.itemId,
  ],
];

const CODES = { WebSocket: 'LOGIN_REPAIRED', SSE: 'USER_PERMISSION_REVOKED', multipart: 'PENDING_DISCONNECT' };

describe('Subscriptions', () => {
  let gateway: TestGateway;
  let ada: GraphqlClient;
  let bob: GraphqlClient;
  let adaHas: OwnerFixture;
  let bobsItem: string;
  beforeAll(async () => {
    gateway = await startGateway();
    [ada, bob] = await Promise.all([gateway.as('ada'), gateway.as('bob')]);
    adaHas = await seedOwner(gateway, ada);
    bobsItem = await createItem(bob);
    // A first event of each, to get a cursor.
    for (const [client, item] of [
      [ada, adaHas.itemId],
      [bob, bobsItem],
    ] as const) {
      const live = client.subscribe('subscription { webhookEvents { id } }');
      const received = live.next();
      await subscribed(client, item);
      await fire(client, item);
      await received;
      await live.return?.();
    }
  });
  afterAll(() => gateway.close());

  /** Two equal webhooks within one second are duplicates, so each test has its own code. */
  const fire = (of: GraphqlClient, id: string, code = 'NEW_ACCOUNTS_AVAILABLE') =>
    of.must(
      'mutation ($id: ID!, $code: String!) { sandboxFireWebhook(input: { itemId: $id, webhookCode: $code }) { webhookFired } }',
      { id, code },
    );
  const asBob = async (by: Transport, query: string, variables: object): Promise<Said> =>
    say({ url: gateway.url, authorization: `Bearer ${await signIn('bob')}` }, by, { query, variables });

  // First, because the tests below leave an Item that Plaid no longer reports.
  it.each(FILTERS.filter(([argument]) => !argument.startsWith('Subscription')))(
    "T7: %s responds to another user's id as to an unknown one, and with no data of that user",
    async (_argument, query, idOf) => {
      const id = idOf(adaHas);
      expect((await ada.run(query, { id })).text).toContain(id);
      await bob.run(query, { id: unknownIdLike(id) });
      const [foreign, absent] = [await bob.run(query, { id }), await bob.run(query, { id: unknownIdLike(id) })];
      expect(comparable(foreign)).toEqual(comparable(absent));
      expect(foreign.text).not.toContain(id);
    },
  );

  it.each(LIVE_TRANSPORTS)(
    "T8: over %s to another user's Item or Link session are rejected like those to an unknown id",
    async (by) => {
      const subscriptions: [string, string][] = [
        ['subscription ($id: ID!) { itemUpdated(itemId: $id) { id } }', adaHas.itemId],
        ['subscription ($id: ID!) { linkSessionUpdated(id: $id) { id linkToken } }', adaHas.openSessionId],
      ];
      for (const [query, id] of subscriptions) {
        const foreign = await asBob(by, query, { id });
        expect(foreign.codes).toEqual(['NOT_FOUND']);
        expect(foreign.text).toBe((await asBob(by, query, { id: unknownIdLike(id) })).text);
      }
    },
  );

  it.each(LIVE_TRANSPORTS)('T8: over %s to all webhook events deliver none of another user', async (by) => {
    const page = await bob.must<{ webhookEvents: { pageInfo: { endCursor: string | null } } }, unknown>(
      '{ webhookEvents(first: 100) { pageInfo { endCursor } } }',
    );
    const seen = ada.subscribe<{ webhookEvents: { itemId: string } }, never>(
      'subscription { webhookEvents { itemId } }',
    );
    const hers = seen.next();
    const first = asBob(by, 'subscription ($after: String) { webhookEvents(after: $after) { itemId item { id } } }', {
      after: page.webhookEvents.pageInfo.endCursor,
    });
    await subscribed(ada, adaHas.itemId);
    await fire(ada, adaHas.itemId, CODES[by]);
    expect(((await hers).value as ExecutionResult).data).toEqual({ webhookEvents: { itemId: adaHas.itemId } });
    await seen.return?.();
    await fire(bob, bobsItem, CODES[by]);
    const { text } = await first;
    expect(text).toContain(bobsItem);
    expect(text).not.toContain(adaHas.itemId);
  });

  it('T7: every ID argument that does not identify the requested object is in the table of filters', () => {
    const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
    const taking = Object.values(schema.getTypeMap()).flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) =>
            field.args
              .filter((arg) => getNamedType(arg.type).name === 'ID')
              .map((arg) => `${type.name}.${field.name}(${arg.name})`),
          )
        : [],
    );
    const ofThing = ['item(id)', 'account(id)', 'linkSession(id)', 'institution(id)', 'node(id)', 'nodes(ids)'];
    const known = [
      ...FILTERS.map(([argument]) => argument),
      ...ofThing.map((field) => `Query.${field}`),
      'Subscription.linkSessionUpdated(id)',
    ];
    expect(taking.sort()).toEqual(known.sort());
  });

  it('T8: an open subscription delivers nothing about an Item that was removed', async () => {
    const item = await createItem(ada);
    const query = 'subscription ($id: ID!) { itemUpdated(itemId: $id) { id status } }';
    const open = ada.subscribe<{ itemUpdated: { id: string } }, { id: string }>(query, { id: item });
    expect(((await open.next()).value as ExecutionResult).data).toMatchObject({ itemUpdated: { id: item } });
    const next = open.next().catch((errors: unknown) => ({ done: false, value: { errors } }));
    await ada.must('mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }', { id: item });
    const { done, value } = (await next) as { done?: boolean; value?: ExecutionResult };
    const isOver = done === true || value?.data == null;
    expect(isOver).toBe(true);
    await open.return?.();
  });
});
