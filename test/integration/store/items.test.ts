import { asItemId } from '../../../src/model/ids.js';
import type { Store } from '../../../src/store/store.js';
import type { ItemKnowledge } from '../../../src/model/item.js';
import { toPlaidError } from '../../../src/plaid/plaid-error.js';
import {
  ada,
  backends,
  bob,
  newEvent,
  newLinkSession,
  removeItem,
  storeItem,
  type TestStores,
} from '../../support/store.js';

const raise = (): never => {
  throw new Error('no error of Plaid');
};

for (const { name, run, create } of await backends()) {
  run(`Items, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await stores.open();
    });
    afterEach(() => stores.dispose());

    it('are found by their owner only, also among ids that are absent, another user’s or not storable', async () => {
      const [mine, his] = [await storeItem(store), await storeItem(store, { ownerId: bob })];
      const ids = [mine.id, his.id, asItemId('absent'), asItemId('nul\0'), asItemId("' or 1=1 --")];
      expect(await store.items.findOwned(ada, ids)).toEqual(new Map([[mine.id, mine]]));
      expect(await store.items.findOwned(bob, ids)).toEqual(new Map([[his.id, his]]));
      expect(await store.items.findOwned(ada, [])).toEqual(new Map());
    });

    it('support ids of any length and alphabet', async () => {
      const itemId = `${'x'.repeat(2_000)}-ÅΩ漢🦊'"\\%_`;
      const item = await storeItem(store, { itemId });
      expect([...(await store.items.findOwned(ada, [asItemId(itemId)])).keys()]).toEqual([itemId]);
      expect(item.id).toBe(itemId);
    });

    it('are listed in the order they were linked, page by page, per owner or for all owners', async () => {
      const a1 = await storeItem(store);
      const b1 = await storeItem(store, { ownerId: bob });
      const a2 = await storeItem(store);
      const a3 = await storeItem(store);
      const first = await store.items.list(ada, { first: 2, after: null });
      expect(first.entries.map(({ node }) => node.id)).toEqual([a1.id, a2.id]);
      expect(first.hasNextPage).toBe(true);
      const second = await store.items.list(ada, { first: 2, after: first.entries[1]?.position ?? null });
      expect(second).toMatchObject({ entries: [{ node: a3 }], hasNextPage: false });
      const everyone = await store.items.list(null, { first: 10, after: null });
      expect(everyone.entries.map(({ node }) => node.id)).toEqual([a1, b1, a2, a3].map(({ id }) => id));
      expect([await store.items.count(ada), await store.items.count(bob), await store.items.count(null)]).toEqual([
        3, 1, 4,
      ]);
    });

    it('disappear from every list, count and lookup when they are removed, and their token is deleted', async () => {
      const session = newLinkSession();
      const recorded = await store.linkSessions.insert(session);
      const item = await storeItem(store, { linkSession: session });
      await store.accounts.replace(item, []);
      expect(await store.tokens.find(item.id)).toEqual({
        ownerId: ada,
        sealedAccessToken: `sealed-access-token-of-${item.id}`,
        rotationInProgress: false,
      });
      await removeItem(store, item);
      expect(await store.items.findOwned(ada, [item.id])).toEqual(new Map());
      expect((await store.items.list(ada, { first: 10, after: null })).entries).toEqual([]);
      expect(await store.items.count(ada)).toBe(0);
      expect(await store.items.ofLinkSession(recorded)).toEqual([]);
      expect(await store.items.bumpGeneration(item)).toBeNull();
      expect(await store.tokens.find(item.id)).toBeNull();
      expect(await store.unscoped.item(item.id)).toBeNull();
    });

    it('are found by the Link session through which they were linked, for its owner', async () => {
      const session = newLinkSession();
      const recorded = await store.linkSessions.insert(session);
      const [one, two] = [
        await storeItem(store, { linkSession: session }),
        await storeItem(store, { linkSession: session }),
      ];
      await storeItem(store);
      // An Item of another user with this session, which no correct caller creates, is still not returned.
      await storeItem(store, { ownerId: bob, linkSession: session });
      expect(await store.items.ofLinkSession(recorded)).toEqual([one, two]);
    });

    it('get a new generation with every invalidation, also with concurrent ones', async () => {
      const item = await storeItem(store);
      await Promise.all(Array.from({ length: 10 }, () => store.items.bumpGeneration(item)));
      const bumped = await store.items.bumpGeneration(item);
      expect(bumped?.generation).toBe(item.generation + 11);
    });

    const noted = (errorCode: string) => ({
      endpoint: '/accounts/get',
      error: toPlaidError({ error_type: 'ITEM_ERROR', error_code: errorCode }) ?? raise(),
      ...{ since: 1, seenAt: 2 },
    });
    const learning = (...codes: string[]) => ({
      apply: (known: ItemKnowledge) => ({ ...known, errors: [...known.errors, ...codes.map(noted)] }),
      isNews: () => false,
    });

    it('include what calls to Plaid have shown, as any instance has recorded it', async () => {
      const [item, other] = [await storeItem(store), await stores.open()];
      const each = Array.from({ length: 4 }, (_, n) =>
        (n % 2 ? store : other).items.learn(item, learning(`CODE_${n}`)),
      );
      await Promise.all(each);
      const known = (await other.items.findOwned(ada, [item.id])).get(item.id)?.known;
      expect(known?.errors.map(({ error }) => error.errorCode).sort()).toEqual([
        'CODE_0',
        'CODE_1',
        'CODE_2',
        'CODE_3',
      ]);
      expect(known?.errors[0]).toEqual(noted(known?.errors[0]?.error.errorCode ?? ''));
      expect(known?.version).toBe(4);
      expect(await store.items.learn(item, { apply: (before) => before, isNews: () => true })).toEqual(known);
    });

    it('notify other instances only about what is new', async () => {
      const [item, other] = [await storeItem(store), await stores.open()];
      const before = await other.changes.lastSeq();
      await store.items.learn(item, learning('CODE_0'));
      expect(await other.changes.lastSeq()).toBe(before);
      await store.items.learn(item, { ...learning('CODE_1'), isNews: () => true });
      expect(await other.changes.readAfter(before, 10)).toMatchObject([{ itemId: item.id, ownerId: ada }]);
    });

    it('lose their known errors when they are repaired, whatever reports the repair', async () => {
      const item = await storeItem(store);
      const known = async () => (await store.unscoped.item(item.id))?.known;
      await store.items.learn(item, learning('CODE_0'));
      await store.events.append(newEvent({ itemId: item.id, webhookCode: 'ERROR' }));
      expect((await known())?.errors).toHaveLength(1);
      await store.events.append(newEvent({ itemId: item.id, webhookCode: 'LOGIN_REPAIRED', receivedAt: 7_000 }));
      expect(await known()).toMatchObject({ errors: [], worksSince: 7_000, version: 2 });
      await store.items.learn(item, learning('CODE_0'));
      await store.items.bumpGeneration(item);
      expect((await known())?.errors).toHaveLength(1);
      await store.items.bumpGeneration(item, { repairedAt: 9_000 });
      expect(await known()).toMatchObject({ errors: [], worksSince: 9_000 });
    });

    it('record nothing once they are removed', async () => {
      const item = await storeItem(store);
      await removeItem(store, item);
      expect(await store.items.learn(item, learning('CODE_0'))).toBeNull();
    });

    it('are found by unscoped reads, for webhooks and recovery', async () => {
      const item = await storeItem(store, { ownerId: bob });
      expect(await store.unscoped.item(item.id)).toEqual(item);
      expect(await store.unscoped.item(asItemId('absent'))).toBeNull();
      expect(await store.unscoped.item(asItemId('nul\0'))).toBeNull();
    });
  });
}
