import { asEventId, asItemId, asSealed } from '../../../src/model/ids.js';
import type { RecordedEvent } from '../../../src/model/webhook-event.js';
import type { Store } from '../../../src/store/store.js';
import { ada, backends, bob, newEvent, storeItem, type TestStores } from '../../support/store.js';

const all = { afterSeq: null, limit: 10_000 };

for (const { name, run, create } of await backends()) {
  run(`retention, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await stores.open();
    });
    afterEach(() => stores.dispose());

    /** Records a webhook and acknowledges its effects. */
    const append = async (event: Parameters<typeof newEvent>[0]): Promise<RecordedEvent> => {
      const appended = await store.events.append(newEvent(event));
      if (appended.outcome !== 'recorded') throw new Error(appended.outcome);
      await store.events.markEffectsDone(appended.event, 1);
      return appended.event;
    };

    it('deletes old events and records, per owner, up to which seq', async () => {
      const [mine, his] = [await storeItem(store), await storeItem(store, { ownerId: bob })];
      await append({ itemId: mine.id, receivedAt: 100 });
      await append({ itemId: his.id, receivedAt: 100 });
      await append({ itemId: mine.id, receivedAt: 199 });
      const retained = await append({ itemId: mine.id, receivedAt: 200 });
      expect(await store.events.purgedThrough(ada)).toBe(0);
      expect(await store.events.purge(200)).toBe(3);
      expect(await store.events.readAfter(ada, all)).toEqual([retained]);
      expect(await store.events.purgedThrough(ada)).toBe(3);
      expect(await store.events.purgedThrough(bob)).toBe(2);
      expect(await store.events.lastSeq()).toBe(4);
      expect(await store.events.purge(200)).toBe(0);
      await store.events.purge(300);
      expect(await store.events.purgedThrough(ada)).toBe(4);
      expect(await store.events.lastSeq()).toBe(4);
    });

    it('never lowers that seq, also when an older event is deleted later', async () => {
      const item = await storeItem(store);
      await append({ itemId: item.id, receivedAt: 500 });
      await append({ itemId: item.id, receivedAt: 100 });
      await store.events.purge(200);
      expect(await store.events.purgedThrough(ada)).toBe(2);
      await store.events.purge(600);
      expect(await store.events.purgedThrough(ada)).toBe(2);
    });

    it('retains a parked event from the time it entered the log, not from its arrival', async () => {
      const item = await storeItem(store);
      const appended = await store.events.append(newEvent({ itemId: item.id, receivedAt: 100 }));
      if (appended.outcome !== 'recorded') throw new Error(appended.outcome);
      await store.events.markEffectsDone(appended.event, 250);
      expect(await store.events.purge(200)).toBe(0);
      expect(await store.events.purgedThrough(ada)).toBe(0);
      expect(await store.events.purge(251)).toBe(1);
    });

    it('retains events with pending effects, and deletes dead letters', async () => {
      const item = await storeItem(store);
      const appended = await store.events.append(newEvent({ itemId: item.id, receivedAt: 100 }));
      if (appended.outcome !== 'recorded') throw new Error(appended.outcome);
      expect(await store.events.purge(200)).toBe(0);
      for (let n = 0; n < 5; n += 1) await store.events.markEffectsFailed(appended.event, 1);
      expect(await store.events.purge(200)).toBe(1);
    });

    it('deletes parked events and quarantined webhooks', async () => {
      const itemId = asItemId('late');
      await store.events.append(newEvent({ itemId, receivedAt: 100 }));
      const webhook = {
        id: asEventId('we_quarantined'),
        replayKey: 'key',
        reason: 'not JSON\0',
        sealedBody: asSealed('sealed'),
        receivedAt: 100,
      };
      await store.events.quarantine(webhook);
      expect(await store.events.purge(200)).toBe(2);
      await storeItem(store, { itemId });
      expect(await store.events.readAfter(ada, all)).toEqual([]);
      expect(await store.events.purgedThrough(ada)).toBe(0);
    });

    it('quarantines a webhook once, also when several instances receive copies concurrently', async () => {
      const other = await stores.open();
      const webhook = { reason: 'not JSON', sealedBody: asSealed('sealed'), receivedAt: 100 };
      const keep = (id: string, replayKey: string) =>
        (Number(id) % 2 ? store : other).events.quarantine({ id: asEventId(`we_${id}`), replayKey, ...webhook });
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => keep(`${n}`, 'same')));
      expect(outcomes.filter(({ outcome }) => outcome === 'quarantined')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
      expect(await keep('20', 'another')).toEqual({ outcome: 'quarantined' });
      expect(await store.events.purge(200)).toBe(2);
    });

    it('deletes many rows in several batches', async () => {
      const item = await storeItem(store);
      await Promise.all(Array.from({ length: 510 }, () => append({ itemId: item.id, receivedAt: 100 })));
      expect(await store.events.purge(200)).toBe(510);
      expect(await store.events.purgedThrough(ada)).toBe(510);
    });
  });
}
