import * as operations from '../generated/operations.js';
import { callsBetween, startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';

const EXCHANGE = '/item/public_token/exchange';

let gateway: TestGateway;
let client: GraphqlClient;

beforeEach(async () => {
  gateway = await startGateway({ PLAID_TIMEOUT_MS: '500' });
  client = await gateway.as('ada');
});

afterEach(async () => {
  await gateway.close();
});

/** A public token as Link would give it to the app. */
async function publicToken(): Promise<string> {
  const { body } = await gateway.emulator.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
  });
  return String(body.public_token);
}

const exchange = (token: string) =>
  client.run(operations.ExchangePublicTokenDocument, { input: { publicToken: token } });
const fault = (path: string, times: number, what: object) =>
  gateway.emulator.control('POST', '/emulator/faults', { path, times, fault: what });

async function createItem(): Promise<string> {
  const data = await client.must(operations.SandboxCreateItemDocument, { input: {} });
  return data.sandboxCreateItem.item.id;
}

async function itemCount(): Promise<number> {
  const { viewer } = await client.must(operations.MyItemsDocument, { first: 10 });
  return viewer.items.totalCount;
}

describe('exchangePublicToken', () => {
  it('returns the same Item to twenty concurrent requests with the same token, with one exchange at Plaid', async () => {
    const token = await publicToken();
    const before = await gateway.plaidCalls();
    const responses = await Promise.all(Array.from({ length: 20 }, () => exchange(token)));
    expect(new Set(responses.map((response) => response.data?.exchangePublicToken.item.id)).size).toBe(1);
    expect(callsBetween(before, await gateway.plaidCalls())[EXCHANGE]).toBe(1);
    expect(await itemCount()).toBe(1);
  });

  it('returns the same Item when it is repeated later, without calling Plaid', async () => {
    const token = await publicToken();
    const first = await exchange(token);
    const before = await gateway.plaidCalls();
    const again = await exchange(token);
    expect(again.data?.exchangePublicToken.item.id).toBe(first.data?.exchangePublicToken.item.id);
    expect(callsBetween(before, await gateway.plaidCalls())[EXCHANGE]).toBeUndefined();
  });

  it('succeeds on a retry when the first request did not reach Plaid', async () => {
    const token = await publicToken();
    await fault(EXCHANGE, 1, { hang: true });
    expect((await exchange(token)).errors[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect((await exchange(token)).data?.exchangePublicToken.item.status).toBe('HEALTHY');
    expect(await itemCount()).toBe(1);
  });

  it('logs the request id for Plaid when Plaid carried it out and the response was lost', async () => {
    const token = await publicToken();
    await fault(EXCHANGE, 1, { reset: true, afterHandler: true });
    expect((await exchange(token)).errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    const again = await exchange(token);
    expect(again.errors[0]?.extensions).toMatchObject({
      code: 'UPSTREAM_REJECTED',
      plaid: { errorCode: 'INVALID_PUBLIC_TOKEN' },
    });
    expect(gateway.logs()).toMatch(/"plaidRequestId":"\w+".*Plaid may have an Item that is not stored here/);
    expect(await itemCount()).toBe(0);
  });

  it('never retries a request by itself that Plaid may have carried out', async () => {
    const token = await publicToken();
    await fault(EXCHANGE, 1, { status: 500, errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR' });
    const before = await gateway.plaidCalls();
    await exchange(token);
    expect(callsBetween(before, await gateway.plaidCalls())[EXCHANGE]).toBe(1);
  });

  it('returns the older Item as duplicateOf when the same accounts are linked again', async () => {
    const first = await exchange(await publicToken());
    const second = await exchange(await publicToken());
    expect(first.data?.exchangePublicToken.duplicateOf).toBeNull();
    expect(second.data?.exchangePublicToken.duplicateOf?.id).toBe(first.data?.exchangePublicToken.item.id);
    expect(await itemCount()).toBe(2);
  });
});

describe('rotateAccessToken', () => {
  const rotate = (itemId: string) => client.run(operations.RotateAccessTokenDocument, { input: { itemId } });

  it('replaces the token, and the Item keeps working', async () => {
    const itemId = await createItem();
    expect((await rotate(itemId)).data?.rotateAccessToken.item.status).toBe('HEALTHY');
    expect((await rotate(itemId)).data?.rotateAccessToken.item.status).toBe('HEALTHY');
  });

  it('changes nothing when the request does not reach Plaid', async () => {
    const itemId = await createItem();
    await fault('/item/access_token/invalidate', 1, { hang: true });
    expect((await rotate(itemId)).errors[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect((await rotate(itemId)).data?.rotateAccessToken.item.status).toBe('HEALTHY');
    expect(gateway.logs()).not.toContain('the old access token is invalid');
  });

  it('logs the request id for Plaid when the response with the new token was lost', async () => {
    const itemId = await createItem();
    await fault('/item/access_token/invalidate', 1, { reset: true, afterHandler: true });
    await rotate(itemId);
    expect(gateway.logs()).toMatch(/"plaidRequestId":"\w+".*the old access token is invalid/);
  });

  it('serializes concurrent rotations', async () => {
    const itemId = await createItem();
    const responses = await Promise.all([rotate(itemId), rotate(itemId), rotate(itemId)]);
    expect(responses.map((response) => response.errors)).toEqual([[], [], []]);
    const { item } = await client.must(operations.ItemByIdDocument, { id: itemId });
    expect(item?.status).toBe('HEALTHY');
  });
});

describe('removeItem', () => {
  const remove = (itemId: string) => client.run(operations.RemoveItemDocument, { input: { itemId } });

  it('removes the Item at Plaid and here; a second removal is NOT_FOUND', async () => {
    const itemId = await createItem();
    expect((await remove(itemId)).data?.removeItem.removedItemId).toBe(itemId);
    expect((await remove(itemId)).errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await itemCount()).toBe(0);
  });

  it('completes on a retry when Plaid removed the Item and the response was lost', async () => {
    const itemId = await createItem();
    await fault('/item/remove', 1, { reset: true, afterHandler: true });
    expect((await remove(itemId)).errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect((await remove(itemId)).data?.removeItem.removedItemId).toBe(itemId);
    expect(await itemCount()).toBe(0);
  });

  it('keeps the Item when Plaid refuses', async () => {
    const itemId = await createItem();
    await fault('/item/remove', 1, { status: 400, errorType: 'INVALID_REQUEST', errorCode: 'INVALID_FIELD' });
    expect((await remove(itemId)).errors[0]?.extensions.code).toBe('UPSTREAM_REJECTED');
    expect(await itemCount()).toBe(1);
  });

  it('completes the subscription to the Item', async () => {
    const itemId = await createItem();
    const updates = client.subscribe(operations.ItemUpdatedDocument, { itemId });
    await updates.next();
    await remove(itemId);
    await expect(updates.next()).resolves.toMatchObject({ done: true });
  });
});

describe('a Link session that finishes while the app is closed', () => {
  it('is completed on the server by its webhook, once, and the subscriber sees the Item', async () => {
    const created = await client.must(operations.CreateLinkSessionDocument, {
      input: { products: ['auth'], hostedLink: {} },
    });
    const { id, linkToken } = created.createLinkSession.linkSession;
    const sessions = client.subscribe(operations.LinkSessionUpdatedDocument, { id });
    await sessions.next();
    await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    let items = 0;
    for await (const { data } of sessions) {
      if (data?.linkSessionUpdated.status !== 'SUCCEEDED') continue;
      items = data.linkSessionUpdated.items.length;
      break;
    }
    expect(items).toBe(1);
    const completed = await client.must(operations.CompleteLinkSessionDocument, { input: { linkSessionId: id } });
    expect(completed.completeLinkSession.items).toHaveLength(1);
    expect((await gateway.plaidCalls())[EXCHANGE]).toBe(1);
  });

  it('is completed by completeLinkSession when every webhook was lost', async () => {
    await gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
    const created = await client.must(operations.CreateLinkSessionDocument, {
      input: { products: ['auth'], hostedLink: {} },
    });
    const { id, linkToken } = created.createLinkSession.linkSession;
    await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    const input = { linkSessionId: id };
    const [first, second] = await Promise.all([
      client.must(operations.CompleteLinkSessionDocument, { input }),
      client.must(operations.CompleteLinkSessionDocument, { input }),
    ]);
    expect(first.completeLinkSession.items).toHaveLength(1);
    expect(second.completeLinkSession.items).toEqual(first.completeLinkSession.items);
    expect((await gateway.plaidCalls())[EXCHANGE]).toBe(1);
  });

  it('succeeds and has its Item even when Plaid has forgotten the session', async () => {
    const created = await client.must(operations.CreateLinkSessionDocument, {
      input: { products: ['auth'], hostedLink: {} },
    });
    const { id, linkToken } = created.createLinkSession.linkSession;
    await fault('/link/token/get', 100, { status: 400, errorType: 'INVALID_INPUT', errorCode: 'INVALID_LINK_TOKEN' });
    const sessions = client.subscribe(operations.LinkSessionUpdatedDocument, { id });
    await sessions.next();
    await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    for await (const { data } of sessions) {
      if (data?.linkSessionUpdated.status !== 'SUCCEEDED') continue;
      expect(data.linkSessionUpdated.items).toHaveLength(1);
      break;
    }
  });

  it('has its Item even when the app exchanged the token without naming the session', async () => {
    await gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
    const created = await client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const { id, linkToken } = created.createLinkSession.linkSession;
    const finished = await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    const [token] = finished.body.publicTokens as string[];
    const exchanged = await exchange(token ?? '');
    const completed = await client.must(operations.CompleteLinkSessionDocument, { input: { linkSessionId: id } });
    expect(completed.completeLinkSession.linkSession.status).toBe('SUCCEEDED');
    expect(completed.completeLinkSession.items.map((item) => item.id)).toEqual([
      exchanged.data?.exchangePublicToken.item.id,
    ]);
  });

  it('does not succeed when Plaid reports an end with neither an Item nor an exit', async () => {
    const created = await client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const { id, linkToken } = created.createLinkSession.linkSession;
    const times = { started_at: '2026-01-01T00:00:00Z', finished_at: '2026-01-01T00:01:00Z' };
    const body = { link_token: linkToken, metadata: {}, link_sessions: [{ link_session_id: 's', ...times }] };
    await fault('/link/token/get', 100, { status: 200, body: JSON.stringify(body) });
    const completed = await client.must(operations.CompleteLinkSessionDocument, { input: { linkSessionId: id } });
    expect(completed.completeLinkSession).toMatchObject({ linkSession: { status: 'STARTED' }, items: [] });
  });

  it('is EXITED when the end user left', async () => {
    const created = await client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const { id, linkToken } = created.createLinkSession.linkSession;
    await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'exit' });
    const completed = await client.must(operations.CompleteLinkSessionDocument, { input: { linkSessionId: id } });
    expect(completed.completeLinkSession).toMatchObject({ linkSession: { status: 'EXITED' }, items: [] });
  });
});
