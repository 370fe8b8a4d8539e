import { getEventListeners } from 'node:events';
import { createSubscriberRegistry, type NotificationQueue, subscribe } from '../../../src/feed/subscription.js';
import { asOwnerId } from '../../../src/model/ids.js';

const ada = asOwnerId('ada');
const bob = asOwnerId('bob');

async function* notes(mailbox: NotificationQueue<string>): AsyncGenerator<string, void> {
  for (let note = await mailbox.take(); note !== null; note = await mailbox.take()) yield note;
}

/** Fails as soon as it is woken. */
// eslint-disable-next-line require-yield
async function* failing(mailbox: NotificationQueue<string>): AsyncGenerator<string, void> {
  await mailbox.take();
  throw new Error('the log cannot be read');
}

/** An audience with one subscriber of `ownerId`. */
function setUp(ownerId = ada) {
  const audience = createSubscriberRegistry<string>();
  const controller = new AbortController();
  const { signal } = controller;
  const values = subscribe(audience, { ownerId, signal }, notes);
  const listeners = () => getEventListeners(signal, 'abort').length;
  return { audience, controller, values, listeners };
}

const ended = { done: true, value: undefined };

describe('a subscription', () => {
  it('keeps what is told before the first pull, and tells each thing once', async () => {
    const { audience, values } = setUp();
    audience.publish(ada, 'a');
    audience.publish(ada, 'b');
    audience.publish(ada, 'a');
    await expect(values.next()).resolves.toEqual({ done: false, value: 'a' });
    audience.publish(ada, 'a');
    await expect(values.next()).resolves.toEqual({ done: false, value: 'b' });
    await expect(values.next()).resolves.toEqual({ done: false, value: 'a' });
  });

  it('wakes a pull that waits', async () => {
    const { audience, values } = setUp();
    const pulled = values.next();
    audience.publish(ada, 'a');
    await expect(pulled).resolves.toEqual({ done: false, value: 'a' });
  });

  it('T9: hears nothing that is told to another owner', async () => {
    const { audience, values } = setUp(bob);
    const pulled = values.next();
    audience.publish(ada, 'for ada');
    audience.publish(bob, 'for bob');
    await expect(pulled).resolves.toEqual({ done: false, value: 'for bob' });
  });

  it.each<[string, (set: ReturnType<typeof setUp>) => unknown]>([
    [
      'its signal aborts',
      ({ controller }) => {
        controller.abort();
      },
    ],
    ['the consumer returns', ({ values }) => values.return?.()],
    [
      'the audience is dismissed',
      ({ audience }) => {
        audience.closeAll();
      },
    ],
  ])('ends a waiting pull and releases everything when %s', async (_, end) => {
    const set = setUp();
    const pulled = set.values.next();
    await end(set);
    await expect(pulled).resolves.toEqual(ended);
    await expect(set.values.next()).resolves.toEqual(ended);
    expect(set.audience.size).toBe(0);
    expect(set.listeners()).toBe(0);
  });

  it.each<[string, (set: ReturnType<typeof setUp>) => unknown]>([
    [
      'its signal aborts',
      ({ controller }) => {
        controller.abort();
      },
    ],
    ['the consumer returns', ({ values }) => values.return?.()],
  ])('releases everything when %s and nobody ever pulled', async (_, end) => {
    const set = setUp();
    set.audience.publish(ada, 'a');
    await end(set);
    expect(set.audience.size).toBe(0);
    expect(set.listeners()).toBe(0);
  });

  it('does not begin when its signal has aborted', async () => {
    const audience = createSubscriberRegistry<string>();
    const values = subscribe(audience, { ownerId: ada, signal: AbortSignal.abort() }, notes);
    expect(audience.size).toBe(0);
    await expect(values.next()).resolves.toEqual(ended);
  });

  it('releases everything when it fails', async () => {
    const audience = createSubscriberRegistry<string>();
    const { signal } = new AbortController();
    const values = subscribe(audience, { ownerId: ada, signal }, failing);
    const pulled = values.next();
    audience.publish(ada, 'a');
    await expect(pulled).rejects.toThrow('the log cannot be read');
    expect(audience.size).toBe(0);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('ends without an error when it fails only after its end', async () => {
    const controller = new AbortController();
    const values = subscribe(createSubscriberRegistry<string>(), { ownerId: ada, signal: controller.signal }, failing);
    const pulled = values.next();
    controller.abort();
    await expect(pulled).resolves.toEqual(ended);
  });

  it('holds one note per distinct thing, however often it is told and nobody pulls', async () => {
    const { audience, controller, values } = setUp();
    for (let round = 0; round < 10_000; round += 1) audience.publish(ada, `item-${round % 3}`);
    const taken = [await values.next(), await values.next(), await values.next()];
    expect(taken.map(({ value }) => value)).toEqual(['item-0', 'item-1', 'item-2']);
    const next = values.next();
    controller.abort();
    await expect(next).resolves.toEqual(ended);
  });
});
