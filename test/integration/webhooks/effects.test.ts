import { setImmediate as immediate } from 'node:timers/promises';
import { asOwnerId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { OwnedLinkSession } from '../../../src/model/link-session.js';
import { poll } from '../../../src/model/time.js';
import type { RecordedEvent } from '../../../src/model/webhook-event.js';
import { openLinkToken } from '../../../src/vault/sealing.js';
import { createEffectQueue } from '../../../src/webhooks/effect-queue.js';
import { type LiveGateway, startLiveGateway } from '../../support/live-gateway.js';

const ada = asOwnerId('ada');
const LINK_TOKEN_GET = '/link/token/get';
/** The webhooks of one session: ITEM_ADD_RESULT, EVENTS, SESSION_FINISHED. */
const WEBHOOKS_OF_A_NEW_ITEM = 3;
/** EVENTS, SESSION_FINISHED. */
const WEBHOOKS_OF_AN_EXIT = 2;

let gateway: LiveGateway;

beforeEach(async () => {
  gateway = await startLiveGateway();
});

afterEach(async () => {
  await gateway.close();
});

function createSession(updateItem: OwnedItem | null = null): Promise<OwnedLinkSession> {
  const request = { hosted_link: {}, ...(updateItem === null ? { products: ['auth'] } : {}) };
  return gateway.actionsOf('ada').createLinkSession({ request, updateItemId: updateItem?.id ?? null });
}

function linkItem(): Promise<OwnedItem> {
  return gateway.actionsOf('ada').sandboxCreateItem({
    institutionId: 'ins_109508',
    initialProducts: ['auth'],
    overrideUsername: null,
    overridePassword: null,
  });
}

/** The end user goes through Link; resolves when the webhooks of that have been responded to. */
async function goThroughLink(session: OwnedLinkSession, outcome: 'success' | 'exit', webhooks: number): Promise<void> {
  const before = gateway.host.statuses.length;
  const linkToken = openLinkToken(gateway.records.vault, session);
  const finished = await gateway.plaid.control('POST', `/emulator/link/${linkToken}`, { outcome });
  if (finished.status !== 200) throw new Error(finished.text);
  await gateway.host.answered(before + webhooks);
}

/** The next calls of /link/token/get fail. */
async function breakLinkTokenGet(fault: Record<string, unknown>, times?: number): Promise<void> {
  const rule = { path: LINK_TOKEN_GET, fault, ...(times === undefined ? {} : { times }) };
  const set = await gateway.plaid.control('POST', '/emulator/faults', rule);
  if (set.status !== 200) throw new Error(set.text);
}

const refusal = { status: 400, errorType: 'API_ERROR', errorCode: 'INTERNAL_SERVER_ERROR' };
const pending = () => gateway.records.store.events.withPendingEffects(100);
const statusOf = async (session: OwnedLinkSession) =>
  (await gateway.records.store.unscoped.linkSession(session.id))?.recordedStatus;
const itemsOf = (session: OwnedLinkSession) => gateway.records.store.items.ofLinkSession(session);
const generationOf = async (item: OwnedItem) => (await gateway.records.store.unscoped.item(item.id))?.generation ?? 0;

describe('the webhooks of a Link session', () => {
  it('store the new Item and complete the session without the app', async () => {
    const session = await createSession();
    const { signal } = new AbortController();
    const changes = gateway.feed.linkSessionChanges({ ownerId: ada, linkSessionId: session.id, signal });
    const changed = changes[Symbol.asyncIterator]().next();
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    await gateway.receiver.settled();
    await expect(statusOf(session)).resolves.toBe('SUCCEEDED');
    await expect(itemsOf(session)).resolves.toHaveLength(1);
    await expect(changed).resolves.toMatchObject({ value: session.id });
    await expect(pending()).resolves.toEqual([]);
  });

  it('exchange each public token once, although every webhook and the app complete the session', async () => {
    const session = await createSession();
    await Promise.all([
      goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM),
      gateway.actionsOf('ada').completeLinkSession(session.id),
    ]);
    await gateway.actionsOf('ada').completeLinkSession(session.id);
    await gateway.receiver.settled();
    const journal = await gateway.plaid.control('GET', '/emulator/requests');
    expect(journal.body.counts).toMatchObject({ '/item/public_token/exchange': 1 });
  });

  it('of one user, for whose sessions Plaid does not respond, do not delay those of another', async () => {
    const adas: OwnedLinkSession[] = [];
    for (let count = 0; count < 20; count += 1) adas.push(await createSession());
    // Every call for one of Ada's sessions hangs, and there are more of them than may call Plaid at the same time.
    await breakLinkTokenGet({ hang: true }, adas.length);
    for (const session of adas) await goThroughLink(session, 'exit', WEBHOOKS_OF_AN_EXIT);
    const request = { hosted_link: {}, products: ['auth'] };
    const bobs = await gateway.actionsOf('bob').createLinkSession({ request, updateItemId: null });
    await gateway.plaid.control('DELETE', '/emulator/faults');
    const { signal } = new AbortController();
    const changes = gateway.feed.linkSessionChanges({ ownerId: bobs.ownerId, linkSessionId: bobs.id, signal });
    const iterator = changes[Symbol.asyncIterator]();
    await goThroughLink(bobs, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    while ((await statusOf(bobs)) !== 'SUCCEEDED') await iterator.next();
    const stillPending = (await pending()).filter(({ ownerId }) => ownerId === ada);
    expect(stillPending.length).toBeGreaterThanOrEqual(adas.length - 1);
  }, 30_000);

  it('reach the subscriber in order', async () => {
    const session = await createSession();
    const { signal } = new AbortController();
    const events = await gateway.feed.events({ ownerId: ada, after: null, itemIds: null, types: ['LINK'], signal });
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    const iterator = events[Symbol.asyncIterator]();
    for (let count = 0; count < WEBHOOKS_OF_A_NEW_ITEM; count += 1) {
      await expect(iterator.next()).resolves.toMatchObject({ value: { linkSessionId: session.id } });
    }
  });

  it('mark a session as STARTED when its first events arrive', async () => {
    const session = await createSession();
    const { id: itemId } = await linkItem();
    const linkToken = openLinkToken(gateway.records.vault, session);
    const body = {
      webhook_type: 'LINK',
      webhook_code: 'EVENTS',
      link_token: linkToken,
      link_session_id: 's',
      events: [],
    };
    await gateway.plaid.control('POST', '/emulator/webhooks/send', { itemId, body });
    await gateway.host.answered(1);
    await gateway.receiver.settled();
    await expect(statusOf(session)).resolves.toBe('STARTED');
  });

  it('mark a session that the end user exited as EXITED', async () => {
    const session = await createSession();
    await goThroughLink(session, 'exit', WEBHOOKS_OF_AN_EXIT);
    await gateway.receiver.settled();
    await expect(statusOf(session)).resolves.toBe('EXITED');
    await expect(itemsOf(session)).resolves.toEqual([]);
  });

  it('mark a session as EXITED even when Plaid has forgotten it', async () => {
    const session = await createSession();
    await breakLinkTokenGet({ status: 400, errorType: 'INVALID_INPUT', errorCode: 'INVALID_LINK_TOKEN' });
    await goThroughLink(session, 'exit', WEBHOOKS_OF_AN_EXIT);
    await gateway.receiver.settled();
    await expect(statusOf(session)).resolves.toBe('EXITED');
  });

  it('invalidate the Item of a successful update-mode session and notify its subscribers, even while Plaid is down', async () => {
    const item = await linkItem();
    const session = await createSession(item);
    await gateway.receiver.settled();
    await breakLinkTokenGet(refusal);
    const { signal } = new AbortController();
    const changes = gateway.feed.itemChanges({ ownerId: ada, itemId: item.id, signal })[Symbol.asyncIterator]();
    const before = await generationOf(item);
    await goThroughLink(session, 'success', 1);
    await expect(changes.next()).resolves.toMatchObject({ value: item.id });
    expect(await generationOf(item)).toBeGreaterThan(before);
  });

  it('mark a successful update-mode session as SUCCEEDED', async () => {
    const session = await createSession(await linkItem());
    await goThroughLink(session, 'success', 1);
    await gateway.receiver.settled();
    await expect(statusOf(session)).resolves.toBe('SUCCEEDED');
  });
});

describe('effects that fail', () => {
  it('are retried until they succeed', async () => {
    const session = await createSession();
    await breakLinkTokenGet(refusal, 3);
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    await gateway.receiver.settled();
    await expect(itemsOf(session)).resolves.toHaveLength(1);
    await expect(pending()).resolves.toEqual([]);
  });

  it('are given up after the fifth attempt, and the event was delivered anyway', async () => {
    const session = await createSession();
    await breakLinkTokenGet(refusal);
    const { signal } = new AbortController();
    const events = await gateway.feed.events({ ownerId: ada, after: null, itemIds: null, types: null, signal });
    const delivered = events[Symbol.asyncIterator]().next();
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    await expect(delivered).resolves.toMatchObject({ done: false });
    await gateway.receiver.settled();
    await expect(pending()).resolves.toEqual([]);
    const journal = await gateway.plaid.control('GET', '/emulator/requests');
    // Two of the three webhooks call Plaid; the Plaid client does not retry this error.
    expect(journal.body.counts).toMatchObject({ [LINK_TOKEN_GET]: 10 });
    expect(gateway.logged()).toContain('given up');
  });
});

describe('an event whose effects fail', () => {
  it('delays no other Item while it waits for its retry', async () => {
    gateway.restart({ retryDelaysMs: [3_600_000], closeGraceMs: 20 });
    const session = await createSession();
    await breakLinkTokenGet(refusal);
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    const item = await linkItem();
    const { signal } = new AbortController();
    const changes = gateway.feed.itemChanges({ ownerId: ada, itemId: item.id, signal })[Symbol.asyncIterator]();
    const body = { webhook_type: 'ITEM', webhook_code: 'ERROR', item_id: item.id, environment: 'sandbox' };
    await gateway.plaid.control('POST', '/emulator/webhooks/send', { itemId: item.id, body });
    await expect(changes.next()).resolves.toMatchObject({ value: item.id });
    const remaining = async () => (await pending()).map((event) => event.itemId ?? event.linkSessionId);
    while ((await remaining()).includes(item.id)) await immediate();
    expect(new Set(await remaining())).toEqual(new Set([session.id]));
  });
});

describe('a crash', () => {
  it('between persisting and effects loses none: the next start applies them', async () => {
    const item = await linkItem();
    await gateway.records.append(item.id);
    await gateway.records.append(item.id);
    await expect(pending()).resolves.toHaveLength(2);
    gateway.restart();
    const { signal } = new AbortController();
    const changes = gateway.feed.itemChanges({ ownerId: ada, itemId: item.id, signal });
    gateway.receiver.start();
    await gateway.receiver.settled();
    await expect(changes[Symbol.asyncIterator]().next()).resolves.toMatchObject({ value: item.id });
    await expect(pending()).resolves.toEqual([]);
  });

  it('during a call to Plaid loses none, and closing does not wait for Plaid', async () => {
    const session = await createSession();
    await breakLinkTokenGet({ hang: true });
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    gateway.restart({ closeGraceMs: 20 });
    const stuck = await createSession();
    await goThroughLink(stuck, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    const startedAt = Date.now();
    await gateway.receiver.close();
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    await gateway.plaid.control('DELETE', '/emulator/faults');
    gateway.restart();
    gateway.receiver.start();
    await gateway.receiver.settled();
    await expect(statusOf(stuck)).resolves.toBe('SUCCEEDED');
    await expect(itemsOf(stuck)).resolves.toHaveLength(1);
    await expect(pending()).resolves.toEqual([]);
  });

  it('does not block the next start with one event that cannot succeed', async () => {
    const session = await createSession();
    await breakLinkTokenGet(refusal);
    await goThroughLink(session, 'success', WEBHOOKS_OF_A_NEW_ITEM);
    const item = await linkItem();
    await gateway.records.append(item.id);
    gateway.restart();
    gateway.receiver.start();
    await gateway.receiver.settled();
    await expect(pending()).resolves.toEqual([]);
  });
});

describe('a flood', () => {
  it('of more events than fit in memory loses none of their effects', async () => {
    const item = await linkItem();
    const { store } = gateway.records;
    const events: RecordedEvent[] = [];
    for (let count = 0; count < 1_100; count += 1) events.push(await gateway.records.append(item.id));
    const queue = createEffectQueue({
      store,
      events: store.events,
      feed: gateway.feed,
      linkWebhooks: { applyLocally: () => Promise.resolve(), apply: () => Promise.resolve() },
      now: Date.now,
      log: { warn: () => undefined, error: () => undefined },
    });
    for (const event of events) queue.add(event);
    while ((await pending()).length > 0) await queue.settled();
    await queue.close(0);
  });

  it('of Link sessions that wait for Plaid does not delay the subscribers to an Item', async () => {
    const { store } = gateway.records;
    const [session, item] = [await createSession(), await linkItem()];
    const [event, itemEvent] = [await gateway.records.append(item.id), await gateway.records.append(item.id)];
    const watching = new AbortController();
    const changes = gateway.feed.itemChanges({ ownerId: ada, itemId: null, signal: watching.signal });
    const changed = changes[Symbol.asyncIterator]().next();
    const queue = createEffectQueue({
      store,
      events: store.events,
      feed: gateway.feed,
      linkWebhooks: {
        applyLocally: () => Promise.resolve(),
        apply: ({ webhookType }) => (webhookType === 'LINK' ? new Promise(() => undefined) : Promise.resolve()),
      },
      now: Date.now,
      log: { warn: () => undefined, error: () => undefined },
    });
    const finished = { webhookType: 'LINK', webhookCode: 'SESSION_FINISHED', itemId: null, linkSessionId: session.id };
    for (let seq = itemEvent.seq + 1; queue.size < 1_000; seq += 1) queue.add({ ...event, ...finished, seq });
    queue.add(itemEvent, { isJustRecorded: true });
    await expect(changed).resolves.toMatchObject({ value: item.id });
    expect(queue.size).toBe(1_000);
    watching.abort();
    await queue.close(0);
  });

  it('of more pending events than fit in memory is processed by the next start', async () => {
    const item = await linkItem();
    for (let count = 0; count < 1_100; count += 1) await gateway.records.append(item.id);
    gateway.receiver.start();
    await gateway.receiver.settled();
    await expect(pending()).resolves.toEqual([]);
  });
});

describe('maintenance', () => {
  it('purges events that are older than the retention', async () => {
    const item = await linkItem();
    const old = Date.now() - 169 * 3_600_000;
    await gateway.records.store.events.markEffectsDone(await gateway.records.append(item.id, { at: old }), old);
    const retained = await gateway.records.append(item.id);
    gateway.receiver.start();
    const readSeqs = async () =>
      (await gateway.records.store.events.readAfter(ada, { afterSeq: null, limit: 10 })).map(({ seq }) => seq);
    const purged = async () => ((await readSeqs()).length === 1 ? readSeqs() : null);
    expect(await poll(purged, { minMs: 5, maxMs: 50, timeoutMs: 10_000 })).toEqual([retained.seq]);
    await gateway.receiver.close();
  });
});
