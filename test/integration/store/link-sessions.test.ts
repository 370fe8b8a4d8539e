import { asItemId, asLinkSessionId, asSealed } from '../../../src/model/ids.js';
import type { Store } from '../../../src/store/store.js';
import { ada, backends, bob, newLinkSession, type TestStores } from '../../support/store.js';

for (const { name, run, create } of await backends()) {
  run(`Link sessions, ${name}`, () => {
    let stores: TestStores;
    let store: Store;

    beforeEach(async () => {
      stores = await create();
      store = await stores.open();
    });
    afterEach(() => stores.dispose());

    it('are returned as they were stored, to their owner only', async () => {
      const session = newLinkSession({
        sealedHostedLinkUrl: asSealed('sealed-url'),
        updateItemId: asItemId('item'),
        createdAt: 1_800_000_000_000,
      });
      const recorded = await store.linkSessions.insert(session);
      expect(recorded).toEqual({
        id: session.id,
        ownerId: ada,
        sealedLinkToken: session.sealedLinkToken,
        sealedHostedLinkUrl: 'sealed-url',
        recordedStatus: 'CREATED',
        createdAt: 1_800_000_000_000,
        expiresAt: 2_000,
        updateItemId: 'item',
      });
      const ids = [session.id, asLinkSessionId('absent'), asLinkSessionId('nul\0')];
      expect(await store.linkSessions.findOwned(ada, ids)).toEqual(new Map([[session.id, recorded]]));
      expect(await store.linkSessions.findOwned(bob, ids)).toEqual(new Map());
      expect(await store.linkSessions.findOwned(ada, [])).toEqual(new Map());
      expect(await store.unscoped.linkSession(session.id)).toEqual(recorded);
      expect(await store.unscoped.linkSession(asLinkSessionId('absent'))).toBeNull();
    });

    it('are listed newest first, page by page, per owner', async () => {
      const sessions = [newLinkSession(), newLinkSession({ ownerId: bob }), newLinkSession(), newLinkSession()];
      for (const session of sessions) await store.linkSessions.insert(session);
      const first = await store.linkSessions.list(ada, { first: 2, after: null });
      expect(first.entries.map(({ node }) => node.id)).toEqual([sessions[3]?.id, sessions[2]?.id]);
      expect(first.hasNextPage).toBe(true);
      const second = await store.linkSessions.list(ada, { first: 2, after: first.entries[1]?.position ?? null });
      expect(second.entries.map(({ node }) => node.id)).toEqual([sessions[0]?.id]);
      expect(second.hasNextPage).toBe(false);
    });

    it('only move forward, whatever the order of the webhooks', async () => {
      const session = await store.linkSessions.insert(newLinkSession());
      const statuses = ['STARTED', 'CREATED', 'EXITED', 'STARTED', 'SUCCEEDED', 'EXITED', 'SUCCEEDED'] as const;
      const seen: string[] = [];
      for (const status of statuses) seen.push((await store.linkSessions.advance(session, status)).recordedStatus);
      expect(seen).toEqual(['STARTED', 'STARTED', 'EXITED', 'EXITED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    });
  });
}
