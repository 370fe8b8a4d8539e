import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';

const CREATE = `mutation { sandboxCreateItem(input: {}) { item { id } } }`;
const RESET = 'mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }';
const PAGE = `{ items { nodes { id status requiredAction error { errorCode } accounts { id } authNumbers { ach { account } } } } }`;

interface Node {
  id: string;
  status: string;
  requiredAction: string;
  error: { errorCode: string } | null;
  accounts: { id: string }[] | null;
  authNumbers: { ach: { account: string }[] } | null;
}

let gateway: TestGateway;
let client: GraphqlClient;
let ids: string[];

/** Five Items of one user. */
beforeEach(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
  ids = [];
  for (let made = 0; made < 5; made += 1) {
    const data = await client.must<{ sandboxCreateItem: { item: { id: string } } }, object>(CREATE);
    ids.push(data.sandboxCreateItem.item.id);
  }
});

afterEach(async () => {
  await gateway.close();
});

async function page(): Promise<{ nodes: Node[]; errors: Awaited<ReturnType<GraphqlClient['run']>>['errors'] }> {
  const response = await client.run(PAGE);
  return { nodes: (response.data as { items: { nodes: Node[] } }).items.nodes, errors: response.errors };
}

describe('one Item of five that needs a new login', () => {
  it('has its status, required action and a typed error at its path, and the other four are complete', async () => {
    await client.must(RESET, { id: ids[2] });
    const { nodes, errors } = await page();
    const broken = nodes.find((node) => node.id === ids[2]);
    expect(broken).toMatchObject({
      status: 'LOGIN_REQUIRED',
      requiredAction: 'REAUTHENTICATE',
      error: { errorCode: 'ITEM_LOGIN_REQUIRED' },
      authNumbers: null,
    });
    const whole = nodes.filter((node) => node.id !== ids[2]);
    expect(whole.every((node) => node.status === 'HEALTHY' && (node.authNumbers?.ach.length ?? 0) > 0)).toBe(true);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.path).toEqual(['items', 'nodes', 2, 'authNumbers']);
    expect(errors[0]?.extensions).toMatchObject({
      code: 'ITEM_ACTION_REQUIRED',
      requiredAction: 'REAUTHENTICATE',
      plaid: { errorType: 'ITEM_ERROR', errorCode: 'ITEM_LOGIN_REQUIRED' },
    });
    expect(errors[0]?.extensions.requestId).toEqual(expect.any(String));
  });

  it('is complete again after its repair in Link update mode', async () => {
    await client.must(RESET, { id: ids[0] });
    const created = await client.must<
      { createLinkSession: { linkSession: { id: string; linkToken: string } } },
      object
    >('mutation ($id: ID!) { createLinkSession(input: { updateItemId: $id }) { linkSession { id linkToken } } }', {
      id: ids[0],
    });
    const { id, linkToken } = created.createLinkSession.linkSession;
    await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    await client.must(
      'mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { linkSession { id } } }',
      {
        id,
      },
    );
    const { nodes, errors } = await page();
    expect(errors).toEqual([]);
    expect(nodes.map((node) => node.status)).toEqual(Array(5).fill('HEALTHY'));
  });
});

describe('one endpoint of one Item that fails at Plaid', () => {
  it.each([
    [{ status: 500, errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR' }, 'UPSTREAM_UNAVAILABLE'],
    [{ status: 429, errorType: 'RATE_LIMIT_EXCEEDED', errorCode: 'ACCOUNTS_LIMIT' }, 'UPSTREAM_RATE_LIMITED'],
    [{ status: 400, errorType: 'ITEM_ERROR', errorCode: 'PRODUCT_NOT_READY' }, 'PRODUCT_NOT_READY'],
    [{ status: 400, errorType: 'INVALID_INPUT', errorCode: 'SOMETHING_NEW' }, 'UPSTREAM_REJECTED'],
    [{ body: '<html>gateway</html>' }, 'UPSTREAM_INVALID_RESPONSE'],
    [{ reset: true }, 'UPSTREAM_UNAVAILABLE'],
  ])('%j returns %s at its path and does not affect anything else', async (fault, code) => {
    await gateway.emulator.control('POST', '/emulator/faults', { path: '/accounts/get', itemId: ids[1], fault });
    const { nodes, errors } = await page();
    expect(errors.map((error) => [error.path, error.extensions.code])).toEqual([
      [['items', 'nodes', 1, 'accounts'], code],
    ]);
    expect(nodes[1]).toMatchObject({ accounts: null, status: 'HEALTHY' });
    expect(nodes.filter((node) => node.accounts !== null)).toHaveLength(4);
  });

  it('does not delay the response beyond the deadline if it hangs', async () => {
    await gateway.close();
    gateway = await startGateway({ PLAID_TIMEOUT_MS: '300' });
    client = await gateway.as('ada');
    const made = await client.must<{ sandboxCreateItem: { item: { id: string } } }, object>(CREATE);
    await gateway.emulator.control('POST', '/emulator/faults', {
      path: '/accounts/get',
      itemId: made.sandboxCreateItem.item.id,
      fault: { hang: true },
    });
    const { errors } = await page();
    expect(errors.map((error) => error.extensions.code)).toEqual(['UPSTREAM_TIMEOUT']);
  });
});
