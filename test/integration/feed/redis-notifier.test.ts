import { createClient } from '@keyv/redis';
import { randomUUID } from 'node:crypto';
import { startChangePoller } from '../../../src/feed/change-poller.js';
import { connectRedisNotifier, type RedisNotifier } from '../../../src/feed/redis-notifier.js';
import type { ItemId } from '../../../src/model/ids.js';
import type { Change } from '../../../src/store/store.js';
import { findRedis } from '../../support/redis.js';
import { backends, newEvent, storeItem, type TestStores } from '../../support/store.js';

const redis = await findRedis();
const withRedis = redis.url === null ? describe.skip : describe;

withRedis(`notifying other instances through Redis${redis.url === null ? ` (${redis.missing})` : ''}`, () => {
  const redisUrl = redis.url ?? '';
  const opened: RedisNotifier[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((notifier) => notifier.close()));
  });

  /** Resolves when it is subscribed, which always causes one notification. `count`: the notifications since then. */
  const connect = async () => {
    const state = { count: 0, onNext: (): void => undefined };
    const notifier = await new Promise<RedisNotifier>((resolve) => {
      const connected = connectRedisNotifier({
        redisUrl,
        onNotify: () => {
          state.count += 1;
          state.onNext();
          resolve(connected);
        },
      });
    });
    opened.push(notifier);
    state.count = 0;
    return { notifier, state, next: () => new Promise<void>((resolve) => (state.onNext = resolve)) };
  };

  it('notifies the other instances and not the sender, with a message that contains only a random id', async () => {
    const [one, other, third] = [await connect(), await connect(), await connect()];
    const listener = createClient({ url: redisUrl });
    await listener.connect();
    const messages: string[] = [];
    let receivedTwo: () => void = () => undefined;
    // Redis may deliver to this connection after it has delivered to the others.
    const received = new Promise<void>((resolve) => (receivedTwo = resolve));
    await listener.pSubscribe('*', (message) => {
      if (messages.push(message) === 2) receivedTwo();
    });
    const notified = Promise.all([other.next(), third.next()]);
    one.notifier.notify();
    await notified;
    expect(one.state.count).toBe(0);
    const notifiedBack = one.next();
    other.notifier.notify();
    await notifiedBack;
    await received;
    const unexpected = messages.filter(
      (message) => message.length !== randomUUID().length || !/^[0-9a-f-]+$/.test(message),
    );
    expect(messages.length).toBeGreaterThanOrEqual(2);
    expect(unexpected).toEqual([]);
    listener.destroy();
  });
});

for (const { name, run, create } of await backends()) {
  run(`reading the changes of other instances, ${name}`, () => {
    let stores: TestStores;
    beforeEach(async () => {
      stores = await create();
    });
    afterEach(() => stores.dispose());

    it('passes on each change of another instance once, and none of its own, however often it polls', async () => {
      const [here, elsewhere] = [await stores.open(), await stores.open()];
      const item = await storeItem(here);
      const other = await storeItem(here);
      const changed: ItemId[] = [];
      let reads = 0;
      let onChange = (): void => undefined;
      const feed = {
        remoteChanges: (changes: readonly Change[]) => {
          reads += 1;
          for (const { itemId } of changes) {
            if (itemId !== null) changed.push(itemId);
          }
          if (changes.length > 0) onChange();
        },
      };
      const nextChange = () => new Promise<void>((resolve) => (onChange = resolve));
      // Longer than the test: only poll() finds anything.
      const poller = await startChangePoller({ changes: here.changes, feed, pollMs: 600_000 });
      await here.items.bumpGeneration(item);
      await elsewhere.events.append(newEvent({ itemId: other.id }));
      let change = nextChange();
      for (let n = 0; n < 10; n += 1) poller.poll();
      await change;
      await elsewhere.items.bumpGeneration(item);
      change = nextChange();
      poller.poll();
      await change;
      await poller.close();
      expect(changed).toEqual([other.id, item.id]);
      expect(reads).toBe(2);
    });
  });
}
