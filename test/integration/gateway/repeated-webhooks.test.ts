import { captureWebhooks, type CapturedWebhook, type WebhookCapture } from '../../support/captured-webhooks.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { createItem } from '../../support/fixtures.js';
import { rowsOf } from '../../support/rows.js';

let gateway: TestGateway;
let client: GraphqlClient;
let capture: WebhookCapture;

beforeEach(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada');
  capture = await captureWebhooks(gateway.emulator);
});

afterEach(async () => {
  await capture.close();
  await gateway.close();
});

/** Signed once, so that all deliveries are identical, like two webhooks within one second. */
const repaired = (itemId: string): Promise<CapturedWebhook> =>
  capture.sign({ webhook_type: 'ITEM', webhook_code: 'LOGIN_REPAIRED', item_id: itemId, environment: 'sandbox' });

async function deliver({ raw, verification }: CapturedWebhook): Promise<void> {
  const response = await fetch(`${gateway.url}/webhooks/plaid`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'plaid-verification': verification },
    body: raw,
  });
  expect(response.status).toBe(200);
}

/** Neither a webhook nor a mutation informs the gateway. */
async function setLogin(itemId: string, broken: boolean): Promise<void> {
  await gateway.emulator.control('POST', '/emulator/webhooks', { drop: true });
  await gateway.emulator.control('POST', `/emulator/items/${itemId}/login`, { broken });
  await gateway.emulator.control('POST', '/emulator/webhooks', {});
}

async function statusOf(id: string): Promise<string> {
  const response = await client.must<{ item: { status: string } }, object>(
    'query ($id: ID!) { item(id: $id) { status } }',
    {
      id,
    },
  );
  return response.item.status;
}

async function eventsOf(id: string): Promise<string[]> {
  const response = await client.must<{ item: { webhookEvents: { nodes: { webhookCode: string }[] } } }, object>(
    'query ($id: ID!) { item(id: $id) { webhookEvents(types: ["ITEM/LOGIN_REPAIRED"]) { nodes { webhookCode } } } }',
    { id },
  );
  return response.item.webhookEvents.nodes.map((node) => node.webhookCode);
}

describe('a webhook that repeats within a second', () => {
  it('is in the feed once, and the Item has its state after the second', async () => {
    const id = await createItem(client);
    const webhook = await repaired(id);
    await deliver(webhook);
    await expect(statusOf(id)).resolves.toBe('HEALTHY');
    await setLogin(id, true);
    await expect(statusOf(id)).resolves.toBe('HEALTHY');
    await deliver(webhook);
    await expect(statusOf(id)).resolves.toBe('LOGIN_REQUIRED');
    await setLogin(id, false);
    await deliver(webhook);
    await expect(statusOf(id)).resolves.toBe('HEALTHY');
    await expect(eventsOf(id)).resolves.toEqual(['LOGIN_REPAIRED']);
  });

  it('notifies subscribers of the Item each time', async () => {
    const id = await createItem(client);
    const states = client.subscribe<{ itemUpdated: { status: string } }, { id: string }>(
      'subscription ($id: ID!) { itemUpdated(itemId: $id) { status } }',
      { id },
    );
    let last: string | undefined;
    /** The next state that differs: one change may be reported more than once. */
    const next = async (): Promise<string | undefined> => {
      for (;;) {
        const result = await states.next();
        const status = result.done === true ? undefined : result.value.data?.itemUpdated.status;
        if (status === last) continue;
        last = status;
        return status;
      }
    };
    await expect(next()).resolves.toBe('HEALTHY');
    const webhook = await repaired(id);
    await deliver(webhook);
    await setLogin(id, true);
    await deliver(webhook);
    await expect(next()).resolves.toBe('LOGIN_REQUIRED');
    await setLogin(id, false);
    await deliver(webhook);
    await expect(next()).resolves.toBe('HEALTHY');
    await states.return?.();
  });

  it('runs its effects for every copy', async () => {
    const id = await createItem(client);
    const webhook = await repaired(id);
    for (let copy = 0; copy < 3; copy += 1) await deliver(webhook);
    const isPending = () =>
      rowsOf(gateway.dataDir).events?.some((row) => (row as { effects_state: string }).effects_state !== 'DONE') ??
      true;
    while (isPending()) await new Promise(setImmediate);
    expect(rowsOf(gateway.dataDir).events).toHaveLength(1);
  });
});
