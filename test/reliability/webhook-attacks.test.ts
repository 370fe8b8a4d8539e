import { gzipSync } from 'node:zlib';
import { randomUUID } from 'node:crypto';
import {
  captureWebhooks,
  type CapturedWebhook,
  type WebhookCapture,
  withFlippedSignature,
  withTrailingBits,
} from '../support/captured-webhooks.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { createRawHttpClient, type RawHttpClient } from '../support/raw-http-client.js';
import { createItem } from '../support/fixtures.js';
import { rowsOf } from '../support/rows.js';
import { createWebhookSigner } from '../support/webhook-signing.js';

const KEY_PATH = '/webhook_verification_key/get';
const MINUTE_MS = 60_000;
const FORGED = 2_000;
/** The key fetches that attackers can cause, per minute, as a burst, and for a known Item: docs/adr/0027. */
const FETCHES_OF_STRANGERS = 210;
const FETCHES_AT_ONCE = 5;
const FETCHES_OF_ITEM = 5;
const COPIES = 50;

let gateway: TestGateway;
let rawClient: RawHttpClient;
let plaid: WebhookCapture;
let ada: GraphqlClient;
let itemId: string;

beforeEach(async () => {
  gateway = await startGateway();
  rawClient = createRawHttpClient(gateway.url);
  plaid = await captureWebhooks(gateway.emulator);
  ada = await gateway.as('ada');
  itemId = await createItem(ada);
});

afterEach(async () => {
  await rawClient.close();
  await plaid.close();
  await gateway.close();
});

const itemError = (more: object = {}) => ({
  ...{ webhook_type: 'ITEM', webhook_code: 'ERROR', item_id: itemId, environment: 'sandbox' },
  ...more,
});

/** The status of the response to a delivery. Its body must be empty. */
async function deliver(
  { raw, verification }: CapturedWebhook,
  headers: Record<string, string> = {},
  body: string | Buffer = raw,
): Promise<number> {
  const sent = { path: '/webhooks/plaid', headers: { 'plaid-verification': verification, ...headers }, body };
  const { status, text } = await rawClient.send(sent);
  expect(text).toBe('');
  return status;
}

async function eventsOf(client: GraphqlClient): Promise<string[]> {
  const query = '{ webhookEvents(first: 100) { nodes { webhookCode } } }';
  const data = await client.must<{ webhookEvents: { nodes: { webhookCode: string }[] } }, unknown>(query);
  return data.webhookEvents.nodes.map((event) => event.webhookCode);
}

const keyFetches = async () => (await gateway.plaidCalls())[KEY_PATH] ?? 0;

/** A well-formed webhook, signed just now by an attacker. */
function forge(keyId: string): CapturedWebhook {
  const raw = JSON.stringify(itemError());
  return { raw, verification: createWebhookSigner(keyId).sign(raw, Math.floor(Date.now() / 1_000)) };
}

it(`${FORGED} webhooks with random key ids cause a few key fetches a second and leave no trace, and genuine ones are accepted meanwhile`, async () => {
  expect(await deliver(await plaid.sign(itemError({ webhook_code: 'FIRST' })))).toBe(200);
  const genuine: CapturedWebhook[] = [];
  for (let index = 0; index < 10; index += 1) {
    genuine.push(await plaid.sign(itemError({ webhook_code: `GENUINE_${index}` })));
  }
  const before = await keyFetches();
  const startedAt = performance.now();
  const signer = createWebhookSigner('attacker');
  const raw = JSON.stringify(itemError({ webhook_code: 'FORGED' }));
  const now = Math.floor(Date.now() / 1_000);
  const flood = Array.from({ length: FORGED }, () => ({
    raw,
    verification: signer.sign(raw, now, { header: { kid: randomUUID() } }),
  }));
  const statuses: number[] = [];
  // Each may wait for its key: enough in parallel that the flood ends within the test.
  const senders = Array.from({ length: 500 }, async () => {
    for (let hook = flood.pop(); hook !== undefined; hook = flood.pop()) statuses.push(await deliver(hook));
  });
  const accepted: [status: number, forgedLeft: number][] = [];
  for (const hook of genuine) accepted.push([await deliver(hook), flood.length]);
  await Promise.all(senders);

  expect(statuses).toHaveLength(FORGED);
  expect(statuses.every((status) => status === 401 || status === 503)).toBe(true);
  expect((await keyFetches()) - before).toBeLessThanOrEqual(
    FETCHES_OF_ITEM + FETCHES_AT_ONCE + Math.ceil((FETCHES_OF_STRANGERS / MINUTE_MS) * (performance.now() - startedAt)),
  );
  expect(accepted.map(([status]) => status)).toEqual(genuine.map(() => 200));
  // The flood was still running when they got their responses.
  expect(accepted.at(-1)?.[1]).toBeGreaterThan(0);
  expect((await eventsOf(ada)).sort()).toEqual(['FIRST', ...genuine.map((_, index) => `GENUINE_${index}`)].sort());
}, 60_000);

it(`${COPIES} copies of one webhook at the same time, some with a malleated signature that is valid too, become one event`, async () => {
  // The key is known, so the copies are not serialized by its fetch.
  expect(await deliver(await plaid.sign(itemError({ webhook_code: 'FIRST' })))).toBe(200);
  const hook = await plaid.sign(itemError());
  const { verification } = hook;
  const texts = [
    verification,
    withFlippedSignature(verification),
    withTrailingBits(verification, 1),
    withTrailingBits(withFlippedSignature(verification), 2),
  ];
  const padded = `${verification}==`;
  const copies = Array.from({ length: COPIES }, (_, index) => texts[index % texts.length] ?? verification);
  const responses = await Promise.all([...copies, padded].map((text) => deliver({ ...hook, verification: text })));
  expect(responses.slice(0, COPIES)).toEqual(copies.map(() => 200));
  expect([200, 401]).toContain(responses.at(-1));
  expect(await eventsOf(ada)).toEqual(['FIRST', 'ERROR']);
});

it.each<[string, object]>([
  ['of another environment', { webhook_type: 'ITEM', webhook_code: 'ERROR', environment: 'production' }],
  ['that is not an object', []],
])(`${COPIES} copies, some altered, of a webhook %s are quarantined once`, async (_, body) => {
  const hook = await plaid.sign(body);
  const { verification } = hook;
  const texts = [verification, withFlippedSignature(verification), withTrailingBits(verification, 1)];
  const copies = Array.from({ length: COPIES }, (__, index) => texts[index % texts.length] ?? verification);
  const responses = await Promise.all(copies.map((text) => deliver({ ...hook, verification: text })));
  expect(responses).toEqual(copies.map(() => 200));
  expect(rowsOf(gateway.dataDir).letters).toHaveLength(1);
});

describe('is rejected, and no row in any table changes:', () => {
  type Attack = () => Promise<number>;
  const signed = (more: object = {}) => plaid.sign(itemError(more));
  const attacks: [string, number, Attack][] = [
    [
      'a webhook signed by an attacker with a key id of Plaid',
      401,
      async () => {
        const [header = ''] = (await signed()).verification.split('.');
        const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
        return deliver(forge(kid));
      },
    ],
    ['one with a key id that Plaid does not know', 401, () => deliver(forge('not-of-plaid'))],
    [
      'one whose body was altered',
      401,
      async () => {
        const hook = await signed();
        return deliver(hook, {}, hook.raw.replace('ERROR', 'ERRUR'));
      },
    ],
    [
      'the same JSON in different bytes',
      401,
      async () => {
        const hook = await signed();
        return deliver(hook, {}, `${hook.raw} `);
      },
    ],
    [
      'one signed too long ago',
      401,
      async () => {
        await gateway.emulator.control('POST', '/emulator/webhooks', { staleMs: 5 * MINUTE_MS + 2_000 });
        return deliver(await signed());
      },
    ],
    ['one without a signature', 401, async () => deliver({ ...(await signed()), verification: '' })],
    [
      'one with a truncated signature',
      401,
      async () => {
        const hook = await signed();
        return deliver({ ...hook, verification: hook.verification.slice(0, -20) });
      },
    ],
    [
      'a genuine one compressed with gzip',
      415,
      async () => {
        const hook = await signed();
        return deliver(hook, { 'content-encoding': 'gzip' }, gzipSync(hook.raw));
      },
    ],
    ['a genuine one that claims to be gzip', 415, async () => deliver(await signed(), { 'content-encoding': 'gzip' })],
    [
      'a genuine one with the media type of a form',
      415,
      async () => deliver(await signed(), { 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    ['a genuine one that is too large', 413, async () => deliver(await signed({ more: 'x'.repeat(110_000) }))],
    [
      'a genuine one whose new key cannot be fetched',
      503,
      async () => {
        await gateway.emulator.control('POST', '/emulator/webhooks', { rotateKey: true });
        await gateway.emulator.control('POST', '/emulator/faults', { path: KEY_PATH, fault: { status: 500 } });
        return deliver(await signed());
      },
    ],
    [
      'a genuine one for whose key Plaid returns another key',
      503,
      async () => {
        const body = { key: { ...createWebhookSigner('another').publicKey, created_at: 1, expired_at: null } };
        await gateway.emulator.control('POST', '/emulator/faults', {
          ...{ path: KEY_PATH, fault: { status: 200, body: { ...body, request_id: 'made-up' } } },
        });
        return deliver(await signed());
      },
    ],
  ];

  it.each(attacks)('%s (%i)', async (_name, status, attack) => {
    const before = rowsOf(gateway.dataDir);
    expect(await attack()).toBe(status);
    expect(rowsOf(gateway.dataDir)).toEqual(before);
  });
});

describe('gets 200 but is not delivered, although its signature is genuine:', () => {
  it.each<[string, () => object]>([
    ['a webhook of another environment', () => itemError({ environment: 'production' })],
    ["a webhook of another customer's Item", () => itemError({ item_id: 'item-of-another-customer' })],
    [
      "a webhook of another customer's Link session",
      () => itemError({ item_id: undefined, link_token: 'link-of-another' }),
    ],
    ['a webhook without an Item and a Link session', () => itemError({ item_id: undefined })],
  ])('%s', async (_name, body) => {
    const events = ada.subscribe<{ webhookEvents: { webhookCode: string } }, Record<string, unknown>>(
      'subscription { webhookEvents { webhookCode } }',
    );
    const seen: (string | undefined)[] = [];
    const watching = (async () => {
      for await (const { data } of events) {
        seen.push(data?.webhookEvents.webhookCode);
        if (seen.at(-1) === 'LAST') return;
      }
    })();
    // Until the client is known to be subscribed.
    while (seen.length === 0) await deliver(await plaid.sign(itemError({ webhook_code: 'OWN', n: randomUUID() })));
    expect(await deliver(await plaid.sign(body()))).toBe(200);
    expect(await deliver(await plaid.sign(itemError({ webhook_code: 'LAST' })))).toBe(200);
    await watching;
    expect(new Set(seen)).toEqual(new Set(['OWN', 'LAST']));
    expect(await eventsOf(await gateway.as('bea'))).toEqual([]);
  });
});

it('a webhook that arrives before its Item is stored reaches the open subscription of its owner after the exchange', async () => {
  const early = await gateway.emulator.link();
  const bea = await gateway.as('bea');
  const query = 'subscription { webhookEvents { webhookCode itemId } }';
  interface Seen {
    webhookEvents: { webhookCode: string; itemId: string };
  }
  const events = bea.subscribe<Seen, Record<string, unknown>>(query);
  const seen: Seen['webhookEvents'][] = [];
  const watching = (async () => {
    for await (const { data } of events) {
      if (data) seen.push(data.webhookEvents);
      if (data?.webhookEvents.itemId === early.itemId) return;
    }
  })();
  // Webhooks of an Item that she already has, until she is known to be subscribed.
  const known = await createItem(bea);
  while (seen.length === 0) await deliver(await plaid.sign(itemError({ item_id: known, n: randomUUID() })));

  expect(await deliver(await plaid.sign(itemError({ item_id: early.itemId, webhook_code: 'EARLY' })))).toBe(200);
  const created = await gateway.emulator.plaid('/item/public_token/create', { access_token: early.accessToken });
  await bea.must('mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) { item { id } } }', {
    token: created.body.public_token,
  });
  await watching;
  expect(seen.at(-1)).toEqual({ webhookCode: 'EARLY', itemId: early.itemId });
  expect(await eventsOf(ada)).toEqual([]);
});
