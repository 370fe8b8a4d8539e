import { asAccountId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { Store } from '../../../src/store/store.js';
import { ada, backends, bob, removeItem, storeItem, type TestStores } from '../../support/store.js';

const ids = (...names: string[]) => names.map(asAccountId);
/** The Item as it is read once its accounts are in the index. */
const indexed = (item: OwnedItem): OwnedItem => ({ ...item, hasKnownAccounts: true });

for (const { name, run, create } of await backends()) {
  run(`the account index, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await stores.open();
    });
    afterEach(() => stores.dispose());

    it('finds the Item of an account for its owner only', async () => {
      const [mine, his] = [await storeItem(store), await storeItem(store, { ownerId: bob })];
      await store.accounts.replace(mine, ids('a1', 'a2'));
      await store.accounts.replace(his, ids('b1'));
      const requested = ids('a1', 'b1', 'absent', 'nul\0');
      expect(await store.accounts.findOwnedItems(ada, requested)).toEqual(new Map([['a1', indexed(mine)]]));
      expect(await store.accounts.findOwnedItems(bob, requested)).toEqual(new Map([['b1', indexed(his)]]));
      expect(await store.accounts.findOwnedItems(ada, [])).toEqual(new Map());
    });

    it('distinguishes the same account id in the Items of two users', async () => {
      const [mine, his] = [await storeItem(store), await storeItem(store, { ownerId: bob })];
      await store.accounts.replace(mine, ids('same'));
      await store.accounts.replace(his, ids('same'));
      expect(await store.accounts.findOwnedItems(ada, ids('same'))).toEqual(new Map([['same', indexed(mine)]]));
    });

    it('is replaced by each response, with duplicates, with none or with thousands', async () => {
      const item = await storeItem(store);
      await store.accounts.replace(item, ids('old', 'kept', 'kept'));
      await store.accounts.replace(item, ids('kept', 'new'));
      const found = await store.accounts.findOwnedItems(ada, ids('old', 'kept', 'new'));
      expect([...found.keys()].sort()).toEqual(['kept', 'new']);
      const many = Array.from({ length: 2_500 }, (_, n) => asAccountId(`many-${n}`));
      await store.accounts.replace(item, many);
      expect((await store.accounts.findOwnedItems(ada, many.slice(-3))).size).toBe(3);
      await store.accounts.replace(item, []);
      expect(await store.accounts.findOwnedItems(ada, ids('new', 'many-1'))).toEqual(new Map());
    });

    it('lists the Items whose accounts were never indexed', async () => {
      const [one, two, three] = [await storeItem(store), await storeItem(store), await storeItem(store)];
      await storeItem(store, { ownerId: bob });
      await store.accounts.replace(one, []);
      expect(await store.accounts.unindexedItems(ada, 10)).toEqual([two, three]);
      expect(await store.accounts.unindexedItems(ada, 1)).toEqual([two]);
    });

    it('drops the accounts of a removed Item and adds none afterwards', async () => {
      const item = await storeItem(store);
      await store.accounts.replace(item, ids('a1'));
      await removeItem(store, item);
      await store.accounts.replace(item, ids('a1'));
      expect(await store.accounts.findOwnedItems(ada, ids('a1'))).toEqual(new Map());
      expect(await store.accounts.unindexedItems(ada, 10)).toEqual([]);
    });
  });
}
