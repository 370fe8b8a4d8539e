import { randomUUID } from 'node:crypto';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { captureWebhooks, type CapturedWebhook, type WebhookCapture } from '../support/captured-webhooks.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { createItem } from '../support/fixtures.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { createRawHttpClient, type RawHttpClient } from '../support/raw-http-client.js';
import { createTempDir } from '../support/temp-dir.js';
import { createWebhookSigner } from '../support/webhook-signing.js';

/** Plaid gives up on a delivery after this long. */
const PLAIDS_PATIENCE_MS = 10_000;
/** The number that is sent simultaneously to use up the burst. */
const VOLLEY = 40;
const DELIVERY_EVERY_MS = 3_000;

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
let gateway: GatewayProcess;
let rawClient: RawHttpClient;
let plaid: WebhookCapture;
let ada: GraphqlClient;

/** A new installation without Items and keys. The Item that Plaid signs webhooks for is another customer's. */
beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  gateway = await startGatewayProcess({
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
  });
  rawClient = createRawHttpClient(gateway.url);
  plaid = await captureWebhooks(control);
  ada = createGraphqlClient(gateway.url, await signIn('ada'));
});

afterEach(async () => {
  await rawClient.close();
  await plaid.close();
  await ada.close();
  await gateway.kill();
  await control.close();
  await emulator.close();
  dataDir.remove();
});

interface Ending {
  status: number;
  inTime: boolean;
}

const GENUINE: Ending = { status: 200, inTime: true };

async function deliver({ raw, verification }: CapturedWebhook): Promise<Ending> {
  const startedAt = performance.now();
  const headers = { 'plaid-verification': verification };
  const { status } = await rawClient.send({ path: '/webhooks/plaid', headers, body: raw });
  return { status, inTime: performance.now() - startedAt < PLAIDS_PATIENCE_MS };
}

const attacker = createWebhookSigner('attacker');
const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** All that an attacker can do: a key id in the right format, the right hash of the body, signed just now. */
function forge(body: object, kid: string = randomUUID()): CapturedWebhook {
  const raw = JSON.stringify(body);
  return { raw, verification: attacker.sign(raw, nowSeconds(), { header: { kid } }) };
}

const itemError = (itemId: string) => ({
  ...{ webhook_type: 'ITEM', webhook_code: 'ERROR', item_id: itemId, environment: 'sandbox' },
  note: randomUUID(),
});
const ofUnknownItem = () => itemError(randomUUID());
/** Names nothing at all. */
const bankTransfers = () => ({
  ...{ webhook_type: 'BANK_TRANSFERS', webhook_code: 'BANK_TRANSFERS_EVENTS_UPDATE', environment: 'sandbox' },
  note: randomUUID(),
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Attackers send so many a second, without waiting for responses, until `during` has ended; a volley first. */
async function flooded<T>(perSecond: number, body: () => object, during: () => Promise<T>): Promise<T> {
  const responses: Promise<Ending>[] = [];
  const send = () => responses.push(deliver(forge(body())));
  for (let sent = 0; sent < VOLLEY; sent += 1) send();
  const flood = setInterval(send, 1_000 / perSecond);
  try {
    return await during();
  } finally {
    clearInterval(flood);
    const statuses = new Set((await Promise.all(responses)).map(({ status }) => status));
    statuses.delete(401);
    expect([...statuses].every((status) => status === 503)).toBe(true);
  }
}

async function signUnderNewKey(body: object): Promise<CapturedWebhook> {
  await control.control('POST', '/emulator/webhooks', { rotateKey: true });
  return plaid.sign(body);
}

/** Deliveries signed with one new key, one every few seconds, without waiting for the previous response. */
async function deliverEveryFewSeconds(bodies: readonly object[]): Promise<Ending[]> {
  const responses: Promise<Ending>[] = [];
  await control.control('POST', '/emulator/webhooks', { rotateKey: true });
  for (const body of bodies) {
    if (responses.length > 0) await pause(DELIVERY_EVERY_MS);
    responses.push(deliver(await plaid.sign(body)));
  }
  return Promise.all(responses);
}

describe('T17: while attackers send 70 webhooks a second with forged key ids', () => {
  it('a new installation accepts webhooks without a known Item or Link session that are signed with new keys', async () => {
    const result = await flooded(70, ofUnknownItem, async () => [
      ...(await deliverEveryFewSeconds([bankTransfers(), bankTransfers(), bankTransfers()])),
      ...(await deliverEveryFewSeconds([ofUnknownItem(), bankTransfers()])),
    ]);
    expect(result).toEqual(Array.from({ length: 5 }, () => GENUINE));
  }, 60_000);

  it('and they know the id of an Item, webhooks of that Item that are signed with new keys are accepted', async () => {
    const itemId = await createItem(ada);
    const result = await flooded(
      70,
      () => itemError(itemId),
      async () => [
        ...(await deliverEveryFewSeconds([itemError(itemId), itemError(itemId)])),
        ...(await deliverEveryFewSeconds([itemError(itemId), itemError(itemId)])),
      ],
    );
    expect(result).toEqual(Array.from({ length: 4 }, () => GENUINE));
  }, 60_000);
});

describe('T17: while attackers send 3 webhooks a second with forged key ids', () => {
  async function deliverEachUnderANewKey(bodies: readonly object[]): Promise<Ending[]> {
    const endings: Ending[] = [];
    for (const body of bodies) {
      endings.push(await deliver(await signUnderNewKey(body)));
      await pause(1_000);
    }
    return endings;
  }

  it('a new installation accepts each webhook without a known Item or Link session, each signed with a new key', async () => {
    const bodies = [bankTransfers(), ofUnknownItem(), bankTransfers(), ofUnknownItem(), bankTransfers()];
    const result = await flooded(3, ofUnknownItem, async () => {
      // Until the volley is over and has used up the burst.
      await pause(PLAIDS_PATIENCE_MS);
      return deliverEachUnderANewKey(bodies);
    });
    expect(result).toEqual(bodies.map(() => GENUINE));
  }, 60_000);

  it('and they know the id of an Item, each webhook of that Item is accepted, each signed with a new key', async () => {
    const itemId = await createItem(ada);
    const bodies = [itemError(itemId), itemError(itemId), itemError(itemId)];
    const result = await flooded(
      3,
      () => itemError(itemId),
      async () => {
        await pause(PLAIDS_PATIENCE_MS);
        return deliverEachUnderANewKey(bodies);
      },
    );
    expect(result).toEqual(bodies.map(() => GENUINE));
  }, 60_000);
});

it('T17: a gateway that is shutting down does not wait for deliveries whose key is being fetched', async () => {
  // So that all have a connection at shutdown: one that is being opened then would be reset.
  await Promise.all(Array.from({ length: VOLLEY }, () => rawClient.send({ path: '/webhooks/plaid', body: '{}' })));
  const responses = Array.from({ length: VOLLEY }, () => deliver(forge(bankTransfers())));
  await Promise.race(responses);
  const startedAt = performance.now();
  const stopped = gateway.stop();
  const statuses = (await Promise.all(responses)).map(({ status }) => status);
  expect(await stopped).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(statuses).toContain(503);
  expect(statuses.every((status) => status === 401 || status === 503)).toBe(true);
}, 60_000);
