import { errorCatalog } from '../../../src/emulator/error-catalog.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { createItem } from '../../support/fixtures.js';
import { rowsOf } from '../../support/rows.js';

type Errors = Awaited<ReturnType<GraphqlClient['run']>>['errors'];

interface Seen {
  status: string;
  requiredAction: string;
  error: { errorCode: string } | null;
  accounts?: { id: string; liveBalances?: { current: number } | null }[] | null;
  authNumbers?: { ach: { account: string }[] } | null;
}

const STATE = 'status requiredAction error { errorCode }';
const ACCOUNTS = `query ($id: ID!) { item(id: $id) { ${STATE} accounts { id } } }`;

let gateway: TestGateway;
let client: GraphqlClient;

beforeAll(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
});

afterAll(async () => {
  await gateway.close();
});

const fail = (path: string, itemId: string, fault: object) =>
  gateway.emulator.control('POST', '/emulator/faults', { path, itemId, fault });
const mend = () => gateway.emulator.control('DELETE', '/emulator/faults');

afterEach(mend);

async function read(query: string, id: string): Promise<{ item: Seen; errors: Errors }> {
  const response = await client.run(query, { id });
  const { item } = response.data as { item: Seen };
  return { item, errors: response.errors };
}

async function isListed(id: string, status: string): Promise<boolean> {
  const response = await client.must<{ items: { nodes: { id: string; status: string }[] } }, object>(
    'query ($s: [ItemStatus!]) { items(first: 100, status: $s) { nodes { id status } } }',
    { s: [status] },
  );
  expect(response.items.nodes.filter((node) => node.status !== status)).toEqual([]);
  return response.items.nodes.some((node) => node.id === id);
}

/** Without a webhook. */
async function setLogin(itemId: string, broken: boolean): Promise<void> {
  await gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
  await gateway.emulator.control('POST', `/emulator/items/${itemId}/login`, { broken });
  await gateway.emulator.control('POST', '/emulator/webhooks', {});
}

/** Checks that the errors in the response and the Item's state agree. */
function expectOneTruth({ item, errors }: { item: Seen; errors: Errors }): void {
  const actions = errors.flatMap(({ extensions }) => (extensions.requiredAction as string | undefined) ?? []);
  expect(actions.filter((action) => action !== item.requiredAction)).toEqual([]);
  for (const { extensions } of errors.filter(({ extensions: { code } }) => code === 'ITEM_ACTION_REQUIRED')) {
    expect(extensions.requiredAction).toBe(item.requiredAction);
  }
  expect(item.requiredAction === 'NONE').toBe(item.status === 'HEALTHY');
  expect(item.error === null).toBe(item.status === 'HEALTHY');
}

const ITEM_CODES = Object.entries(errorCatalog)
  .filter(([, { type }]) => ['ITEM_ERROR', 'INSTITUTION_ERROR', 'INVALID_INPUT'].includes(type))
  .map(([code, { type }]) => [type, code] as const);

describe('an error of a Plaid call for an Item', () => {
  it.each(ITEM_CODES)(
    '%s/%s is reported consistently by status, action, error and filter, immediately and later',
    async (type, code) => {
      const id = await createItem(client);
      await fail('/accounts/get', id, { errorType: type, errorCode: code, status: 400 });
      const first = await read(ACCOUNTS, id);
      expect(first.errors.map(({ path }) => path)).toEqual([['item', 'accounts']]);
      expectOneTruth(first);
      const isAboutItem = first.errors[0]?.extensions.requiredAction !== undefined;
      expect(first.item.error?.errorCode).toBe(isAboutItem ? code : undefined);

      const { status } = first.item;
      await expect(isListed(id, status)).resolves.toBe(true);
      if (isAboutItem) await expect(isListed(id, 'HEALTHY')).resolves.toBe(false);
      expect((await read(`query ($id: ID!) { item(id: $id) { ${STATE} } }`, id)).item).toEqual({
        ...first.item,
        accounts: undefined,
      });

      await mend();
      const after = await read(ACCOUNTS, id);
      expect(after).toMatchObject({ item: { status: 'HEALTHY', requiredAction: 'NONE', error: null }, errors: [] });
      await expect(isListed(id, 'HEALTHY')).resolves.toBe(true);
    },
  );

  it('requires the action that repairs the Item: without accounts it must be linked again', async () => {
    const id = await createItem(client);
    await fail('/accounts/get', id, { errorCode: 'NO_ACCOUNTS' });
    const { item, errors } = await read(ACCOUNTS, id);
    expect(item).toMatchObject({ status: 'ERROR', requiredAction: 'RELINK', error: { errorCode: 'NO_ACCOUNTS' } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'ITEM_ACTION_REQUIRED', requiredAction: 'RELINK' });
  });

  it('is stored with its first occurrence and its cause', async () => {
    const id = await createItem(client);
    const before = Date.now();
    await fail('/accounts/get', id, { errorCode: 'NO_ACCOUNTS' });
    await read(ACCOUNTS, id);
    const rows = rowsOf(gateway.dataDir).items as { id: string; known_errors: string | null }[];
    const [known] = JSON.parse(rows.find((row) => row.id === id)?.known_errors ?? '[]') as Record<string, unknown>[];
    expect(known).toMatchObject({ endpoint: '/accounts/get', error: { errorCode: 'NO_ACCOUNTS' } });
    expect(known?.since).toBeGreaterThanOrEqual(before);
  });

  it('is reported consistently if the failing field resolves long after the state', async () => {
    const id = await createItem(client);
    await fail('/accounts/balance/get', id, { errorCode: 'ITEM_LOCKED', latencyMs: 300 });
    const response = await read(
      `query ($id: ID!) { item(id: $id) { ${STATE} accounts { liveBalances { current } } } }`,
      id,
    );
    expect(response.errors.length).toBeGreaterThan(0);
    expect(response.item).toMatchObject({ status: 'ERROR', requiredAction: 'REAUTHENTICATE' });
    expectOneTruth(response);
  });

  it('requires one action if several calls fail differently', async () => {
    const id = await createItem(client);
    await setLogin(id, true);
    await fail('/accounts/get', id, { errorCode: 'NO_ACCOUNTS' });
    await fail('/auth/get', id, { errorCode: 'ITEM_LOGIN_REQUIRED', latencyMs: 100 });
    const response = await read(
      `query ($id: ID!) { item(id: $id) { ${STATE} accounts { id } authNumbers { ach { account } } } }`,
      id,
    );
    expect(response.errors).toHaveLength(2);
    expectOneTruth(response);
  });

  it('is sent to subscribers of the Item', async () => {
    const id = await createItem(client);
    const states = client.subscribe<{ itemUpdated: Seen }, { id: string }>(
      `subscription ($id: ID!) { itemUpdated(itemId: $id) { ${STATE} } }`,
      { id },
    );
    const next = async () => {
      const result = await states.next();
      return result.done === true ? null : result.value.data?.itemUpdated;
    };
    await expect(next()).resolves.toMatchObject({ status: 'HEALTHY' });
    await fail('/accounts/get', id, { errorCode: 'NO_ACCOUNTS' });
    await read(ACCOUNTS, id);
    await expect(next()).resolves.toMatchObject({ status: 'ERROR', requiredAction: 'RELINK' });
    await states.return?.();
  });
});

describe('an error is resolved', () => {
  it('when the end user has repaired the Item, before any other Plaid call', async () => {
    const id = await createItem(client);
    await fail('/accounts/get', id, { errorCode: 'ITEM_LOCKED' });
    expect((await read(ACCOUNTS, id)).item.status).toBe('ERROR');
    await mend();
    const created = await client.must<
      { createLinkSession: { linkSession: { id: string; linkToken: string } } },
      object
    >('mutation ($id: ID!) { createLinkSession(input: { updateItemId: $id }) { linkSession { id linkToken } } }', {
      id,
    });
    const { id: session, linkToken } = created.createLinkSession.linkSession;
    await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    const complete = 'mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { __typename } }';
    await client.must(complete, { id: session });
    const { item } = await read(`query ($id: ID!) { item(id: $id) { ${STATE} } }`, id);
    expect(item).toEqual({ status: 'HEALTHY', requiredAction: 'NONE', error: null });
  });

  it('when a call that would have failed succeeds: no LOGIN_REQUIRED next to fresh account numbers', async () => {
    const id = await createItem(client);
    await setLogin(id, true);
    const state = `query ($id: ID!) { item(id: $id) { ${STATE} } }`;
    expect((await read(state, id)).item.status).toBe('LOGIN_REQUIRED');
    await setLogin(id, false);
    const { item, errors } = await read(
      `query ($id: ID!) { item(id: $id) { ${STATE} authNumbers { ach { account } } } }`,
      id,
    );
    expect(errors).toEqual([]);
    expect(item.authNumbers?.ach.length).toBeGreaterThan(0);
    expect(item).toMatchObject({ status: 'HEALTHY', requiredAction: 'NONE', error: null });
    await expect(isListed(id, 'HEALTHY')).resolves.toBe(true);
    await expect(isListed(id, 'LOGIN_REQUIRED')).resolves.toBe(false);
  });
});

describe('an error of the Item in /item/get', () => {
  const own = ITEM_CODES.filter(([type]) => type === 'ITEM_ERROR');
  it.each(own)('%s/%s requires the same action as the error of a call', async (type, code) => {
    const id = await createItem(client);
    const error = { error_type: type, error_code: code, error_message: '', display_message: null };
    await fail('/item/get', id, { body: { item: { item_id: id, error }, request_id: 'r' } });
    await fail('/auth/get', id, { errorType: type, errorCode: code, status: 400 });
    const response = await read(`query ($id: ID!) { item(id: $id) { ${STATE} authNumbers { ach { account } } } }`, id);
    expect(response.errors).toHaveLength(1);
    expect(response.item.error?.errorCode).toBe(code);
    expectOneTruth(response);
  });
});

describe('an Item whose /item/get fails', () => {
  const query = `query ($id: ID!) { item(id: $id) { ${STATE} availableProducts } }`;
  const passing: [string, object][] = [
    ['INTERNAL_SERVER_ERROR', { errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR', status: 500 }],
    ['PLANNED_MAINTENANCE', { errorType: 'API_ERROR', errorCode: 'PLANNED_MAINTENANCE', status: 503 }],
    ['ITEM_GET_LIMIT', { errorType: 'RATE_LIMIT_EXCEEDED', errorCode: 'ITEM_GET_LIMIT', status: 429 }],
    ['a closed connection', { reset: true }],
    ['a truncated response', { truncate: true }],
    ['HTML instead of JSON', { status: 502, body: '<html>Bad gateway</html>' }],
  ];
  const refused: [string, object][] = [
    ['INVALID_API_KEYS', { errorType: 'INVALID_INPUT', errorCode: 'INVALID_API_KEYS', status: 400 }],
    ['UNAUTHORIZED_ENVIRONMENT', { errorType: 'INVALID_INPUT', errorCode: 'UNAUTHORIZED_ENVIRONMENT', status: 400 }],
  ];
  const cases = [
    ...passing.map(([name, fault]) => [name, fault, 'WAIT'] as const),
    ...refused.map(([name, fault]) => [name, fault, 'CONTACT_SUPPORT'] as const),
  ];

  it.each(cases)(
    '%s: its state and both errors have the same required action',
    async (_name, fault, requiredAction) => {
      const id = await createItem(client);
      await fail('/item/get', id, fault);
      const { item, errors } = await read(query, id);
      expect(item).toEqual({ status: 'UNKNOWN', requiredAction, error: null, availableProducts: null });
      const reported = errors.map(({ path, extensions }) => [path?.join('.'), extensions.requiredAction]);
      expect(reported.sort()).toEqual([
        ['item.availableProducts', requiredAction],
        ['item.error', requiredAction],
      ]);
    },
  );
});
