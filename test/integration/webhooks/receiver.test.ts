import { asItemId, asOwnerId, type ItemId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { RecordedEvent } from '../../../src/model/webhook-event.js';
import { openWebhookBody } from '../../../src/vault/sealing.js';
import { type LiveGateway, startLiveGateway } from '../../support/live-gateway.js';

const ada = asOwnerId('ada');
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

let gateway: LiveGateway;

beforeEach(async () => {
  gateway = await startLiveGateway();
});

afterEach(async () => {
  await gateway.close();
});

/** An Item that `owner` links through the gateway. */
function link(owner = 'ada'): Promise<OwnedItem> {
  return gateway.actionsOf(owner).sandboxCreateItem({
    institutionId: 'ins_109508',
    initialProducts: ['auth'],
    overrideUsername: null,
    overridePassword: null,
  });
}

/** The emulator signs the bodies and delivers them to the Item's webhook URL; returns the response statuses. */
async function deliver(itemId: string, ...bodies: unknown[]): Promise<number[]> {
  const { host, plaid } = gateway;
  const before = host.statuses.length;
  for (const body of bodies) {
    const sent = await plaid.control('POST', '/emulator/webhooks/send', { itemId, body });
    if (sent.status !== 200) throw new Error(sent.text);
  }
  await host.answered(before + bodies.length);
  return host.statuses.slice(before);
}

const itemError = (itemId: string) => ({
  webhook_type: 'ITEM',
  webhook_code: 'ERROR',
  item_id: itemId,
  error: { error_code: 'ITEM_LOGIN_REQUIRED' },
  environment: 'sandbox',
});

async function follow(ownerId = ada, after: string | null = null): Promise<AsyncIterator<RecordedEvent>> {
  const { signal } = new AbortController();
  const events = await gateway.feed.events({ ownerId, after, itemIds: null, types: null, signal });
  return events[Symbol.asyncIterator]();
}

async function nextOf(events: AsyncIterator<RecordedEvent>): Promise<RecordedEvent> {
  const result = await events.next();
  if (result.done === true) throw new Error('The subscription has ended.');
  return result.value;
}

const recorded = (ownerId = ada) => gateway.records.store.events.readAfter(ownerId, { afterSeq: null, limit: 1_000 });
const generationOf = async (itemId: ItemId) => (await gateway.records.store.unscoped.item(itemId))?.generation ?? 0;

describe('a webhook of an Item', () => {
  it('gets 200, is stored encrypted, and reaches only its owner', async () => {
    const item = await link();
    await link('bob');
    const events = await follow();
    await expect(deliver(item.id, itemError(item.id))).resolves.toEqual([200]);
    const event = await nextOf(events);
    expect(event).toMatchObject({ webhookType: 'ITEM', webhookCode: 'ERROR', environment: 'sandbox', itemId: item.id });
    expect(event.sealedBody).not.toContain('ITEM_LOGIN_REQUIRED');
    expect(JSON.parse(openWebhookBody(gateway.records.vault, event))).toEqual(itemError(item.id));
    await expect(recorded(asOwnerId('bob'))).resolves.toEqual([]);
  });

  it('invalidates its Item before any subscriber sees it, even a subscriber that reads while others arrive', async () => {
    const item = await link();
    const events = await follow();
    const before = await generationOf(item.id);
    const bodies = Array.from({ length: 40 }, (_, index) => ({ ...itemError(item.id), index }));
    const delivered = deliver(item.id, ...bodies);
    for (let seen = 1; seen <= bodies.length; seen += 1) {
      await nextOf(events);
      expect((await generationOf(item.id)) - before).toBeGreaterThanOrEqual(seen);
    }
    await delivered;
  });

  it('notifies the subscribers to the Item after invalidating it', async () => {
    const item = await link();
    const changes = gateway.feed.itemChanges({ ownerId: ada, itemId: item.id, signal: new AbortController().signal });
    const before = await generationOf(item.id);
    const changed = changes[Symbol.asyncIterator]().next();
    await deliver(item.id, itemError(item.id));
    await expect(changed).resolves.toEqual({ done: false, value: item.id });
    expect(await generationOf(item.id)).toBeGreaterThan(before);
  });

  it('T14: that is delivered twice is stored and delivered to subscribers once', async () => {
    const item = await link();
    await gateway.plaid.control('POST', '/emulator/webhooks', { duplicate: true });
    // At the beginning of a second of Plaid's clock: signed in different seconds they would be two webhooks.
    await gateway.plaid.control('POST', '/emulator/clock', { advanceMs: SECOND_MS - (Date.now() % SECOND_MS) });
    const { host } = gateway;
    await gateway.plaid.control('POST', '/emulator/webhooks/send', { itemId: item.id, body: itemError(item.id) });
    await host.answered(2);
    await gateway.receiver.settled();
    expect(host.statuses).toEqual([200, 200]);
    await expect(recorded()).resolves.toHaveLength(1);
  });

  it('with the same content is another event when it is sent later', async () => {
    const item = await link();
    await deliver(item.id, itemError(item.id));
    await gateway.plaid.control('POST', '/emulator/clock', { advanceMs: 5 * SECOND_MS });
    await deliver(item.id, itemError(item.id));
    await expect(recorded()).resolves.toHaveLength(2);
  });

  it.each<[string, (body: Record<string, unknown>) => unknown]>([
    ['an unknown code', (body) => ({ ...body, webhook_code: 'SOMETHING_NEW' })],
    ['no type', (body) => ({ ...body, webhook_type: undefined })],
    ['no code', (body) => ({ ...body, webhook_code: undefined })],
    ['no environment', (body) => ({ ...body, environment: undefined })],
    ['a code that is a number', (body) => ({ ...body, webhook_code: 7 })],
  ])('with %s is stored anyway', async (_, alter) => {
    const item = await link();
    await expect(deliver(item.id, alter(itemError(item.id)))).resolves.toEqual([200]);
    await expect(recorded()).resolves.toHaveLength(1);
  });

  it.each<[string, (itemId: string) => unknown]>([
    ['of another environment', (itemId) => ({ ...itemError(itemId), environment: 'production' })],
    ['that is not JSON', () => '{"webhook_type":'],
    ['that is an array', () => '[1]'],
    ['that is text', () => '"ITEM"'],
  ])('T20: %s gets 200, is quarantined and never delivered', async (_, body) => {
    const item = await link();
    await expect(deliver(item.id, body(item.id))).resolves.toEqual([200]);
    expect(gateway.receipts).toEqual(['quarantined']);
    await expect(recorded()).resolves.toEqual([]);
  });

  it('T20: of an Item without an owner gets 200 and waits for the owner', async () => {
    const { itemId } = await gateway.plaid.link({ webhook: gateway.host.url });
    await expect(deliver(itemId, itemError(itemId))).resolves.toEqual([200]);
    expect(gateway.receipts).toEqual(['parked']);
    await expect(recorded()).resolves.toEqual([]);
    await gateway.records.storeItem('ada', itemId);
    await expect(recorded()).resolves.toMatchObject([{ itemId: asItemId(itemId) }]);
  });

  it('T1: writes no secret to the log', async () => {
    const item = await link();
    await deliver(item.id, { ...itemError(item.id), public_token: 'public-sandbox-do-not-log-me' });
    await gateway.receiver.settled();
    expect(gateway.logged()).not.toContain('do-not-log-me');
  });
});

describe('a webhook is refused', () => {
  it('T13: with 401 when its signature is forged', async () => {
    const item = await link();
    await gateway.plaid.control('POST', '/emulator/webhooks', { forgeSignature: true });
    await expect(deliver(item.id, itemError(item.id))).resolves.toEqual([401]);
    await expect(recorded()).resolves.toEqual([]);
  });

  it('T14: with 401 when it was signed more than five minutes ago', async () => {
    const item = await link();
    await gateway.plaid.control('POST', '/emulator/webhooks', { staleMs: 5 * MINUTE_MS + 2 * SECOND_MS });
    await expect(deliver(item.id, itemError(item.id))).resolves.toEqual([401]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', undefined])(
    'with 415 when its media type is %s',
    async (contentType) => {
      const delivery = { rawBody: Buffer.from('{}'), verificationHeader: undefined, requestId: 'r' };
      const { signal } = new AbortController();
      await expect(gateway.receiver.receive({ ...delivery, contentType, signal })).resolves.toEqual({ status: 415 });
    },
  );

  it('with 503 when it cannot be stored', async () => {
    const item = await link();
    await deliver(item.id, itemError(item.id));
    await gateway.receiver.settled();
    await gateway.records.store.close();
    const again = { ...itemError(item.id), again: true };
    await expect(deliver(item.id, again)).resolves.toEqual([503]);
    expect(gateway.receipts.at(-1)).toBe('store_unavailable');
  });

  it('with 503 when its sender has disconnected, so that it is not stored twice when it is delivered again', async () => {
    const item = await link();
    const { receiver } = gateway;
    gateway.host.receiver = { ...receiver, receive: (it) => receiver.receive({ ...it, signal: AbortSignal.abort() }) };
    await expect(deliver(item.id, itemError(item.id))).resolves.toEqual([503]);
    await expect(recorded()).resolves.toEqual([]);
  });
});

describe('verification keys', () => {
  it('T19: that Plaid rotates are fetched, and the old ones stay valid', async () => {
    const item = await link();
    await deliver(item.id, itemError(item.id));
    await gateway.plaid.control('POST', '/emulator/webhooks', { rotateKey: true });
    await expect(deliver(item.id, itemError(item.id))).resolves.toEqual([200]);
  });

  it('that cannot be fetched lead to 503, and the next delivery succeeds', async () => {
    const item = await link();
    const path = '/webhook_verification_key/get';
    await gateway.plaid.control('POST', '/emulator/faults', { path, fault: { status: 500 } });
    await expect(deliver(item.id, itemError(item.id))).resolves.toEqual([503]);
    await gateway.plaid.control('DELETE', '/emulator/faults');
    await gateway.plaid.control('POST', '/emulator/clock', { advanceMs: 31 * SECOND_MS });
    await gateway.host.answered(2);
    expect(gateway.host.statuses).toEqual([503, 200]);
    await expect(recorded()).resolves.toHaveLength(1);
  });
});
