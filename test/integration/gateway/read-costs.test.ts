import { callsBetween, startGateway, type TestGateway, totalOf } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import * as operations from '../../generated/operations.js';

const PAGE = `{ items(first: 20) { nodes { products error { errorCode } accounts { id } authNumbers { ach { accountId } } } } }`;
const NUMBERS = `{ items(first: 20) { nodes { accounts { id } authNumbers { ach { accountId } } } } }`;
const ACCOUNTS = `{ items(first: 20) { nodes { accounts { id } } } }`;
const ITEMS = 10;

let gateway: TestGateway;
let client: GraphqlClient;

/** Ten cold Items of one user. */
beforeEach(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
  for (let made = 0; made < ITEMS; made += 1) {
    const input = { institutionId: 'ins_109508', initialProducts: ['auth'] };
    await client.must(
      'mutation ($input: SandboxCreateItemInput!) { sandboxCreateItem(input: $input) { item { id } } }',
      {
        input,
      },
    );
  }
});

afterEach(async () => {
  await gateway.close();
});

/** Runs the query, and checks that the header and the emulator's request log have the same number of calls. */
async function costOf(query: string): Promise<{ calls: Record<string, number>; total: number }> {
  const before = await gateway.plaidCalls();
  const response = await client.run(query);
  const calls = callsBetween(before, await gateway.plaidCalls());
  expect(response.errors).toEqual([]);
  expect(response.upstreamCalls).toBe(totalOf(calls));
  return { calls, total: totalOf(calls) };
}

describe('the number of Plaid calls of a query', () => {
  it('is 3 per cold Item for products, error, accounts and numbers, and 0 when repeated', async () => {
    expect((await costOf(PAGE)).calls).toEqual({
      '/item/get': ITEMS,
      '/accounts/get': ITEMS,
      '/auth/get': ITEMS,
    });
    expect((await costOf(PAGE)).total).toBe(0);
  });

  it('is 2 per cold Item for accounts and numbers', async () => {
    expect((await costOf(NUMBERS)).calls).toEqual({ '/accounts/get': ITEMS, '/auth/get': ITEMS });
  });

  it('is 1 per cold Item for accounts', async () => {
    expect((await costOf(ACCOUNTS)).calls).toEqual({ '/accounts/get': ITEMS });
  });

  it('is 0 for the list itself', async () => {
    expect((await costOf('{ items { totalCount nodes { id linkedAt } } }')).total).toBe(0);
  });

  it('is the same for a hundred concurrent requests for one cold Item as for one', async () => {
    const { viewer } = await client.must(operations.MyItemsDocument, { first: 1 });
    const id = viewer.items.nodes[0]?.id ?? '';
    await client.must('mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }', { id });
    const query = 'query ($id: ID!) { item(id: $id) { products accounts { id } authNumbers { ach { accountId } } } }';
    const before = await gateway.plaidCalls();
    const responses = await Promise.all(Array.from({ length: 100 }, () => client.run(query, { id })));
    expect(responses.filter((response) => response.errors.length > 0)).toEqual([]);
    expect(new Set(responses.map((response) => JSON.stringify(response.data))).size).toBe(1);
    const calls = callsBetween(before, await gateway.plaidCalls());
    expect(calls).toEqual({ '/item/get': 1, '/accounts/get': 1, '/auth/get': 1 });
    expect(responses.reduce((sum, response) => sum + response.upstreamCalls, 0)).toBe(3);
  });

  it('is 1 live call per request for liveBalances of all accounts of an Item', async () => {
    const { viewer } = await client.must(operations.MyItemsDocument, { first: 1 });
    const id = viewer.items.nodes[0]?.id ?? '';
    const query = 'query ($id: ID!) { item(id: $id) { accounts { liveBalances { current } } } }';
    for (let time = 0; time < 2; time += 1) {
      const before = await gateway.plaidCalls();
      await client.must(query, { id });
      expect(callsBetween(before, await gateway.plaidCalls())).toEqual({ '/accounts/balance/get': 1 });
    }
  });
});
