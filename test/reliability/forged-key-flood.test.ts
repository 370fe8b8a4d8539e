import { randomBytes, randomUUID } from 'node:crypto';
import { captureWebhooks, type CapturedWebhook, type WebhookCapture } from '../support/captured-webhooks.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { createRawHttpClient, type RawHttpClient } from '../support/raw-http-client.js';
import { createItem } from '../support/fixtures.js';
import { createWebhookSigner } from '../support/webhook-signing.js';

const KEY_PATH = '/webhook_verification_key/get';
/** Plaid's timeout for a delivery. */
const DELIVERY_TIMEOUT_MS = 10_000;
/** Concurrent senders: more than 69 webhooks per second on any machine, which was once enough to block a genuine key. */
const SENDERS = 8;
/** The number that is sent simultaneously at first, to use up the burst. */
const VOLLEY = 30;
/** The key fetches that attackers can cause in this time with key ids that they do not repeat: docs/adr/0027. */
const unreservedFetches = (ms: number) => 5 + Math.ceil((210 / 60_000) * ms);

let gateway: TestGateway;
let rawClient: RawHttpClient;
let plaid: WebhookCapture;
let ada: GraphqlClient;

beforeEach(async () => {
  gateway = await startGateway();
  rawClient = createRawHttpClient(gateway.url);
  plaid = await captureWebhooks(gateway.emulator);
  ada = await gateway.as('ada');
});

afterEach(async () => {
  await rawClient.close();
  await plaid.close();
  await gateway.close();
});

async function deliver({ raw, verification }: CapturedWebhook): Promise<number> {
  const headers = { 'plaid-verification': verification };
  return (await rawClient.send({ path: '/webhooks/plaid', headers, body: raw })).status;
}

/** The status of a genuine delivery, and whether it was within Plaid's timeout. */
async function deliverAsPlaid(hook: CapturedWebhook): Promise<{ status: number; inTime: boolean }> {
  const startedAt = performance.now();
  const status = await deliver(hook);
  return { status, inTime: performance.now() - startedAt < DELIVERY_TIMEOUT_MS };
}

const GENUINE = { status: 200, inTime: true };
const attacker = createWebhookSigner('attacker');

/** The most that an attacker can do: a well-formed key id, the correct hash of the body, signed just now. */
function forge(body: object): CapturedWebhook {
  const raw = JSON.stringify(body);
  const now = Math.floor(Date.now() / 1_000);
  return { raw, verification: attacker.sign(raw, now, { header: { kid: randomUUID() } }) };
}

/** Names a random Item or Link session: an attacker cannot guess an existing one. */
const itemError = (itemId = randomBytes(18).toString('base64url')) => ({
  webhook_type: 'ITEM',
  webhook_code: 'ERROR',
  item_id: itemId,
  environment: 'sandbox',
});
const linkEvent = (linkToken = `link-sandbox-${randomUUID()}`) => ({
  webhook_type: 'LINK',
  webhook_code: 'EVENTS',
  link_session_id: randomUUID(),
  link_token: linkToken,
  events: [],
  environment: 'sandbox',
});

/** Continues until `during` has ended; begins with enough to use up the burst of unreserved fetches. */
async function flooded<T>(bodies: () => object, during: () => Promise<T>): Promise<{ result: T; statuses: number[] }> {
  const statuses: number[] = [];
  const send = async (): Promise<void> => {
    statuses.push(await deliver(forge(bodies())));
  };
  const volley = Array.from({ length: VOLLEY }, send);
  await Promise.race(volley);
  let isOver = false;
  const senders = Array.from({ length: SENDERS }, async () => {
    while (!isOver) await send();
  });
  try {
    return { result: await during(), statuses };
  } finally {
    isOver = true;
    await Promise.all([...volley, ...senders]);
  }
}

/** Sequential deliveries, each signed with a new key. */
async function deliverUnderNewKeys(bodies: readonly object[]): Promise<{ status: number; inTime: boolean }[]> {
  const outcomes: { status: number; inTime: boolean }[] = [];
  for (const body of bodies) {
    await gateway.emulator.control('POST', '/emulator/webhooks', { rotateKey: true });
    outcomes.push(await deliverAsPlaid(await plaid.sign(body)));
  }
  return outcomes;
}

const keyFetches = async () => (await gateway.plaidCalls())[KEY_PATH] ?? 0;
const forgedBody = () => (Math.random() < 0.5 ? itemError() : linkEvent());

describe('while attackers send webhooks with forged key ids', () => {
  it('T17: a new installation accepts the first webhook of an Item, and each one that is signed with a new key', async () => {
    const itemId = await createItem(ada);
    const startedAt = performance.now();
    const codes = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT'];
    const bodies = codes.map((code) => ({ ...itemError(itemId), webhook_code: code }));
    const { result, statuses } = await flooded(forgedBody, async () => {
      const first = await deliverAsPlaid(await plaid.sign(itemError(itemId)));
      return [first, ...(await deliverUnderNewKeys(bodies))];
    });
    expect(result).toEqual([GENUINE, ...bodies.map(() => GENUINE)]);
    expect(statuses.every((status) => status === 401 || status === 503)).toBe(true);
    // The genuine keys, and no more than the unreserved fetches.
    expect(await keyFetches()).toBeLessThanOrEqual(
      1 + bodies.length + unreservedFetches(performance.now() - startedAt),
    );
  }, 60_000);

  it('T17: a new installation without Items accepts the webhooks of its Link sessions', async () => {
    const created = await ada.must<{ createLinkSession: { linkSession: { linkToken: string } } }, unknown>(
      'mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { linkToken } } }',
    );
    const { linkToken } = created.createLinkSession.linkSession;
    const { result } = await flooded(forgedBody, async () => {
      const first = await deliverAsPlaid(await plaid.sign(linkEvent(linkToken)));
      return [first, ...(await deliverUnderNewKeys([linkEvent(linkToken), linkEvent(linkToken)]))];
    });
    expect(result).toEqual([GENUINE, GENUINE, GENUINE]);
  }, 60_000);

  it('T17: and one of them knows an Item of another user, webhooks of other Items are accepted', async () => {
    const known = await createItem(ada);
    const other = await createItem(await gateway.as('bob'));
    const alsoAdas = await createItem(ada);
    const { result } = await flooded(
      () => itemError(known),
      () => deliverUnderNewKeys([itemError(other), itemError(alsoAdas)]),
    );
    expect(result).toEqual([GENUINE, GENUINE]);
  }, 60_000);

  it('T17: a webhook of an unknown Item is accepted when Plaid delivers it again', async () => {
    const { result } = await flooded(forgedBody, async () => {
      const first = await plaid.sign({ ...itemError(), webhook_code: 'UNKNOWN_HERE' });
      await deliver(first);
      return deliverAsPlaid(first);
    });
    expect(result).toEqual(GENUINE);
  }, 60_000);

  it('T17: and a user creates Link sessions to use up the budget, webhooks of other users are accepted', async () => {
    const tokens: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      const created = await ada.must<{ createLinkSession: { linkSession: { linkToken: string } } }, unknown>(
        'mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { linkToken } } }',
      );
      tokens.push(created.createLinkSession.linkSession.linkToken);
    }
    const bobs = await createItem(await gateway.as('bob'));
    let turn = 0;
    const startedAt = performance.now();
    const before = await keyFetches();
    const { result } = await flooded(
      () => linkEvent(tokens[(turn += 1) % tokens.length]),
      () => deliverUnderNewKeys([itemError(bobs)]),
    );
    expect(result).toEqual([GENUINE]);
    // Her own fetches, the unreserved ones and the genuine one; not three for each of her thirty sessions.
    expect((await keyFetches()) - before).toBeLessThanOrEqual(
      25 + unreservedFetches(performance.now() - startedAt) + 1,
    );
  }, 60_000);
});
