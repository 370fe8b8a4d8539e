import type { ExecutionResult } from 'graphql';
import * as operations from '../generated/operations.js';
import { type CrashingGateway, startCrashingGateway } from '../support/crashing-gateway.js';

const EXCHANGE = '/item/public_token/exchange';
const LINK_TOKEN_GET = '/link/token/get';
const ITEM_GET = '/item/get';
/** Plaid's first retry comes after 30 s. */
const FIRST_RETRY_MS = 31_000;

let gateway: CrashingGateway;

beforeEach(async () => {
  gateway = await startCrashingGateway();
});

afterEach(async () => {
  await gateway.close();
});

interface Session {
  id: string;
  linkToken: string;
}

async function createSession(): Promise<Session> {
  const input = { products: ['auth'], hostedLink: {} };
  return (await gateway.client.must(operations.CreateLinkSessionDocument, { input })).createLinkSession.linkSession;
}

/** The end user finishes Link; returns the public token that onSuccess gives to the app. */
async function finishLink({ linkToken }: Session): Promise<string> {
  const finished = await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  if (finished.status !== 200) throw new Error(finished.text);
  return (finished.body.publicTokens as string[])[0] ?? '';
}

/** Plaid receives calls of this path and does not respond; `afterHandler`: it has processed them. */
const withholdResponses = (path: string, more: object = {}) =>
  gateway.emulator.control('POST', '/emulator/faults', { path, fault: { hang: true, ...more } });
const dropWebhooks = () => gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
/** Resolves when every delivery in progress has got its response. */
const deliveriesDone = (advanceMs = 0) => gateway.emulator.control('POST', '/emulator/clock', { advanceMs });

const exchange = (publicToken: string, linkSessionId: string) =>
  gateway.client.run(operations.ExchangePublicTokenDocument, { input: { publicToken, linkSessionId } });
const complete = (linkSessionId: string) =>
  gateway.client.run(operations.CompleteLinkSessionDocument, { input: { linkSessionId } });

/** A request that the kill interrupts. */
function interrupted(request: Promise<unknown>): Promise<unknown> {
  return request.catch(() => undefined);
}

/** There is exactly one Item: in linkSessionUpdated, in linkSession, in the viewer's list, and at Plaid. */
async function expectOneItem({ id }: Session): Promise<string> {
  const updates = gateway.client.subscribe(operations.LinkSessionUpdatedDocument, { id });
  let found: string[] = [];
  for await (const { data } of updates as AsyncIterable<ExecutionResult<operations.LinkSessionUpdatedSubscription>>) {
    if (data == null) throw new Error('The subscription failed.');
    const { status, items } = data.linkSessionUpdated;
    found = items.map((item) => item.id);
    if (status === 'SUCCEEDED') break;
  }
  const { linkSession } = await gateway.client.must(operations.LinkSessionByIdDocument, { id });
  const { viewer } = await gateway.client.must(operations.MyItemsDocument, { first: 10 });
  const { body } = await gateway.emulator.control('GET', '/emulator/state');
  const [itemId = 'none'] = found;
  expect(found).toEqual([itemId]);
  expect(linkSession?.items.map((item) => item.id)).toEqual([itemId]);
  expect(viewer.items.nodes.map((item) => item.id)).toEqual([itemId]);
  expect((body.items as { itemId: string }[]).map((item) => item.itemId)).toEqual([itemId]);
  expect((await gateway.client.must(operations.ItemByIdDocument, { id: itemId })).item?.status).toBe('HEALTHY');
  return itemId;
}

describe('a Link session whose gateway is killed', () => {
  it('before the end user has finished gets its Item when they finish', async () => {
    const session = await createSession();
    await gateway.kill();
    await gateway.start();
    await finishLink(session);
    await expectOneItem(session);
  });

  it('while the end user finishes, before any webhook, gets its Item when Plaid delivers again', async () => {
    const session = await createSession();
    await gateway.kill();
    await finishLink(session);
    await deliveriesDone();
    await gateway.start();
    await deliveriesDone(FIRST_RETRY_MS);
    await expectOneItem(session);
  });

  it('and whose webhooks are lost too gets its Item when the app completes it', async () => {
    const session = await createSession();
    await dropWebhooks();
    await finishLink(session);
    await gateway.kill();
    await gateway.start();
    await complete(session.id);
    await expectOneItem(session);
  });

  it('after its webhooks were stored and before their effects gets its Item without the app', async () => {
    const session = await createSession();
    await withholdResponses(EXCHANGE);
    await withholdResponses(LINK_TOKEN_GET);
    await finishLink(session);
    await deliveriesDone();
    await gateway.untilCalled(EXCHANGE);
    await dropWebhooks();
    await gateway.kill();
    await gateway.start();
    await expectOneItem(session);
  });

  it('after the webhook stored the Item and before the session succeeded succeeds without the app', async () => {
    const session = await createSession();
    await withholdResponses(LINK_TOKEN_GET);
    await finishLink(session);
    await deliveriesDone();
    await gateway.untilCalled(LINK_TOKEN_GET);
    await gateway.kill();
    await gateway.start();
    await expectOneItem(session);
  });

  it('between the exchange and the response to the app has its Item, and the app gets it when it retries', async () => {
    const session = await createSession();
    await dropWebhooks();
    const publicToken = await finishLink(session);
    await withholdResponses(ITEM_GET);
    const requesting = interrupted(exchange(publicToken, session.id));
    await gateway.untilCalled(ITEM_GET);
    await gateway.kill();
    await requesting;
    await gateway.start();
    const itemId = await expectOneItem(session);
    expect((await exchange(publicToken, session.id)).data?.exchangePublicToken.item.id).toBe(itemId);
  });

  it('while the app exchanges, before the request reaches Plaid, gets its Item when the app completes it', async () => {
    const session = await createSession();
    await dropWebhooks();
    const publicToken = await finishLink(session);
    await withholdResponses(EXCHANGE);
    const requesting = interrupted(exchange(publicToken, session.id));
    await gateway.untilCalled(EXCHANGE);
    await gateway.kill();
    await requesting;
    await gateway.start();
    await complete(session.id);
    await expectOneItem(session);
  });

  it('while the app and the webhooks exchange at the same time has one Item', async () => {
    const session = await createSession();
    await withholdResponses(EXCHANGE);
    const publicToken = await finishLink(session);
    const requesting = [interrupted(exchange(publicToken, session.id)), interrupted(complete(session.id))];
    await deliveriesDone();
    await gateway.untilCalled(EXCHANGE);
    await gateway.kill();
    await Promise.all(requesting);
    await gateway.start();
    await Promise.all([exchange(publicToken, session.id), complete(session.id)]);
    await expectOneItem(session);
  });

  /** Plaid returns an access token once. It is lost here, so the gateway can only say so, and the end user links again. */
  it('between the exchange at Plaid and the commit logs the request id for Plaid, and linking again creates one Item', async () => {
    const session = await createSession();
    await dropWebhooks();
    const publicToken = await finishLink(session);
    await withholdResponses(EXCHANGE, { afterHandler: true });
    const requesting = interrupted(exchange(publicToken, session.id));
    await gateway.untilCalled(EXCHANGE);
    await gateway.kill();
    await requesting;
    await gateway.start();
    const again = await exchange(publicToken, session.id);
    expect(again.errors[0]?.extensions).toMatchObject({ plaid: { errorCode: 'INVALID_PUBLIC_TOKEN' } });
    expect(gateway.output()).toMatch(/"plaidRequestId":"\w+".*Plaid may have an Item that is not stored here/);
    const { viewer } = await gateway.client.must(operations.MyItemsDocument, { first: 10 });
    expect(viewer.items.nodes).toEqual([]);

    const second = await createSession();
    await exchange(await finishLink(second), second.id);
    const { linkSession } = await gateway.client.must(operations.LinkSessionByIdDocument, { id: second.id });
    const after = await gateway.client.must(operations.MyItemsDocument, { first: 10 });
    expect(linkSession?.items).toHaveLength(1);
    expect(after.viewer.items.nodes.map((item) => item.id)).toEqual(linkSession?.items.map((item) => item.id));
  });
});
