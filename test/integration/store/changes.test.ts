import { setImmediate as immediate } from 'node:timers/promises';
import { asAccountId } from '../../../src/model/ids.js';
import type { Change, Store } from '../../../src/store/store.js';
import {
  ada,
  backends,
  beginExchange,
  newEvent,
  newLinkSession,
  removeItem,
  storeItem,
  type TestStores,
} from '../../support/store.js';

for (const { name, run, create } of await backends()) {
  run(`the change log, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await stores.open();
    });
    afterEach(() => stores.dispose());

    /** The changes that `work` records, as another instance sees them. */
    const changesOf = async (act: () => Promise<unknown>): Promise<Change[]> => {
      const other = await stores.open();
      const before = await other.changes.lastSeq();
      await act();
      const changes = await other.changes.readAfter(before, 100);
      expect(changes.map(({ seq }) => seq)).toEqual(changes.map((_, n) => before + 1 + n));
      return changes;
    };
    const idsOf = (changes: Change[]) =>
      changes.map(({ ownerId, itemId, linkSessionId }) => [ownerId, itemId, linkSessionId]);

    it('records every change of an Item, and nothing else', async () => {
      const session = newLinkSession();
      await store.linkSessions.insert(session);
      let item = await storeItem(store);
      expect(idsOf(await changesOf(async () => (item = await storeItem(store, { linkSession: session }))))).toEqual([
        [ada, item.id, session.id],
      ]);
      const ofItem = [[ada, item.id, null]];
      expect(idsOf(await changesOf(() => store.items.bumpGeneration(item)))).toEqual(ofItem);
      expect(idsOf(await changesOf(() => store.events.append(newEvent({ itemId: item.id }))))).toEqual(ofItem);
      expect(idsOf(await changesOf(() => store.events.append(newEvent())))).toEqual([]);
      const rotation = await store.journal.beginItemOperation({ kind: 'ROTATE', item, at: 1 });
      const rotated = { sealedAccessToken: newLinkSession().sealedLinkToken, plaidRequestId: null, at: 2 };
      expect(idsOf(await changesOf(() => store.journal.completeRotation(rotation, rotated)))).toEqual(ofItem);
      expect(idsOf(await changesOf(() => store.accounts.replace(item, [asAccountId('account')])))).toEqual([]);
      expect(idsOf(await changesOf(() => removeItem(store, item)))).toEqual(ofItem);
    });

    it('records each status change of a Link session once', async () => {
      const session = await store.linkSessions.insert(newLinkSession());
      const moved = [[ada, null, session.id]];
      expect(idsOf(await changesOf(() => store.linkSessions.advance(session, 'STARTED')))).toEqual(moved);
      expect(idsOf(await changesOf(() => store.linkSessions.advance(session, 'STARTED')))).toEqual([]);
    });

    it('marks the changes of this instance as its own', async () => {
      const item = await storeItem(store);
      const [change] = await changesOf(() => store.items.bumpGeneration(item));
      expect(change?.isOwn).toBe(false);
      expect((await store.changes.readAfter(0, 100)).every(({ isOwn }) => isOwn)).toBe(true);
    });

    it('records no change of a transaction that was rolled back', async () => {
      const item = await storeItem(store);
      const { entry } = await beginExchange(store, ada);
      const foreign = { ...entry, ownerId: newLinkSession().id as unknown as typeof ada };
      const exchanged = {
        itemId: item.id,
        sealedAccessToken: newLinkSession().sealedLinkToken,
        plaidRequestId: null,
        at: 1,
      };
      const act = () => expect(store.journal.completeExchange(foreign, exchanged)).rejects.toThrow();
      expect(await changesOf(act)).toEqual([]);
    });

    it('makes numbers visible in order and without gaps while three instances write', async () => {
      const instances = [store, await stores.open(), await stores.open()];
      const items = await Promise.all(instances.map((instance) => storeItem(instance)));
      const before = await store.changes.lastSeq();
      const seen: number[] = [];
      const reader = await stores.open();
      const state = { done: false };
      const reading = (async () => {
        while (!state.done || (await reader.changes.lastSeq()) > (seen.at(-1) ?? before)) {
          // The embedded database responds without yielding to the event loop.
          await immediate();
          for (const { seq } of await reader.changes.readAfter(seen.at(-1) ?? before, 7)) seen.push(seq);
        }
      })();
      const changing = instances.flatMap((instance, n) =>
        Array.from({ length: 30 }, () => instance.items.bumpGeneration(items[(n + 1) % 3] ?? raise())),
      );
      await Promise.all(changing);
      state.done = true;
      await reading;
      expect(seen).toEqual(Array.from({ length: 90 }, (_, n) => before + 1 + n));
    }, 60_000);
  });
}

function raise(): never {
  throw new Error('no such Item');
}
