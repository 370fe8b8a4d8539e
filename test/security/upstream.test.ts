import { getNamedType, type GraphQLObjectType, isLeafType, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { buildGatewaySchema } from '../../src/graphql/schema.js';
import { prepareCost } from '../../src/server/limits/cost.js';
import { callsBetween, startGateway, type TestGateway } from '../support/gateway.js';
import type { Answer, GraphqlClient } from '../support/graphql-client.js';
import { type OwnerFixture, seedOwner } from '../support/fixtures.js';
import { signIn } from '../support/access-tokens.js';
import { LIVE_TRANSPORTS, say } from '../support/transports.js';

const schema = await buildGatewaySchema();
const LIVE = 'query ($id: ID!) { item(id: $id) { accounts { liveBalances { current } } } }';

describe('Plaid rate limits', () => {
  let gateway: TestGateway;
  let ada: GraphqlClient;
  let adaHas: OwnerFixture;
  beforeEach(async () => {
    gateway = await startGateway({ PLAID_RATE_LIMITS: 'production' });
    ada = await gateway.as('ada');
    adaHas = await seedOwner(gateway, ada);
  });
  afterEach(() => gateway.close());

  const codesOf = ({ errors }: Answer<unknown>): unknown[] => [
    ...new Set(errors.map(({ extensions }) => extensions.code)),
  ];

  it('T42: allow five live balances of an Item per minute; the sixth is refused without calling Plaid', async () => {
    await ada.must(LIVE, { id: adaHas.linkedItemId });
    const before = await gateway.plaidCalls();
    for (let time = 0; time < 5; time += 1) expect(codesOf(await ada.run(LIVE, { id: adaHas.itemId }))).toEqual([]);
    const refused = await ada.run(LIVE, { id: adaHas.itemId });
    expect(codesOf(refused)).toEqual(['UPSTREAM_RATE_LIMITED']);
    expect(refused.upstreamCalls).toBe(0);
    const { retryAfterMs, requiredAction } = refused.errors[0]?.extensions ?? {};
    // The error does not change the state of the Item.
    expect(requiredAction).toBeUndefined();
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(61_000);
    expect(callsBetween(before, await gateway.plaidCalls())['/accounts/balance/get']).toBe(5);
    // No other user and no other Item is affected.
    expect(codesOf(await ada.run(LIVE, { id: adaHas.linkedItemId }))).toEqual([]);
  });

  it('T42: do not count responses from the cache', async () => {
    const query = 'query ($id: ID!) { item(id: $id) { status accounts { name } authNumbers { ach { mask } } } }';
    for (let time = 0; time < 60; time += 1) expect(codesOf(await ada.run(query, { id: adaHas.itemId }))).toEqual([]);
  });

  it.each(LIVE_TRANSPORTS)('T42: apply to a subscription over %s as well', async (by) => {
    const authorization = `Bearer ${await signIn('ada')}`;
    const query = 'subscription ($id: ID) { itemUpdated(itemId: $id) { accounts { liveBalances { current } } } }';
    const ask = () => say({ url: gateway.url, authorization }, by, { query, variables: { id: adaHas.itemId } });
    for (let time = 0; time < 5; time += 1) expect((await ask()).codes).toEqual([]);
    expect(new Set((await ask()).codes)).toEqual(new Set(['UPSTREAM_RATE_LIMITED']));
  });
});

describe('operations', () => {
  it('T42: are limited per viewer, and no other viewer waits', async () => {
    const gateway = await startGateway({ LIMIT_OPERATIONS_PER_MINUTE: '3' });
    const [ada, bob] = await Promise.all([gateway.as('ada'), gateway.as('bob')]);
    const responses = await Promise.all(Array.from({ length: 5 }, () => ada.run('{ viewer { id } }')));
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    const refused = responses.find(({ status }) => status === 429);
    expect(refused?.errors[0]?.extensions).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      retryAfterMs: expect.any(Number) as number,
    });
    expect((await bob.run('{ viewer { id } }')).status).toBe(200);
    await gateway.close();
  });
});

describe('The price of a field', () => {
  let gateway: TestGateway;
  let ada: GraphqlClient;
  let adaHas: OwnerFixture;
  beforeAll(async () => {
    gateway = await startGateway();
    ada = await gateway.as('ada');
    adaHas = await seedOwner(gateway, ada);
  });
  afterAll(() => gateway.close());

  /** Selects `name` with the subselection that its type requires. */
  function selectionOf(type: string, name: string): string {
    const field = (schema.getType(type) as GraphQLObjectType).getFields()[name];
    const named = field && getNamedType(field.type);
    if (named === undefined || isLeafType(named)) return name;
    const [leaf] = Object.values((named as GraphQLObjectType).getFields()).filter((one) =>
      isLeafType(getNamedType(one.type)),
    );
    return `${name} { ${leaf?.name ?? '__typename'} }`;
  }

  function cost(query: string): number {
    const document = parse(query);
    const [operation] = document.definitions as OperationDefinitionNode[];
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
    return prepareCost({ schema, document, operation, pageSize: 100 })({});
  }

  const fieldsOf = (type: string): [string, string][] =>
    Object.keys((schema.getType(type) as GraphQLObjectType).getFields()).map((name) => [type, name]);

  it.each([
    ...fieldsOf('Item'),
    ...fieldsOf('LinkSession'),
    ...fieldsOf('Viewer'),
    ['Account', 'liveBalances'],
    ['Account', 'authNumbers'],
  ])('T42: of %s.%s is at least the calls that it makes on a cold cache', async (type, name) => {
    await ada.must('mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }', {
      id: adaHas.itemId,
    });
    const selection = selectionOf(type, name);
    const queries: Record<string, string> = {
      Item: `query { item(id: "${adaHas.itemId}") { ${selection} } }`,
      LinkSession: `query { linkSession(id: "${adaHas.finishedSessionId}") { ${selection} } }`,
      Account: `query { item(id: "${adaHas.itemId}") { accounts { ${selection} } } }`,
      Viewer: `query { viewer { ${selection} } }`,
    };
    const query = queries[type] ?? '';
    const { upstreamCalls } = await ada.run(query);
    expect(cost(query)).toBeGreaterThanOrEqual(upstreamCalls);
  });
});
