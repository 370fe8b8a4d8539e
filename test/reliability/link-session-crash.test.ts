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

/** The person finishes Link; answers the public token that onSuccess hands to the app. */
async function finishLink({ linkToken }: Session): Promise<string> {
  const finished = await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  if (finished.status !== 200) throw new Error(finished.text);
  return (finished.body.publicTokens as string[])[0] ?? '';
}

/** Plaid takes calls of this path and does not answer; `afterHandler`: it has done what was asked. */
const holdAnswersOf = (path: string, more: object = {}) =>
  gateway.emulator.control('POST', '/emulator/faults', { path, fault: { hang: true, ...more } });
const loseWebhooks = () => gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
/** Resolves when every delivery under way has been answered. */
const deliveriesDone = (advanceMs = 0) => gateway.emulator.control('POST', '/emulator/clock', { advanceMs });

const exchange = (publicToken: string, linkSessionId: string) =>
  gateway.client.run(operations.ExchangePublicTokenDocument, { input: { publicToken, linkSessionId } });
const complete = (linkSessionId: string) =>
  gateway.client.run(operations.CompleteLinkSessionDocument, { input: { linkSessionId } });

/** Whom the kill cuts off. */
function cutOff(asking: Promise<unknown>): Promise<unknown> {
  return asking.catch(() => undefined);
}

/** The one Item: by linkSessionUpdated as soon as it is there, by linkSession, among the viewer's, and at Plaid. */
async function expectOneItem({ id }: Session): Promise<string> {
  const updates = gateway.client.subscribe(operations.LinkSessionUpdatedDocument, { id });
  let found: string[] = [];
  for await (const { data } of updates as AsyncIterable<ExecutionResult<operations.LinkSessionUpdatedSubscription>>) {
    if (data == null) throw new Error('the subscription failed');
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
  it('before the person has finished has its Item when they have', async () => {
    const session = await createSession();
    await gateway.kill();
    await gateway.start();
    await finishLink(session);
    await expectOneItem(session);
  });

  it('while the person finishes, before onSuccess and every webhook, has its Item when Plaid delivers again', async () => {
    const session = await createSession();
    await gateway.kill();
    await finishLink(session);
    await deliveriesDone();
    await gateway.start();
    await deliveriesDone(FIRST_RETRY_MS);
    await expectOneItem(session);
  });

  it('and whose webhooks are lost as well has its Item when the app comes back', async () => {
    const session = await createSession();
    await loseWebhooks();
    await finishLink(session);
    await gateway.kill();
    await gateway.start();
    await complete(session.id);
    await expectOneItem(session);
  });

  it('after the webhooks are recorded and before anything came of them has its Item by itself', async () => {
    const session = await createSession();
    await holdAnswersOf(EXCHANGE);
    await holdAnswersOf(LINK_TOKEN_GET);
    await finishLink(session);
    await deliveriesDone();
    await gateway.untilCalled(EXCHANGE);
    await loseWebhooks();
    await gateway.kill();
    await gateway.start();
    await expectOneItem(session);
  });

  it('after the webhook stored the Item and before the session says so says so by itself', async () => {
    const session = await createSession();
    await holdAnswersOf(LINK_TOKEN_GET);
    await finishLink(session);
    await deliveriesDone();
    await gateway.untilCalled(LINK_TOKEN_GET);
    await gateway.kill();
    await gateway.start();
    await expectOneItem(session);
  });

  it('between the exchange and the answer to the app has its Item, which the app gets when it asks again', async () => {
    const session = await createSession();
    await loseWebhooks();
    const publicToken = await finishLink(session);
    await holdAnswersOf(ITEM_GET);
    const asking = cutOff(exchange(publicToken, session.id));
    await gateway.untilCalled(ITEM_GET);
    await gateway.kill();
    await asking;
    await gateway.start();
    const itemId = await expectOneItem(session);
    expect((await exchange(publicToken, session.id)).data?.exchangePublicToken.item.id).toBe(itemId);
  });

  it('while the app exchanges, before Plaid is reached, has its Item by itself', async () => {
    const session = await createSession();
    await loseWebhooks();
    const publicToken = await finishLink(session);
    await holdAnswersOf(EXCHANGE);
    const asking = cutOff(exchange(publicToken, session.id));
    await gateway.untilCalled(EXCHANGE);
    await gateway.kill();
    await asking;
    await gateway.start();
    await complete(session.id);
    await expectOneItem(session);
  });

  it('while the app and the webhooks exchange at once has one Item', async () => {
    const session = await createSession();
    await holdAnswersOf(EXCHANGE);
    const publicToken = await finishLink(session);
    const asking = [cutOff(exchange(publicToken, session.id)), cutOff(complete(session.id))];
    await deliveriesDone();
    await gateway.untilCalled(EXCHANGE);
    await gateway.kill();
    await Promise.all(asking);
    await gateway.start();
    await Promise.all([exchange(publicToken, session.id), complete(session.id)]);
    await expectOneItem(session);
  });

  /** Plaid gives an access token once: nobody has it any more, so all that is left is to say so and to link again. */
  it('between the exchange at Plaid and the commit says what to ask Plaid for, and linking again brings one Item', async () => {
    const session = await createSession();
    await loseWebhooks();
    const publicToken = await finishLink(session);
    await holdAnswersOf(EXCHANGE, { afterHandler: true });
    const asking = cutOff(exchange(publicToken, session.id));
    await gateway.untilCalled(EXCHANGE);
    await gateway.kill();
    await asking;
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
