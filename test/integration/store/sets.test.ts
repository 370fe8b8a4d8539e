import pg from 'pg';
import { type AccountId, asAccountId, asItemId, type ItemId } from '../../../src/model/ids.js';
import type { ItemKnowledge, OwnedItem } from '../../../src/model/item.js';
import type { OwnedLinkSession } from '../../../src/model/link-session.js';
import type { Store } from '../../../src/store/store.js';
import { findPostgres } from '../../support/postgres.js';
import { countStatements } from '../../support/statement-counter.js';
import {
  ada,
  backends,
  beginAudit,
  bob,
  createPostgresStores,
  newLinkSession,
  removeItem,
  storeItem,
  TEST_MAC,
  type TestStores,
} from '../../support/store.js';

const PAGE = 12;

const accountsOf = (item: OwnedItem, count = 3): AccountId[] =>
  Array.from({ length: count }, (_, n) => asAccountId(`${item.id}-account-${n}`));

async function storeItems(store: Store, count = PAGE): Promise<OwnedItem[]> {
  const items: OwnedItem[] = [];
  for (let n = 0; n < count; n += 1) items.push(await storeItem(store));
  return items;
}

for (const { name, run, create } of await backends()) {
  run(`what several Items ask of the store at the same moment, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await beginAudit(await stores.open());
    });
    afterEach(() => stores.dispose());

    it('is one statement for their tokens and the rotations in progress', async () => {
      const items = await storeItems(store);
      const [rotating, removing, removed] = items as [OwnedItem, OwnedItem, OwnedItem];
      await store.journal.beginItemOperation({ kind: 'ROTATE', item: rotating, at: 5_000 });
      await store.journal.beginItemOperation({ kind: 'ROTATE', item: rotating, at: 5_001 });
      await store.journal.beginItemOperation({ kind: 'REMOVE', item: removing, at: 5_000 });
      await removeItem(store, removed);
      const found = new Map<ItemId, unknown>();
      const { sent } = await countStatements(() =>
        Promise.all(
          [...items, ...items].map(async ({ id }) => {
            found.set(id, await store.tokens.find(id));
          }),
        ),
      );
      expect(sent).toHaveLength(1);
      for (const item of items) {
        const sealedAccessToken = `sealed-access-token-of-${item.id}`;
        expect(found.get(item.id)).toEqual(
          item === removed ? null : { ownerId: ada, sealedAccessToken, rotationInProgress: item === rotating },
        );
      }
      expect(await store.tokens.find(asItemId('never'))).toBeNull();
    });

    it('does not use a lookup that began before: a token that was replaced meanwhile is found', async () => {
      const item = await storeItem(store);
      const entry = await store.journal.beginItemOperation({ kind: 'ROTATE', item, at: 5_000 });
      const before = store.tokens.find(item.id);
      await store.journal.completeRotation(entry, {
        sealedAccessToken: 'sealed-anew' as never,
        plaidRequestId: null,
        at: 5_001,
      });
      await before;
      expect((await store.tokens.find(item.id))?.sealedAccessToken).toBe('sealed-anew');
    });

    it('is two statements and one commit for the accounts of Items that have none yet, and none is lost or mixed', async () => {
      const items = [...(await storeItems(store)), await storeItem(store, { ownerId: bob })];
      const { sent, commits } = await countStatements(() =>
        Promise.all(items.map((item) => store.accounts.replace(item, accountsOf(item)))),
      );
      expect({ statements: sent.length, commits }).toEqual({ statements: 2, commits: 1 });
      const looked = await countStatements(async () => {
        const lists = await Promise.all(items.map((item) => store.accounts.accountsOf(item)));
        expect(lists).toEqual(items.map((item) => new Set(accountsOf(item))));
      });
      expect(looked.sent).toHaveLength(1);
      const foreign = await store.accounts.findOwnedItems(
        bob,
        items.slice(0, 1).flatMap((item) => accountsOf(item)),
      );
      expect(foreign).toEqual(new Map());
    });

    it('replaces the accounts of known, new and removed Items together, each as a whole', async () => {
      const [known, fresh, removed] = (await storeItems(store, 3)) as [OwnedItem, OwnedItem, OwnedItem];
      await store.accounts.replace(known, accountsOf(known, 5));
      await removeItem(store, removed);
      const ofOtherUser = { ...known, ownerId: bob };
      const { commits } = await countStatements(() =>
        Promise.all([
          store.accounts.replace(known, accountsOf(known, 2)),
          store.accounts.replace(fresh, accountsOf(fresh, 2)),
        ]),
      );
      expect(commits).toBe(1);
      await Promise.all([known, removed].map((item) => store.accounts.replace(item, accountsOf(item, 2))));
      expect(await store.accounts.accountsOf(known)).toEqual(new Set(accountsOf(known, 2)));
      expect(await store.accounts.accountsOf(fresh)).toEqual(new Set(accountsOf(fresh, 2)));
      expect(await store.accounts.accountsOf(removed)).toBeNull();
      await store.accounts.replace(ofOtherUser, []);
      expect(await store.accounts.accountsOf(known)).toEqual(new Set(accountsOf(known, 2)));
      expect(await store.accounts.accountsOf(ofOtherUser)).toBeNull();
    });

    it('is one statement for the Items of several Link sessions', async () => {
      const sessions: OwnedLinkSession[] = [];
      for (const ownerId of [ada, ada, ada]) {
        const linkSession = newLinkSession({ ownerId });
        sessions.push(await store.linkSessions.insert(linkSession));
        await storeItem(store, { linkSession });
        await storeItem(store, { linkSession });
      }
      const { sent } = await countStatements(async () => {
        const found = await Promise.all(sessions.map((session) => store.items.ofLinkSession(session)));
        expect(found.map((items) => items.map(({ linkSessionId }) => linkSessionId))).toEqual(
          sessions.map(({ id }) => [id, id]),
        );
      });
      expect(sent).toHaveLength(1);
    });

    it('is one statement for what is known of them, and nothing is written when nothing changes', async () => {
      const items = await storeItems(store);
      const learnt = { apply: (known: ItemKnowledge) => known, isNews: () => true };
      const { sent, commits } = await countStatements(() =>
        Promise.all(items.map((item) => store.items.learn(item, learnt))),
      );
      expect({ statements: sent.length, commits }).toEqual({ statements: 1, commits: 0 });
    });

    it('is two statements and one commit for their audit records', async () => {
      const items = await storeItems(store);
      const append = (item: OwnedItem): Promise<void> =>
        store.audit.append(
          { at: 1, ownerId: ada, actorId: ada, action: 'test', itemId: item.id, accountIds: [], requestId: 'r' },
          TEST_MAC,
        );
      await Promise.all(items.slice(0, 1).map(append));
      const { sent, commits } = await countStatements(() => Promise.all(items.map(append)));
      expect({ statements: sent.length, commits }).toEqual({ statements: 2, commits: 1 });
      expect(await store.audit.list(1_000)).toHaveLength(PAGE + 1);
    });
  });
}

const server = await findPostgres();
(server.url === null ? describe.skip : describe)(
  `accounts of Items that others hold locked ${server.missing ?? ''}`,
  () => {
    it('are written afterwards: the transaction of a page waits for no row while it holds others', async () => {
      const stores = await createPostgresStores(server.url ?? '');
      const store = await stores.open();
      const [held, free] = (await storeItems(store, 2)) as [OwnedItem, OwnedItem];
      const other = new pg.Client({ connectionString: stores.url });
      await other.connect();
      try {
        await other.query('begin');
        await other.query('update items set generation = generation + 1 where id = $1', [held.id]);
        const written = Promise.all([held, free].map((item) => store.accounts.replace(item, accountsOf(item))));
        for (let tries = 0; tries < 1_000 && (await store.accounts.accountsOf(free)) === null; tries += 1);
        expect(await store.accounts.accountsOf(free)).toEqual(new Set(accountsOf(free)));
        expect(await store.accounts.accountsOf(held)).toBeNull();
        await other.query('commit');
        await written;
        expect(await store.accounts.accountsOf(held)).toEqual(new Set(accountsOf(held)));
      } finally {
        await other.end();
        await stores.dispose();
      }
    });

    it('of overlapping pages in several instances end up whole, without a deadlock', async () => {
      const stores = await createPostgresStores(server.url ?? '');
      const instances = [await stores.open(), await stores.open(), await stores.open()];
      const [first] = instances as [Store];
      const items = await storeItems(first);
      const orders = [items, [...items].reverse(), items];
      for (let round = 1; round <= 5; round += 1) {
        await Promise.all(
          instances.flatMap((store, k) =>
            (orders[k] ?? items).map((item) => store.accounts.replace(item, accountsOf(item, round * 3 + k))),
          ),
        );
      }
      for (const item of items) {
        const found = await first.accounts.accountsOf(item);
        expect([15, 16, 17].map((count) => accountsOf(item, count).length)).toContain(found?.size);
        expect(found).toEqual(new Set(accountsOf(item, found?.size)));
      }
      await stores.dispose();
    });
  },
);
