import { type ExecutionResult } from 'graphql';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import * as operations from '../generated/operations.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { signIn, TEST_JWT_SECRET } from '../support/sign-in.js';
import { createTempDir } from '../support/temp-dir.js';

type Event = operations.WebhookEventsSubscription['webhookEvents'];

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
let env: Record<string, string>;
let gateway: GatewayProcess;
let client: GraphqlClient;

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  env = {
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    PORT: String(await freePort()),
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
  };
  await start();
});

afterEach(async () => {
  await client.close();
  await gateway.kill();
  await control.close();
  await emulator.close();
  dataDir.remove();
});

async function start(): Promise<void> {
  gateway = await startGatewayProcess(env);
  client = createGraphqlClient(gateway.url, await signIn('ada'));
}

/** kill -9, and the same gateway again. */
async function crash(): Promise<void> {
  await client.close();
  await gateway.kill();
  await start();
}

async function createItem(): Promise<string> {
  const data = await client.must(operations.SandboxCreateItemDocument, { input: {} });
  return data.sandboxCreateItem.item.id;
}

async function take(
  events: AsyncIterator<ExecutionResult<operations.WebhookEventsSubscription>>,
  count: number,
): Promise<Event[]> {
  const taken: Event[] = [];
  while (taken.length < count) {
    const { value } = (await events.next()) as { value?: ExecutionResult<operations.WebhookEventsSubscription> };
    if (value?.data == null) throw new Error(`the subscription ended: ${JSON.stringify(value?.errors)}`);
    taken.push(value.data.webhookEvents);
  }
  return taken;
}

const fire = (itemId: string, webhookCode: string) =>
  client.must(operations.SandboxFireWebhookDocument, { input: { itemId, webhookCode, webhookType: 'ITEM' } });

/** Resolves when every delivery under way has been answered. */
const deliveriesDone = () => control.control('POST', '/emulator/clock', { advanceMs: 0 });

describe('kill -9 and restart', () => {
  it('keeps Items with working tokens, Link sessions and recorded events', async () => {
    const itemId = await createItem();
    const created = await client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const sessionId = created.createLinkSession.linkSession.id;
    await crash();

    const answer = await client.run(operations.ItemByIdDocument, { id: itemId });
    expect(answer.data?.item?.status).toBe('HEALTHY');
    expect(answer.upstreamCalls).toBe(1);
    const session = await client.must(operations.LinkSessionByIdDocument, { id: sessionId });
    expect(session.linkSession?.status).toBe('CREATED');
  });

  it('gives a subscriber that hands back its last cursor every event it missed, once and in order', async () => {
    const itemId = await createItem();
    const before = client.subscribe(operations.WebhookEventsDocument, {});
    const firstEvent = take(before, 1);
    await client.must(operations.ItemByIdDocument, { id: itemId });
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');
    const [seen] = await firstEvent;
    await before.return?.();

    await fire(itemId, 'PENDING_DISCONNECT');
    await fire(itemId, 'LOGIN_REPAIRED');
    await deliveriesDone();
    await crash();
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');

    const after = client.subscribe(operations.WebhookEventsDocument, { after: seen?.cursor ?? null });
    const missed = await take(after, 3);
    expect(missed.map((event) => event.webhookCode)).toEqual([
      'PENDING_DISCONNECT',
      'LOGIN_REPAIRED',
      'NEW_ACCOUNTS_AVAILABLE',
    ]);
    expect(new Set(missed.map((event) => event.id)).size).toBe(3);
    await after.return?.();
  });

  it('receives what Plaid sent while it was down, by the retry', async () => {
    const itemId = await createItem();
    const before = client.subscribe(operations.WebhookEventsDocument, {});
    const firstEvent = take(before, 1);
    await client.must(operations.ItemByIdDocument, { id: itemId });
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');
    const [seen] = await firstEvent;
    await client.close();
    await gateway.kill();
    await control.control('POST', '/emulator/webhooks/send', {
      itemId,
      body: { webhook_type: 'ITEM', webhook_code: 'PENDING_DISCONNECT', item_id: itemId, environment: 'sandbox' },
    });
    await deliveriesDone();
    await start();
    await control.control('POST', '/emulator/clock', { advanceMs: 31_000 });
    const after = client.subscribe(operations.WebhookEventsDocument, { after: seen?.cursor ?? null });
    const [missed] = await take(after, 1);
    expect(missed?.webhookCode).toBe('PENDING_DISCONNECT');
    await after.return?.();
  });

  it('finishes an exchange that was interrupted before Plaid was reached, so that its Item is there', async () => {
    const created = await client.must(operations.CreateLinkSessionDocument, { input: { products: ['auth'] } });
    const { id: linkSessionId, linkToken } = created.createLinkSession.linkSession;
    await control.control('POST', '/emulator/webhooks', { drop: 100 });
    const finished = await control.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
    const [publicToken] = finished.body['publicTokens'] as string[];
    const path = '/item/public_token/exchange';
    await control.control('POST', '/emulator/faults', { path, fault: { hang: true } });
    const interrupted = client
      .run(operations.ExchangePublicTokenDocument, { input: { publicToken: publicToken ?? '', linkSessionId } })
      .catch(() => null);
    await untilJournaled(path);
    await control.control('DELETE', '/emulator/faults');
    await gateway.kill();
    await interrupted;
    await client.close();
    await start();

    const updates = client.subscribe(operations.ItemUpdatedDocument, {});
    const { value } = (await updates.next()) as { value: ExecutionResult<operations.ItemUpdatedSubscription> };
    expect(value.data?.itemUpdated.status).toBe('HEALTHY');
    await updates.return?.();
    const again = await client.must(operations.ExchangePublicTokenDocument, {
      input: { publicToken: publicToken ?? '', linkSessionId },
    });
    expect(again.exchangePublicToken.item.id).toBe(value.data?.itemUpdated.id);
    const { viewer } = await client.must(operations.MyItemsDocument, { first: 10 });
    expect(viewer.items.totalCount).toBe(1);
  });
});

/** Resolves when the emulator has seen a call of this path, also one that hangs. */
async function untilJournaled(path: string): Promise<void> {
  for (;;) {
    const { body } = await control.control('GET', '/emulator/requests');
    if (((body['counts'] as Record<string, number>)[path] ?? 0) > 0) return;
  }
}
