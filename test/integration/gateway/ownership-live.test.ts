import type { ExecutionResult } from 'graphql';
import { callsBetween, startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';
import { unknownIdLike, type OwnerFixture, createItem, firstResult, seedOwner } from '../../support/fixtures.js';

const EVENTS = `subscription ($after: String, $itemIds: [ID!]) {
  webhookEvents(after: $after, itemIds: $itemIds) { cursor itemId webhookCode item { id } ... on GenericWebhookEvent { payload } }
}`;
const ITEM_UPDATED = 'subscription ($id: ID) { itemUpdated(itemId: $id) { id status } }';
const SESSION_UPDATED = 'subscription ($id: ID!) { linkSessionUpdated(id: $id) { id linkToken items { id } } }';
const FIRE = `mutation ($id: ID!) { sandboxFireWebhook(input: { itemId: $id, webhookCode: "NEW_ACCOUNTS_AVAILABLE" }) { webhookFired } }`;
const RESET = 'mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }';

interface Events {
  webhookEvents: { cursor: string; itemId: string | null; webhookCode: string; item: { id: string } | null };
}
interface Updated {
  itemUpdated: { id: string; status: string };
}
type Subscription<T> = AsyncIterableIterator<ExecutionResult<T>>;

let gateway: TestGateway;
let ada: GraphqlClient;
let bob: GraphqlClient;
let adaHas: OwnerFixture;
let bobsItem: string;

beforeEach(async () => {
  gateway = await startGateway();
  [ada, bob] = await Promise.all([gateway.as('ada'), gateway.as('bob')]);
  adaHas = await seedOwner(gateway, ada);
  bobsItem = await createItem(bob);
});

afterEach(async () => {
  await gateway.close();
});

async function next<T>(subscription: Subscription<T>): Promise<T> {
  const { value } = (await subscription.next()) as { value?: ExecutionResult<T> };
  if (value?.data == null) throw new Error(`the subscription said something else: ${JSON.stringify(value)}`);
  return value.data;
}

/** Reads events up to the one that `fire` sent for this Item. */
async function eventOf(subscription: Subscription<Events>, itemId: string): Promise<Events['webhookEvents']> {
  for (;;) {
    const { webhookEvents } = await next(subscription);
    if (webhookEvents.itemId === itemId && webhookEvents.webhookCode === 'NEW_ACCOUNTS_AVAILABLE') return webhookEvents;
  }
}

/** Resolves once the server has started all subscriptions sent before, because it handles messages in order. */
async function subscribed(client: GraphqlClient, itemId: string): Promise<void> {
  const marker = client.subscribe<Updated, { id: string }>(ITEM_UPDATED, { id: itemId });
  await next(marker);
  await marker.return?.();
}

describe('webhookEvents', () => {
  it('T9: delivers to each of two subscribers only their own events, live and replayed', async () => {
    const hers = ada.subscribe<Events, Record<string, unknown>>(EVENTS);
    const his = bob.subscribe<Events, Record<string, unknown>>(EVENTS);
    const named = { itemIds: [bobsItem] };
    const hisNamed = bob.subscribe<Events, typeof named>(EVENTS, named);
    const herFirst = eventOf(hers, adaHas.itemId);
    const hisFirst = next(his);
    const hisNamedFirst = next(hisNamed);
    await Promise.all([subscribed(ada, adaHas.itemId), subscribed(bob, bobsItem)]);

    await ada.must(FIRE, { id: adaHas.itemId });
    const herEvent = await herFirst;
    await bob.must(FIRE, { id: bobsItem });
    for (const { webhookEvents } of [await hisFirst, await hisNamedFirst]) {
      expect(webhookEvents).toMatchObject({ itemId: bobsItem, item: { id: bobsItem } });
      expect(webhookEvents.cursor).not.toBe(herEvent.cursor);
    }

    const { webhookEvents } = await hisFirst;
    await ada.must(RESET, { id: adaHas.itemId });
    expect(await next(hers)).toMatchObject({ webhookEvents: { itemId: adaHas.itemId, webhookCode: 'ERROR' } });
    await bob.must(RESET, { id: bobsItem });
    const replayed = bob.subscribe<Events, { after: string }>(EVENTS, { after: webhookEvents.cursor });
    expect(await next(replayed)).toMatchObject({ webhookEvents: { itemId: bobsItem } });
  });

  it('returns NOT_FOUND for an Item of another user like for an absent one, byte for byte, alone and among others', async () => {
    for (const others of [[], [bobsItem]]) {
      const named = (itemId: string) => firstResult(bob.subscribe(EVENTS, { itemIds: [...others, itemId] }));
      const foreign = await named(adaHas.itemId);
      expect(foreign).toContain('NOT_FOUND');
      expect(foreign).toBe(await named(unknownIdLike(adaHas.itemId)));
    }
  });

  it('rejects a cursor of another user like an invalid one', async () => {
    const hers = ada.subscribe<Events, Record<string, unknown>>(EVENTS);
    const herFirst = eventOf(hers, adaHas.itemId);
    await subscribed(ada, adaHas.itemId);
    await ada.must(FIRE, { id: adaHas.itemId });
    const { cursor } = await herFirst;
    const foreign = await firstResult(bob.subscribe(EVENTS, { after: cursor }));
    expect(foreign).toContain('BAD_USER_INPUT');
    expect(foreign).toBe(await firstResult(bob.subscribe(EVENTS, { after: unknownIdLike(cursor) })));
  });
});

describe('itemUpdated and linkSessionUpdated', () => {
  it.each([
    ['itemUpdated', ITEM_UPDATED, (has: OwnerFixture) => has.itemId],
    ['linkSessionUpdated', SESSION_UPDATED, (has: OwnerFixture) => has.openSessionId],
  ])('%s returns NOT_FOUND for an id of another user like for an absent one, byte for byte', async (_, text, idOf) => {
    const before = await gateway.plaidCalls();
    const id = idOf(adaHas);
    const foreign = await firstResult(bob.subscribe(text, { id }));
    expect(foreign).toContain('NOT_FOUND');
    expect(foreign).toBe(await firstResult(bob.subscribe(text, { id: unknownIdLike(id) })));
    expect(callsBetween(before, await gateway.plaidCalls())).toEqual({});
  });

  it.each(['items:read items:write', 'items:read items:write operator'])(
    'itemUpdated without an id is about Items of the viewer only, with the scopes %s',
    async (scopes) => {
      const olga = await gateway.as('olga', scopes);
      const olgasItem = await createItem(olga);
      const hers = ada.subscribe<Updated, Record<string, unknown>>(ITEM_UPDATED, { id: adaHas.itemId });
      await next(hers);
      const olgas = olga.subscribe<Updated, Record<string, unknown>>(ITEM_UPDATED);
      expect(await next(olgas)).toMatchObject({ itemUpdated: { id: olgasItem } });
      await ada.must(RESET, { id: adaHas.itemId });
      await next(hers);
      await olga.must(RESET, { id: olgasItem });
      expect(await next(olgas)).toMatchObject({ itemUpdated: { id: olgasItem, status: 'LOGIN_REQUIRED' } });
    },
  );

  it('webhookEvents of an operator are only about their own data', async () => {
    const olga = await gateway.as('olga', 'items:read items:write operator');
    const olgasItem = await createItem(olga);
    const olgas = olga.subscribe<Events, Record<string, unknown>>(EVENTS);
    const first = next(olgas);
    const hers = ada.subscribe<Events, Record<string, unknown>>(EVENTS);
    const herFirst = eventOf(hers, adaHas.itemId);
    await Promise.all([subscribed(ada, adaHas.itemId), subscribed(olga, olgasItem)]);
    await ada.must(FIRE, { id: adaHas.itemId });
    await herFirst;
    await olga.must(FIRE, { id: olgasItem });
    expect(await first).toMatchObject({ webhookEvents: { itemId: olgasItem } });
  });
});
