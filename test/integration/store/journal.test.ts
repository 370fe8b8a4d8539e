import { asItemId, asSealed } from '../../../src/model/ids.js';
import { AuditBrokenError } from '../../../src/store/errors.js';
import { ItemOwnedByAnotherError } from '../../../src/store/errors.js';
import type { Store } from '../../../src/store/store.js';
import { verifyAudit } from '../../../src/store/verify-audit.js';
import {
  ada,
  backends,
  beginAudit,
  beginExchange,
  bob,
  newEvent,
  newLinkSession,
  removeItem,
  storeItem,
  TEST_MAC,
  type TestStores,
} from '../../support/store.js';

const itemId = asItemId('item');
const intent = {
  ownerId: ada,
  publicTokenFingerprint: 'fingerprint',
  sealedPublicToken: asSealed('sealed-public-token'),
  linkSessionId: null,
  at: 1,
};
const exchanged = (token: string) => ({ itemId, sealedAccessToken: asSealed(token), plaidRequestId: 'request', at: 2 });

for (const { name, run, create } of await backends()) {
  run(`the journal, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await beginAudit(await stores.open());
    });
    afterEach(() => stores.dispose());

    it('has one entry for twenty concurrent exchanges of the same token, and only one caller gets it as new', async () => {
      const second = await stores.open();
      const begun = await Promise.all(
        Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? store : second).journal.beginExchange(intent)),
      );
      expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(begun.map(({ entry }) => entry.id)).size).toBe(1);
      const [pending, ...others] = await store.journal.pending();
      expect(others).toEqual([]);
      expect(pending).toEqual({
        id: begun[0]?.entry.id,
        kind: 'EXCHANGE',
        state: 'PENDING',
        ownerId: ada,
        itemId: null,
        linkSessionId: null,
        sealedPublicToken: 'sealed-public-token',
        plaidRequestId: null,
        plaidErrorCode: null,
        createdAt: 1,
        attempts: 20,
      });
    });

    it('has a separate entry for the same token of another user', async () => {
      await store.journal.beginExchange(intent);
      expect((await store.journal.beginExchange({ ...intent, ownerId: bob })).isNew).toBe(true);
    });

    it('returns a finished exchange unchanged, without the public token', async () => {
      const { entry } = await store.journal.beginExchange(intent);
      const { item } = await store.journal.completeExchange(entry, exchanged('token-1'));
      expect(item).toMatchObject({ id: itemId, ownerId: ada, generation: 1, linkedAt: 2, linkSessionId: null });
      const again = await store.journal.beginExchange(intent);
      expect(again).toMatchObject({
        isNew: false,
        entry: { state: 'DONE', itemId, plaidRequestId: 'request', sealedPublicToken: null, attempts: 1 },
      });
      expect(await store.journal.pending()).toEqual([]);
    });

    it('reopens a failed exchange for one of several callers, and leaves an orphaned one closed', async () => {
      const { entry } = await store.journal.beginExchange(intent);
      await store.journal.close(entry, { state: 'FAILED', plaidErrorCode: 'SOME_CODE', plaidRequestId: 'r1', at: 2 });
      const begun = await Promise.all(Array.from({ length: 5 }, () => store.journal.beginExchange(intent)));
      expect(begun.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(await store.journal.pending()).toMatchObject([
        { id: entry.id, plaidErrorCode: null, plaidRequestId: null, sealedPublicToken: 'sealed-public-token' },
      ]);
      await store.journal.close(entry, { state: 'ORPHANED', plaidRequestId: 'r2', at: 3 });
      expect(await store.journal.beginExchange(intent)).toMatchObject({
        isNew: false,
        entry: { state: 'ORPHANED', plaidRequestId: 'r2' },
      });
    });

    it('does not let a caller that lost the race undo what the winner stored', async () => {
      const { entry } = await store.journal.beginExchange(intent);
      await store.journal.completeExchange(entry, exchanged('token-1'));
      await store.journal.close(entry, { state: 'FAILED', plaidErrorCode: 'INVALID_PUBLIC_TOKEN', at: 3 });
      expect((await store.journal.beginExchange(intent)).entry).toMatchObject({ state: 'DONE', itemId });
    });

    it('replaces the token when the same owner links the same Item again, and keeps its position', async () => {
      await storeItem(store, { itemId });
      const later = await storeItem(store);
      await storeItem(store, { itemId });
      const { entry } = await beginExchange(store);
      const { item } = await store.journal.completeExchange(entry, exchanged('token-new'));
      expect(item).toMatchObject({ generation: 3, linkedAt: 4_000 });
      expect(await store.tokens.find(itemId)).toEqual({
        ownerId: ada,
        sealedAccessToken: 'token-new',
        rotationInProgress: false,
      });
      const { entries } = await store.items.list(ada, { first: 10, after: null });
      expect(entries.map(({ node }) => node.id)).toEqual([itemId, later.id]);
    });

    it('completes idempotently, for a caller that does not know the outcome', async () => {
      const { entry } = await store.journal.beginExchange(intent);
      await store.journal.completeExchange(entry, exchanged('token-1'));
      const { item } = await store.journal.completeExchange(entry, exchanged('token-1'));
      expect(item.generation).toBe(2);
      expect(await store.items.count(ada)).toBe(1);
    });

    it('restores a removed Item as if it were newly linked', async () => {
      const session = newLinkSession();
      await store.linkSessions.insert(session);
      const first = await storeItem(store, { itemId });
      const other = await storeItem(store);
      await store.accounts.replace(first, []);
      await removeItem(store, first);
      const again = await storeItem(store, { itemId, linkSession: session, at: 9_000 });
      expect(again).toMatchObject({ id: itemId, linkedAt: 9_000, linkSessionId: session.id, generation: 3 });
      const { entries } = await store.items.list(ada, { first: 10, after: null });
      expect(entries.map(({ node }) => node.id)).toEqual([other.id, itemId]);
      expect(await store.accounts.unindexedItems(ada, 10)).toHaveLength(2);
    });

    it.each(['live', 'removed'])('changes nothing when the Item belongs to another owner, %s', async (state) => {
      const his = await storeItem(store, { ownerId: bob, itemId });
      if (state === 'removed') await removeItem(store, his);
      const token = await store.tokens.find(itemId);
      const { entry } = await store.journal.beginExchange(intent);
      await store.events.append(newEvent({ itemId: asItemId('other') }));
      await expect(store.journal.completeExchange(entry, exchanged('stolen'))).rejects.toThrow(ItemOwnedByAnotherError);
      expect(await store.tokens.find(itemId)).toEqual(token);
      expect(await store.items.findOwned(ada, [itemId])).toEqual(new Map());
      expect(await store.journal.pending()).toMatchObject([{ id: entry.id, state: 'PENDING', attempts: 1 }]);
      // The transaction was rolled back, and the store keeps working.
      await storeItem(store);
    });

    it('stores an Item once when two instances complete it concurrently', async () => {
      const second = await stores.open();
      const begun = await Promise.all([beginExchange(store), beginExchange(second), beginExchange(second, bob)]);
      const outcomes = await Promise.allSettled(
        begun.map(({ entry }, n) =>
          (n === 0 ? store : second).journal.completeExchange(entry, exchanged(`token-${n}`)),
        ),
      );
      const owners = await Promise.all([store.items.count(ada), store.items.count(bob)]);
      expect(owners.reduce((sum, count) => sum + count)).toBe(1);
      const refused = outcomes.filter(({ status }) => status === 'rejected').length;
      expect(refused).toBe(owners[0] === 1 ? 1 : 2);
    });

    it('rotates: the new token replaces the old one and cached data is invalidated', async () => {
      const item = await storeItem(store, { itemId });
      const entry = await store.journal.beginItemOperation({ kind: 'ROTATE', item, at: 5 });
      expect(await store.journal.pending()).toEqual([entry]);
      const rotated = await store.journal.completeRotation(entry, {
        sealedAccessToken: asSealed('rotated'),
        plaidRequestId: null,
        at: 6,
      });
      expect(rotated).toEqual({ ...item, generation: item.generation + 1 });
      expect(await store.tokens.find(itemId)).toEqual({
        ownerId: ada,
        sealedAccessToken: 'rotated',
        rotationInProgress: false,
      });
      expect(await store.journal.pending()).toEqual([]);
    });

    it('does not restore an Item that was removed while its token was rotated', async () => {
      const item = await storeItem(store, { itemId });
      const entry = await store.journal.beginItemOperation({ kind: 'ROTATE', item, at: 5 });
      await removeItem(store, item);
      const rotated = { sealedAccessToken: asSealed('rotated'), plaidRequestId: null, at: 6 };
      expect(await store.journal.completeRotation(entry, rotated)).toBeNull();
      expect(await store.tokens.find(itemId)).toBeNull();
      // The entry stays open until the caller has removed the Item at Plaid.
      expect(await store.journal.pending()).toEqual([entry]);
    });

    describe('with the audit record of the action', () => {
      const audit = {
        entry: { at: 6, ownerId: ada, actorId: ada, action: 'a', itemId, accountIds: [], requestId: 'r' },
        mac: TEST_MAC,
      };
      const foreign = { ...audit, mac: (text: string) => TEST_MAC(`${text}!`) };
      const renewed = { sealedAccessToken: asSealed('rotated'), plaidRequestId: null, at: 6 };

      it('writes the record once, however often the outcome is committed', async () => {
        const { entry } = await beginExchange(store);
        await store.journal.completeExchange(entry, { ...exchanged('token-1'), audit });
        const { item } = await store.journal.completeExchange(entry, { ...exchanged('token-1'), audit });
        const rotation = await store.journal.beginItemOperation({ kind: 'ROTATE', item, at: 5 });
        await store.journal.completeRotation(rotation, { ...renewed, audit });
        await store.journal.completeRotation(rotation, { ...renewed, audit });
        const removal = await store.journal.beginItemOperation({ kind: 'REMOVE', item, at: 5 });
        await store.journal.completeRemoval(removal, { plaidRequestId: null, at: 7, audit });
        await store.journal.completeRemoval(removal, { plaidRequestId: null, at: 8, audit });
        expect(await store.audit.list(10)).toHaveLength(3);
        expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 3 } });
      });

      it('stores both or neither: a record that cannot be written leaves the entry open', async () => {
        const item = await storeItem(store, { itemId });
        await store.audit.append(audit.entry, TEST_MAC);
        const { entry } = await beginExchange(store);
        const rotation = await store.journal.beginItemOperation({ kind: 'ROTATE', item, at: 5 });
        const removal = await store.journal.beginItemOperation({ kind: 'REMOVE', item, at: 5 });
        const token = await store.tokens.find(itemId);
        const another = { ...exchanged('token-1'), itemId: asItemId('another'), audit: foreign };
        const removed = { plaidRequestId: null, at: 7, audit: foreign };
        await expect(store.journal.completeExchange(entry, another)).rejects.toThrow(AuditBrokenError);
        await expect(store.journal.completeRotation(rotation, { ...renewed, audit: foreign })).rejects.toThrow(
          AuditBrokenError,
        );
        await expect(store.journal.completeRemoval(removal, removed)).rejects.toThrow(AuditBrokenError);
        expect(await store.journal.pending()).toHaveLength(3);
        expect(await store.items.count(ada)).toBe(1);
        expect(await store.tokens.find(itemId)).toEqual(token);
        expect(await store.audit.list(10)).toHaveLength(1);
      });
    });

    it('lists pending entries, oldest first, also after a restart', async () => {
      const item = await storeItem(store);
      const exchange = await beginExchange(store);
      const removal = await store.journal.beginItemOperation({ kind: 'REMOVE', item, at: 5 });
      await store.close();
      const restarted = await stores.open();
      expect(await restarted.journal.pending()).toEqual([exchange.entry, removal]);
    });
  });
}
