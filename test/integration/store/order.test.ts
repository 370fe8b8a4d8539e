import type { OwnedItem } from '../../../src/model/item.js';
import type { Store } from '../../../src/store/store.js';
import { ada, backends, newEvent, storeItem, type TestStores } from '../../support/store.js';

const APPENDS = 50;

/**
 * Keeps reading from the last event until the log holds `count` events, like a subscriber. Stops when `failed` returns
 * true.
 */
const follow = async (store: Store, count: number, signal: AbortSignal): Promise<number[]> => {
  const seen: number[] = [];
  while (seen.length < count && !signal.aborted) {
    const events = await store.events.readAfter(ada, { afterSeq: seen.at(-1) ?? null, limit: 7 });
    seen.push(...events.map(({ seq }) => seq));
    await new Promise(setImmediate);
  }
  return seen;
};

const appendAll = async (writers: Store[], item: OwnedItem): Promise<void> => {
  await Promise.all(
    Array.from({ length: APPENDS }, async (_, n) => {
      const writer = writers[n % writers.length];
      // Every third webhook is parked, which must not leave a gap.
      const event = n % 3 === 0 ? newEvent() : newEvent({ itemId: item.id });
      await writer?.events.append(event);
    }),
  );
};

for (const { name, run, create } of await backends()) {
  run(`the order of the event log, ${name}`, () => {
    let stores: TestStores;

    beforeEach(async () => {
      stores = await create();
    });
    afterEach(() => stores.dispose());

    it.each([
      ['one instance', 1],
      ['two instances', 2],
    ])('shows a reader every event in order while %s append concurrently', async (_what, instances) => {
      const writers = await Promise.all(Array.from({ length: instances }, () => stores.open()));
      const reader = await stores.open();
      const item = await storeItem(reader);
      const recorded = APPENDS - Math.ceil(APPENDS / 3);
      const stop = new AbortController();
      const following = follow(reader, recorded, stop.signal);
      try {
        await appendAll(writers, item);
      } catch (error) {
        stop.abort();
        throw error;
      }
      // All events are recorded now: if the reader has not seen them after this, it has missed some permanently.
      const all = (await reader.events.readAfter(ada, { afterSeq: null, limit: 1_000 })).map(({ seq }) => seq);
      const grace = setTimeout(() => {
        stop.abort();
      }, 2_000);
      const seen = await following;
      clearTimeout(grace);
      expect(seen).toEqual(all);
      expect(all).toEqual(Array.from({ length: recorded }, (_, n) => n + 1));
      expect(await reader.events.lastSeq()).toBe(recorded);
    });

    it('never leaves a webhook parked that arrives while its Item is being stored', async () => {
      const [writer, linker] = [await stores.open(), await stores.open()];
      for (let n = 0; n < 20; n += 1) {
        const itemId = newEvent().itemId ?? '';
        const event = newEvent({ itemId: newEvent().itemId });
        const [, item] = await Promise.all([
          writer.events.append({ ...event, itemId: itemId as OwnedItem['id'] }),
          storeItem(linker, { itemId }),
        ]);
        const read = await writer.events.readAfter(ada, { afterSeq: null, limit: 10, itemIds: [item.id] });
        expect(read.map(({ id }) => id)).toEqual([event.id]);
      }
    });
  });
}
