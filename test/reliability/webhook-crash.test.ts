import { randomInt } from 'node:crypto';
import { request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { cursorFromNow, openEventReader, readThroughCuts } from '../support/event-reader.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient } from '../support/graphql-client.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { createTempDir } from '../support/temp-dir.js';
import { createWebhookReceiver, type ReceivedWebhook, type WebhookReceiver } from '../support/webhook-receiver.js';

const DELIVERIES = 500;
const CRASHES = 2;
/** Concurrent deliveries. */
const CONCURRENCY = 25;

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
/** Receives Plaid's deliveries, so that the test can deliver them itself and see every response. */
let receiver: WebhookReceiver;
let gateway: GatewayProcess;
let env: Record<string, string>;

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  receiver = await createWebhookReceiver();
  // The test sends webhooks that Plaid does not have.
  receiver.takeAnything();
  env = {
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    PUBLIC_URL: new URL(receiver.url).origin,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    PORT: String(await freePort()),
  };
  gateway = await startGatewayProcess(env);
});

afterEach(async () => {
  await gateway.kill();
  await receiver.close();
  await control.close();
  await emulator.close();
  dataDir.remove();
});

/** Delivers as Plaid would; null when there was no response. */
async function deliver(webhook: ReceivedWebhook): Promise<number | null> {
  try {
    const { statusCode, body } = await request(`${gateway.url}/webhooks/plaid`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'plaid-verification': webhook.verification },
      body: webhook.raw,
    });
    await body.dump();
    return statusCode;
  } catch {
    return null;
  }
}

/** Delivers the webhooks that have not got 200 yet, concurrently, until `enough` of them got 200 or all were tried. */
async function deliverUntil(
  webhooks: ReceivedWebhook[],
  accepted: Set<ReceivedWebhook>,
  enough: number,
): Promise<void> {
  const queue = webhooks.filter((webhook) => !accepted.has(webhook));
  const before = accepted.size;
  let killing: Promise<void> | undefined;
  const isKilled = (): boolean => killing !== undefined;
  const worker = async (): Promise<void> => {
    for (let webhook = queue.shift(); webhook !== undefined && !isKilled(); webhook = queue.shift()) {
      if ((await deliver(webhook)) === 200) accepted.add(webhook);
      // While the other workers are delivering.
      if (accepted.size - before >= enough) killing ??= gateway.kill();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  await killing;
}

describe('kill -9 during deliveries', () => {
  it(`loses none of ${DELIVERIES} webhooks that got 200, and stores those that are delivered again once`, async () => {
    const token = await signIn('ada');
    const client = createGraphqlClient(gateway.url, token);
    const { sandboxCreateItem } = await client.must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
      'mutation { sandboxCreateItem(input: {}) { item { id } } }',
    );
    await client.close();
    const itemId = sandboxCreateItem.item.id;
    const signed = async (type: string, code: string): Promise<ReceivedWebhook> => {
      const body = { webhook_type: type, webhook_code: code, item_id: itemId, environment: 'sandbox' };
      await control.control('POST', '/emulator/webhooks/send', { itemId, body });
      await control.control('POST', '/emulator/clock', { advanceMs: 0 });
      const found = receiver.received.find((webhook) => webhook.body.webhook_code === code);
      if (found === undefined) throw new Error('The emulator did not deliver.');
      return found;
    };
    const webhooks: ReceivedWebhook[] = [];
    for (let index = 0; index < DELIVERIES; index += 1) webhooks.push(await signed('TEST', `EVENT_${index}`));

    const open = (after: string | null, types: string[]) =>
      openEventReader(gateway.url, { transport: 'SSE', token, after, types });
    const primed = await open(null, ['PRIMER']);
    let primers = 0;
    const from = await cursorFromNow(primed, async () => deliver(await signed('PRIMER', `NOW_${primers++}`)));
    primed.cut();

    const accepted = new Set<ReceivedWebhook>();
    for (let crash = 0; crash < CRASHES; crash += 1) {
      await deliverUntil(webhooks, accepted, randomInt(50, 200));
      gateway = await startGatewayProcess(env);
      const events = await readThroughCuts((after) => open(after, ['TEST']), from, { count: accepted.size, cuts: [] });
      // There may be more events than accepted webhooks: read until every accepted one was seen.
      const reader = await open(events.at(-1)?.cursor ?? from, ['TEST']);
      const seen = new Set(events.map((event) => event.webhookCode));
      const missing = () => [...accepted].some((webhook) => !seen.has(String(webhook.body.webhook_code)));
      while (missing()) seen.add((await reader.next())?.webhookCode ?? '');
      reader.cut();
    }
    await deliverUntil(webhooks, accepted, Infinity);
    expect(accepted.size).toBe(DELIVERIES);

    const all = await readThroughCuts((after) => open(after, ['TEST']), from, { count: DELIVERIES, cuts: [] });
    expect(all.map((event) => event.webhookCode).sort()).toEqual(
      webhooks.map((webhook) => String(webhook.body.webhook_code)).sort(),
    );
  }, 120_000);
});
