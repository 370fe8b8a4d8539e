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
/** Deliveries under way at once, as from a busy Plaid. */
const AT_ONCE = 25;

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
/** Stands where Plaid would deliver, so that the test can deliver itself and see every answer. */
let postbox: WebhookReceiver;
let gateway: GatewayProcess;
let env: Record<string, string>;

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  postbox = await createWebhookReceiver();
  // What it sends here no Plaid ever sends.
  postbox.takeAnything();
  env = {
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    PUBLIC_URL: new URL(postbox.url).origin,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    PORT: String(await freePort()),
  };
  gateway = await startGatewayProcess(env);
});

afterEach(async () => {
  await gateway.kill();
  await postbox.close();
  await control.close();
  await emulator.close();
  dataDir.remove();
});

/** Delivers as Plaid would; null when there was no answer. */
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

/** Delivers what is not answered yet, several at once, until `enough` of these were answered 200 or all were tried. */
async function deliverUntil(waiting: ReceivedWebhook[], answered: Set<ReceivedWebhook>, enough: number): Promise<void> {
  const queue = waiting.filter((webhook) => !answered.has(webhook));
  const before = answered.size;
  let killing: Promise<void> | undefined;
  const isKilled = (): boolean => killing !== undefined;
  const worker = async (): Promise<void> => {
    for (let webhook = queue.shift(); webhook !== undefined && !isKilled(); webhook = queue.shift()) {
      if ((await deliver(webhook)) === 200) answered.add(webhook);
      // In the middle of the deliveries of the other workers.
      if (answered.size - before >= enough) killing ??= gateway.kill();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await killing;
}

describe('kill -9 during deliveries', () => {
  it(`keeps every one of ${DELIVERIES} webhooks that was answered 200, and has those delivered again once`, async () => {
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
      const found = postbox.received.find((webhook) => webhook.body.webhook_code === code);
      if (found === undefined) throw new Error('the emulator did not deliver');
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

    const answered = new Set<ReceivedWebhook>();
    for (let crash = 0; crash < CRASHES; crash += 1) {
      await deliverUntil(webhooks, answered, randomInt(50, 200));
      gateway = await startGatewayProcess(env);
      const kept = await readThroughCuts((after) => open(after, ['TEST']), from, { count: answered.size, cuts: [] });
      // More may be there than was answered, but not instead of it: read on until every answered one was seen.
      const reader = await open(kept.at(-1)?.cursor ?? from, ['TEST']);
      const seen = new Set(kept.map((event) => event.webhookCode));
      const missing = () => [...answered].some((webhook) => !seen.has(String(webhook.body.webhook_code)));
      while (missing()) seen.add((await reader.next())?.webhookCode ?? '');
      reader.cut();
    }
    await deliverUntil(webhooks, answered, Infinity);
    expect(answered.size).toBe(DELIVERIES);

    const all = await readThroughCuts((after) => open(after, ['TEST']), from, { count: DELIVERIES, cuts: [] });
    expect(all.map((event) => event.webhookCode).sort()).toEqual(
      webhooks.map((webhook) => String(webhook.body.webhook_code)).sort(),
    );
  }, 120_000);
});
