import type { ExecutionResult } from 'graphql';
import * as operations from '../generated/operations.js';
import { type CrashingGateway, startCrashingGateway } from '../support/crashing-gateway.js';

type Event = operations.WebhookEventsSubscription['webhookEvents'];

let gateway: CrashingGateway;

beforeEach(async () => {
  gateway = await startCrashingGateway();
});

afterEach(async () => {
  await gateway.close();
});

/** kill -9, and a restart with the same data. */
async function crash(): Promise<void> {
  await gateway.kill();
  await gateway.start();
}

async function createItem(): Promise<string> {
  const data = await gateway.client.must(operations.SandboxCreateItemDocument, { input: {} });
  return data.sandboxCreateItem.item.id;
}

async function take(
  events: AsyncIterator<ExecutionResult<operations.WebhookEventsSubscription>>,
  count: number,
): Promise<Event[]> {
  const taken: Event[] = [];
  while (taken.length < count) {
    const { value } = (await events.next()) as { value?: ExecutionResult<operations.WebhookEventsSubscription> };
    if (value?.data == null) throw new Error(`The subscription ended: ${JSON.stringify(value?.errors)}`);
    taken.push(value.data.webhookEvents);
  }
  return taken;
}

const fire = (itemId: string, webhookCode: string) =>
  gateway.client.must(operations.SandboxFireWebhookDocument, { input: { itemId, webhookCode, webhookType: 'ITEM' } });

/** Resolves when every delivery in progress has got its response. */
const deliveriesDone = () => gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 0 });

describe('kill -9 and restart', () => {
  it('loses no Item, token, Link session or event', async () => {
    const itemId = await createItem();
    const created = await gateway.client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const sessionId = created.createLinkSession.linkSession.id;
    await crash();

    const response = await gateway.client.run(operations.ItemByIdDocument, { id: itemId });
    expect(response.data?.item?.status).toBe('HEALTHY');
    expect(response.upstreamCalls).toBe(1);
    const session = await gateway.client.must(operations.LinkSessionByIdDocument, { id: sessionId });
    expect(session.linkSession?.status).toBe('CREATED');
  });

  it('delivers every missed event, once and in order, to a subscriber that resumes after its last cursor', async () => {
    const itemId = await createItem();
    const before = gateway.client.subscribe(operations.WebhookEventsDocument, {});
    const firstEvent = take(before, 1);
    await gateway.client.must(operations.ItemByIdDocument, { id: itemId });
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');
    const [seen] = await firstEvent;
    await before.return?.();

    await fire(itemId, 'PENDING_DISCONNECT');
    await fire(itemId, 'LOGIN_REPAIRED');
    await deliveriesDone();
    await crash();
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');

    const after = gateway.client.subscribe(operations.WebhookEventsDocument, { after: seen?.cursor ?? null });
    const missed = await take(after, 3);
    expect(missed.map((event) => event.webhookCode)).toEqual([
      'PENDING_DISCONNECT',
      'LOGIN_REPAIRED',
      'NEW_ACCOUNTS_AVAILABLE',
    ]);
    expect(new Set(missed.map((event) => event.id)).size).toBe(3);
    await after.return?.();
  });

  it('receives webhooks that Plaid sent while the gateway was down, when Plaid retries', async () => {
    const itemId = await createItem();
    const before = gateway.client.subscribe(operations.WebhookEventsDocument, {});
    const firstEvent = take(before, 1);
    await gateway.client.must(operations.ItemByIdDocument, { id: itemId });
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');
    const [seen] = await firstEvent;
    await gateway.kill();
    await gateway.emulator.control('POST', '/emulator/webhooks/send', {
      itemId,
      body: { webhook_type: 'ITEM', webhook_code: 'PENDING_DISCONNECT', item_id: itemId, environment: 'sandbox' },
    });
    await deliveriesDone();
    await gateway.start();
    await gateway.emulator.control('POST', '/emulator/clock', { advanceMs: 31_000 });
    const after = gateway.client.subscribe(operations.WebhookEventsDocument, { after: seen?.cursor ?? null });
    const [missed] = await take(after, 1);
    expect(missed?.webhookCode).toBe('PENDING_DISCONNECT');
    await after.return?.();
  });

  it('completes an exchange that was interrupted before it reached Plaid', async () => {
    const created = await gateway.client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const { id: linkSessionId, linkToken } = created.createLinkSession.linkSession;
    const finished = await gateway.emulator.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    const [publicToken] = finished.body.publicTokens as string[];
    const path = '/item/public_token/exchange';
    await gateway.emulator.control('POST', '/emulator/faults', { path, fault: { hang: true } });
    const interrupted = gateway.client
      .run(operations.ExchangePublicTokenDocument, { input: { publicToken: publicToken ?? '', linkSessionId } })
      .catch(() => null);
    await gateway.untilCalled(path);
    await gateway.kill();
    await interrupted;
    await gateway.start();

    const updates = gateway.client.subscribe(operations.ItemUpdatedDocument, {});
    const { value } = (await updates.next()) as { value: ExecutionResult<operations.ItemUpdatedSubscription> };
    expect(value.data?.itemUpdated.status).toBe('HEALTHY');
    await updates.return?.();
    const again = await gateway.client.must(operations.ExchangePublicTokenDocument, {
      input: { publicToken: publicToken ?? '', linkSessionId },
    });
    expect(again.exchangePublicToken.item.id).toBe(value.data?.itemUpdated.id);
    const { viewer } = await gateway.client.must(operations.MyItemsDocument, { first: 10 });
    expect(viewer.items.totalCount).toBe(1);
  });
});
