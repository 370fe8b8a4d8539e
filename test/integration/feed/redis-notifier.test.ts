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

withRedis(`waking other instances through Redis${redis.url === null ? ` (${redis.missing})` : ''}`, () => {
  const redisUrl = redis.url ?? '';
  const opened: RedisNotifier[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((wakeUps) => wakeUps.close()));
  });

  /** Resolves when it listens: news come then in any case. `news` counts what came since. */
  const connect = async () => {
    const state = { news: 0, onNews: (): void => undefined };
    const wakeUps = await new Promise<RedisNotifier>((resolve) => {
      const made = connectRedisNotifier({
        redisUrl,
        onNotify: () => {
          state.news += 1;
          state.onNews();
          resolve(made);
        },
      });
    });
    opened.push(wakeUps);
    state.news = 0;
    return { wakeUps, state, next: () => new Promise<void>((resolve) => (state.onNews = resolve)) };
  };

  it('tells the others and not oneself, with a message that holds nothing but a made-up id', async () => {
    const [one, other, third] = [await connect(), await connect(), await connect()];
    const listener = createClient({ url: redisUrl });
    await listener.connect();
    const messages: string[] = [];
    await listener.pSubscribe('*', (message) => messages.push(message));
    const told = Promise.all([other.next(), third.next()]);
    one.wakeUps.notify();
    await told;
    expect(one.state.news).toBe(0);
    const answered = one.next();
    other.wakeUps.notify();
    await answered;
    const fresh = messages.filter((message) => message.length !== randomUUID().length || !/^[0-9a-f-]+$/.test(message));
    expect(messages.length).toBeGreaterThanOrEqual(2);
    expect(fresh).toEqual([]);
    listener.destroy();
  });
});

for (const { name, run, create } of await backends()) {
  run(`reading what other instances have changed, ${name}`, () => {
    let stores: TestStores;
    beforeEach(async () => {
      stores = await create();
    });
    afterEach(() => stores.dispose());

    it('tells of each change of another instance once and of none of its own, however often it is told to look', async () => {
      const [here, elsewhere] = [await stores.open(), await stores.open()];
      const item = await storeItem(here);
      const other = await storeItem(here);
      const told: ItemId[] = [];
      let looks = 0;
      let onTold = (): void => undefined;
      const feed = {
        remoteChanges: (changes: readonly Change[]) => {
          looks += 1;
          for (const { itemId } of changes) {
            if (itemId !== null) told.push(itemId);
          }
          if (changes.length > 0) onTold();
        },
      };
      const nextTold = () => new Promise<void>((resolve) => (onTold = resolve));
      // Longer than the test: only looking brings anything.
      const tail = await startChangePoller({ changes: here.changes, feed, pollMs: 600_000 });
      await here.items.bumpGeneration(item);
      await elsewhere.events.append(newEvent({ itemId: other.id }));
      let heard = nextTold();
      for (let n = 0; n < 10; n += 1) tail.poll();
      await heard;
      await elsewhere.items.bumpGeneration(item);
      heard = nextTold();
      tail.poll();
      await heard;
      await tail.close();
      expect(told).toEqual([other.id, item.id]);
      expect(looks).toBe(2);
    });
  });
}
