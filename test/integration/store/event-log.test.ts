import type { Store } from '../../../src/store/store.js';
import { asItemId, asSealed } from '../../../src/model/ids.js';
import {
  ada,
  backends,
  beginExchange,
  bob,
  newEvent,
  newLinkSession,
  removeItem,
  storeItem,
  type TestStores,
} from '../../support/store.js';

const all = { afterSeq: null, limit: 1_000 };

for (const { name, run, create } of await backends()) {
  run(`the event log, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await stores.open();
    });
    afterEach(() => stores.dispose());

    it('records a webhook for the owner of its Item', async () => {
      const item = await storeItem(store);
      const event = newEvent({ itemId: item.id });
      const appended = await store.events.append(event);
      expect(appended).toMatchObject({ outcome: 'recorded', event: { seq: 1, ownerId: ada, id: event.id } });
      const read = await store.events.readAfter(ada, all);
      expect(read).toEqual([
        {
          seq: 1,
          id: event.id,
          ownerId: ada,
          webhookType: 'ITEM',
          webhookCode: 'ERROR',
          environment: 'sandbox',
          itemId: item.id,
          linkSessionId: null,
          receivedAt: 5_000,
          sealedBody: event.sealedBody,
        },
      ]);
      expect(await store.events.readAfter(bob, all)).toEqual([]);
    });

    it('records a webhook of an unknown Item for the owner of its Link session, and stores both ids', async () => {
      const session = newLinkSession();
      await store.linkSessions.insert(session);
      const itemId = asItemId('not-yet-exchanged');
      const appended = await store.events.append(
        newEvent({ itemId, linkTokenFingerprint: session.linkTokenFingerprint }),
      );
      expect(appended).toMatchObject({
        outcome: 'recorded',
        event: { ownerId: ada, itemId, linkSessionId: session.id },
      });
    });

    it('recognises a webhook that is delivered twice, recorded or parked, and assigns no number to the copy', async () => {
      const item = await storeItem(store);
      const recorded = newEvent({ itemId: item.id });
      const parked = newEvent();
      await store.events.append(recorded);
      await store.events.append(parked);
      expect(await store.events.append({ ...recorded, id: newEvent().id })).toMatchObject({
        outcome: 'duplicate',
        event: { seq: 1, id: recorded.id },
      });
      expect(await store.events.append({ ...parked, id: newEvent().id })).toEqual({
        outcome: 'duplicate',
        event: null,
      });
      expect(await store.events.lastSeq()).toBe(1);
    });

    it('invalidates the cache of the Item for each copy of a webhook, records the change, and makes the effects pending again', async () => {
      const item = await storeItem(store);
      const other = await stores.open();
      const event = newEvent({ itemId: item.id });
      const first = await store.events.append(event);
      if (first.outcome !== 'recorded') throw new Error(first.outcome);
      await store.events.markEffectsDone(first.event, 6_000);
      const generation = async () => (await store.unscoped.item(item.id))?.generation ?? 0;
      const [before, seen] = [await generation(), await other.changes.lastSeq()];
      await store.events.append({ ...event, id: newEvent().id });
      expect(await generation()).toBe(before + 1);
      expect(await store.events.withPendingEffects(10)).toEqual([first.event]);
      expect(await other.changes.lastSeq()).toBe(seen + 1);
    });

    it('does not apply an acknowledgement from before a copy to the copy', async () => {
      const item = await storeItem(store);
      const event = newEvent({ itemId: item.id });
      const first = await store.events.append(event);
      if (first.outcome !== 'recorded') throw new Error(first.outcome);
      const acknowledged = store.events.markEffectsDone(first.event, 6_000);
      await store.events.append({ ...event, id: newEvent().id, receivedAt: 6_001 });
      await acknowledged;
      expect(await store.events.withPendingEffects(10)).toEqual([first.event]);
    });

    it('parks webhooks without an owner and delivers them, in order and at the end of the log, once the Item is stored', async () => {
      const other = await storeItem(store, { ownerId: bob });
      const itemId = asItemId('late-item');
      const early = [newEvent({ itemId }), newEvent({ itemId, webhookCode: 'LOGIN_REPAIRED' })] as const;
      for (const event of early) expect(await store.events.append(event)).toEqual({ outcome: 'parked' });
      await store.events.append(newEvent({ itemId: other.id }));
      expect(await store.events.readAfter(ada, all)).toEqual([]);
      expect(await store.events.withPendingEffects(10)).toHaveLength(1);

      const { entry } = await beginExchange(store);
      const stored = await store.journal.completeExchange(entry, {
        itemId,
        sealedAccessToken: asSealed('sealed'),
        plaidRequestId: null,
        at: 4_000,
      });
      expect(stored.deliveredParkedEvents).toBe(2);
      const read = await store.events.readAfter(ada, all);
      expect(read.map(({ seq, id }) => [seq, id])).toEqual([
        [2, early[0].id],
        [3, early[1].id],
      ]);
      expect(await store.events.withPendingEffects(10)).toHaveLength(3);
    });

    it('T20: never delivers a webhook whose Item and Link session belong to different users', async () => {
      const item = await storeItem(store, { ownerId: ada });
      const session = newLinkSession({ ownerId: bob });
      await store.linkSessions.insert(session);
      const event = newEvent({ itemId: item.id, linkTokenFingerprint: session.linkTokenFingerprint });
      expect(await store.events.append(event)).toEqual({ outcome: 'parked' });
      // Storing the Item again must not deliver it either.
      await storeItem(store, { ownerId: ada, itemId: item.id });
      expect(await store.events.readAfter(ada, all)).toEqual([]);
      expect(await store.events.readAfter(bob, all)).toEqual([]);
    });

    it('parks webhooks of a removed Item', async () => {
      const item = await storeItem(store);
      await removeItem(store, item);
      expect(await store.events.append(newEvent({ itemId: item.id }))).toEqual({ outcome: 'parked' });
    });

    it('records a webhook once when it is delivered twenty times concurrently', async () => {
      const item = await storeItem(store);
      const event = newEvent({ itemId: item.id });
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => store.events.append({ ...event, id: newEvent().id })),
      );
      expect(outcomes.filter(({ outcome }) => outcome === 'recorded')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
    });

    it('has the same outcomes and effects for webhooks that share a transaction as for the same ones in turn', async () => {
      const session = newLinkSession();
      await store.linkSessions.insert(session);
      const [one, two] = [await storeItem(store), await storeItem(store)];
      const removed = await storeItem(store);
      await removeItem(store, removed);
      const generations = async () =>
        Promise.all([one, two].map(async ({ id }) => (await store.unscoped.item(id))?.generation ?? 0));
      const before = await generations();
      const known = newEvent({ itemId: two.id });
      await store.events.append(known);
      const repeated = newEvent({ itemId: one.id });
      const parked = newEvent();
      const webhooks = [
        repeated,
        parked,
        newEvent({ itemId: null, linkTokenFingerprint: session.linkTokenFingerprint }),
        { ...repeated, id: newEvent().id },
        newEvent({ itemId: removed.id }),
        { ...known, id: newEvent().id },
        { ...parked, id: newEvent().id },
        newEvent({ itemId: one.id, webhookCode: 'LOGIN_REPAIRED' }),
      ];
      const outcomes = await Promise.all(webhooks.map((event) => store.events.append(event)));
      const shown = outcomes.map((appended) => [
        appended.outcome,
        'event' in appended ? (appended.event?.seq ?? null) : null,
      ]);
      expect(shown).toEqual([
        ['recorded', 2],
        ['parked', null],
        ['recorded', 3],
        ['duplicate', 2],
        ['parked', null],
        ['duplicate', 1],
        ['duplicate', null],
        ['recorded', 4],
      ]);
      expect(await store.events.lastSeq()).toBe(4);
      const read = await store.events.readAfter(ada, all);
      expect(read.map(({ id }) => id)).toEqual([known, repeated, webhooks[2], webhooks[7]].map((event) => event?.id));
      const after = await generations();
      expect(after.map((generation, n) => generation > (before[n] ?? 0))).toEqual([true, true]);
      expect((await store.unscoped.item(one.id))?.known.worksSince).toBe(5_000);
      expect((await store.unscoped.item(two.id))?.known.worksSince).toBeNull();
    });

    it('filters by Item, type, code and cursor, up to a limit', async () => {
      const [one, two] = [await storeItem(store), await storeItem(store)];
      await store.events.append(newEvent({ itemId: one.id, webhookCode: 'ERROR' }));
      await store.events.append(newEvent({ itemId: one.id, webhookCode: 'LOGIN_REPAIRED' }));
      await store.events.append(newEvent({ itemId: two.id, webhookType: 'AUTH', webhookCode: 'DEFAULT_UPDATE' }));
      await store.events.append(newEvent({ itemId: two.id, webhookCode: 'ERROR' }));
      const seqs = async (query: Partial<Parameters<Store['events']['readAfter']>[1]>) =>
        (await store.events.readAfter(ada, { ...all, ...query })).map(({ seq }) => seq);
      expect(await seqs({ afterSeq: 2 })).toEqual([3, 4]);
      expect(await seqs({ limit: 2 })).toEqual([1, 2]);
      expect(await seqs({ itemIds: [one.id] })).toEqual([1, 2]);
      expect(await seqs({ itemIds: [] })).toEqual([]);
      expect(await seqs({ types: ['ITEM'] })).toEqual([1, 2, 4]);
      expect(await seqs({ types: ['ITEM/ERROR', 'AUTH'] })).toEqual([1, 3, 4]);
      expect(await seqs({ types: ['ITEM/DEFAULT_UPDATE'] })).toEqual([]);
      expect(await seqs({ types: [] })).toEqual([]);
    });

    it('finds the newest event of an Item for each of several codes', async () => {
      const item = await storeItem(store);
      const codes = ['PENDING_DISCONNECT', 'ERROR', 'PENDING_DISCONNECT', 'LOGIN_REPAIRED'];
      for (const webhookCode of codes) await store.events.append(newEvent({ itemId: item.id, webhookCode }));
      const latest = await store.events.latestOfItem(item, ['ITEM/PENDING_DISCONNECT', 'ITEM/ERROR', 'ITEM/NEVER']);
      expect(latest.map(({ seq, webhookCode }) => [seq, webhookCode])).toEqual([
        [2, 'ERROR'],
        [3, 'PENDING_DISCONNECT'],
      ]);
    });

    it('returns when the newest webhook of each Item was received; Items without webhooks are absent', async () => {
      const [loud, quiet] = [await storeItem(store), await storeItem(store)];
      for (const receivedAt of [5_000, 6_000, 7_000]) {
        await store.events.append(newEvent({ itemId: loud.id, receivedAt }));
      }
      expect(await store.events.lastReceivedAt([loud, quiet])).toEqual(new Map([[loud.id, 7_000]]));
      expect(await store.events.lastReceivedAt([])).toEqual(new Map());
    });

    it('gives up the effects of an event after the fifth failure, without affecting other events', async () => {
      const item = await storeItem(store);
      for (let n = 0; n < 3; n += 1) await store.events.append(newEvent({ itemId: item.id }));
      const [poison, good] = await store.events.withPendingEffects(2);
      if (poison === undefined || good === undefined) throw new Error('two events were expected');
      for (let n = 1; n < 5; n += 1) {
        expect(await store.events.markEffectsFailed(poison, 7_000)).toEqual({ givenUp: false });
      }
      expect(await store.events.markEffectsFailed(poison, 7_000)).toEqual({ givenUp: true });
      await store.events.markEffectsDone(good, 7_000);
      expect((await store.events.withPendingEffects(10)).map(({ seq }) => seq)).toEqual([3]);
      expect(await store.events.readAfter(ada, all)).toHaveLength(3);
    });

    it('stores text that PostgreSQL cannot hold unchanged', async () => {
      const outcome = await store.events.append(newEvent({ itemId: asItemId('nul\0'), webhookCode: 'ODD\0' }));
      expect(outcome).toEqual({ outcome: 'parked' });
    });
  });
}
