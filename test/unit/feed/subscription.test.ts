import { getEventListeners } from 'node:events';
import { createSubscriberRegistry, subscribe } from '../../../src/feed/subscription.js';
import { asOwnerId } from '../../../src/model/ids.js';

const ada = asOwnerId('ada');
const bob = asOwnerId('bob');

/** A registry with one subscriber of `ownerId`. */
function setUp(ownerId = ada) {
  const registry = createSubscriberRegistry<string>();
  const controller = new AbortController();
  const { signal } = controller;
  const notifications = subscribe(registry, { ownerId, signal });
  const listeners = () => getEventListeners(signal, 'abort').length;
  return { registry, controller, notifications, listeners };
}

const ended = { done: true, value: undefined };

describe('a subscription', () => {
  it('returns what was published before the first pull, and each notification once', async () => {
    const { registry, notifications } = setUp();
    registry.publish(ada, 'a');
    registry.publish(ada, 'b');
    registry.publish(ada, 'a');
    await expect(notifications.next()).resolves.toEqual({ done: false, value: 'a' });
    registry.publish(ada, 'a');
    await expect(notifications.next()).resolves.toEqual({ done: false, value: 'b' });
    await expect(notifications.next()).resolves.toEqual({ done: false, value: 'a' });
  });

  it('resolves a pending pull', async () => {
    const { registry, notifications } = setUp();
    const pending = notifications.next();
    registry.publish(ada, 'a');
    await expect(pending).resolves.toEqual({ done: false, value: 'a' });
  });

  it('T9: never receives a notification for another owner', async () => {
    const { registry, notifications } = setUp(bob);
    const pending = notifications.next();
    registry.publish(ada, 'for ada');
    registry.publish(bob, 'for bob');
    await expect(pending).resolves.toEqual({ done: false, value: 'for bob' });
  });

  it.each<[string, (set: ReturnType<typeof setUp>) => unknown]>([
    [
      'its signal aborts',
      ({ controller }) => {
        controller.abort();
      },
    ],
    ['the consumer returns', ({ notifications }) => notifications.return?.()],
    [
      'the registry is closed',
      ({ registry }) => {
        registry.closeAll();
      },
    ],
  ])('ends a pending pull and releases everything when %s', async (_, end) => {
    const set = setUp();
    const pending = set.notifications.next();
    await end(set);
    await expect(pending).resolves.toEqual(ended);
    await expect(set.notifications.next()).resolves.toEqual(ended);
    expect(set.registry.size).toBe(0);
    expect(set.listeners()).toBe(0);
  });

  it.each<[string, (set: ReturnType<typeof setUp>) => unknown]>([
    [
      'its signal aborts',
      ({ controller }) => {
        controller.abort();
      },
    ],
    ['the consumer returns', ({ notifications }) => notifications.return?.()],
  ])('releases everything when %s before the first pull', async (_, end) => {
    const set = setUp();
    set.registry.publish(ada, 'a');
    await end(set);
    expect(set.registry.size).toBe(0);
    expect(set.listeners()).toBe(0);
  });

  it('does not begin when its signal has aborted', async () => {
    const registry = createSubscriberRegistry<string>();
    const notifications = subscribe(registry, { ownerId: ada, signal: AbortSignal.abort() });
    expect(registry.size).toBe(0);
    await expect(notifications.next()).resolves.toEqual(ended);
  });

  it('holds one notification per distinct value, however often it is published without a pull', async () => {
    const { registry, controller, notifications } = setUp();
    for (let round = 0; round < 10_000; round += 1) registry.publish(ada, `item-${round % 3}`);
    const taken = [await notifications.next(), await notifications.next(), await notifications.next()];
    expect(taken.map(({ value }) => value)).toEqual(['item-0', 'item-1', 'item-2']);
    const next = notifications.next();
    controller.abort();
    await expect(next).resolves.toEqual(ended);
  });
});
