import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createStore } from '../../../src/store/store.js';
import { LeaseLostError, StoreUnavailableError } from '../../../src/store/errors.js';
import { electLeader } from '../../../src/store/leader-election.js';
import type { Fence, Store } from '../../../src/store/store.js';
import { startDelayProxy, type DelayProxy } from '../../support/managed-servers.js';
import { findPostgres } from '../../support/postgres.js';
import { ada, backends, createPostgresStores, storeItem, type TestStores } from '../../support/store.js';

const writeUnderLease = fileURLToPath(new URL('../../support/write-under-lease.ts', import.meta.url));

const LONG_MS = 60_000;
const TTL_MS = 900;
const LOOK_MS = 10;

for (const { name, run, create } of await backends()) {
  run(`leases, ${name}`, () => {
    let stores: TestStores;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      stores = await create();
      one = await stores.open();
      other = await stores.open();
    });
    afterEach(() => stores.dispose());

    it('are granted to one of many concurrent callers, and to the next after a release', async () => {
      const takers = Array.from({ length: 10 }, (_, n) => (n % 2 ? one : other).leases.take('work', LONG_MS));
      const taken = (await Promise.all(takers)).filter((fence) => fence !== null);
      expect(taken).toHaveLength(1);
      for (const fence of taken) await one.leases.release(fence);
      expect(await other.leases.take('work', LONG_MS)).not.toBeNull();
    });

    it('with different names are independent', async () => {
      expect(await one.leases.take('this', LONG_MS)).not.toBeNull();
      expect(await one.leases.take('that', LONG_MS)).not.toBeNull();
    });

    it('can be taken over after expiry, and the former holder can neither renew nor release them', async () => {
      const lost = await one.leases.take('work', 0);
      const fence = await other.leases.take('work', LONG_MS);
      if (lost === null || fence === null) throw new Error('the lease was not taken');
      expect(await one.leases.prolong(lost, LONG_MS)).toBe(false);
      await one.leases.release(lost);
      expect(await one.leases.take('work', LONG_MS)).toBeNull();
      expect(await other.leases.prolong(fence, LONG_MS)).toBe(true);
    });

    it('protect the writes under them: without the lease, nothing is written', async () => {
      const item = await storeItem(one);
      const lost = await one.leases.take('work', 0);
      const fence = await other.leases.take('work', LONG_MS);
      if (lost === null || fence === null) throw new Error('the lease was not taken');
      const before = await one.changes.lastSeq();
      await expect(one.items.bumpGeneration(item, { under: lost })).rejects.toThrow(LeaseLostError);
      expect((await one.items.findOwned(ada, [item.id])).get(item.id)?.generation).toBe(item.generation);
      expect(await one.changes.lastSeq()).toBe(before);
      expect((await other.items.bumpGeneration(item, { under: fence }))?.generation).toBe(item.generation + 1);
    });

    it('report an outage of the database through leader election', async () => {
      const keeper = electLeader(one.leases, { name: 'work', ttlMs: TTL_MS });
      while (keeper.held() === null) await pause(LOOK_MS);
      expect(keeper.sawOutage()).toBe(false);
      await one.close();
      while (!keeper.sawOutage()) await pause(LOOK_MS);
      await keeper.close();
    });

    it('are held by the elected leader and pass to the next one when it closes', async () => {
      const first = electLeader(one.leases, { name: 'work', ttlMs: TTL_MS });
      while (first.held() === null) await pause(LOOK_MS);
      const held = first.held();
      const second = electLeader(other.leases, { name: 'work', ttlMs: TTL_MS });
      // Longer than the lease lasts without renewal.
      await pause(2 * TTL_MS);
      expect(first.held()).toEqual(held);
      expect(second.held()).toBeNull();
      await first.close();
      while (second.held() === null) await pause(LOOK_MS);
      expect(second.held()).not.toEqual(held);
      await second.close();
    });
  });
}

const server = await findPostgres();

(server.url === null ? describe.skip : describe)(
  `leases over a bad line to the database ${server.missing ?? ''}`,
  () => {
    let stores: TestStores & { url: string };
    let store: Store;
    let door: DelayProxy;
    /** A store behind a proxy, with a statement timeout of 200 ms. */
    let impatient: Store;

    beforeEach(async () => {
      stores = await createPostgresStores(server.url ?? '');
      store = await stores.open();
      // A server that was found by its Unix socket listens on loopback too.
      const direct = stores.url.replace(/@%2F[^/]*/, '@127.0.0.1:5432');
      door = await startDelayProxy(direct);
      impatient = await createStore({
        databaseUrl: direct.replace(/@[^/]*/, `@${new URL(door.url).host}`),
        databaseLimits: { poolSize: 2, poolWaitMs: 5_000, statementTimeoutMs: 200 },
        dataDir: tmpdir(),
        now: Date.now,
      });
    });
    afterEach(async () => {
      await impatient.close();
      await door.close();
      await stores.dispose();
    });

    /** Well before the lease expires or the test times out. */
    async function untilFree(): Promise<void> {
      while ((await store.leases.take('work', LONG_MS)) === null) await pause(LOOK_MS);
    }

    it('are released when the grant was never received, so that no caller waits for a holder that does not know of it', async () => {
      // The server still executes the statement.
      door.delayMs = 3_000;
      await expect(impatient.leases.take('work', LONG_MS)).rejects.toThrow(StoreUnavailableError);
      expect(await store.leases.take('work', LONG_MS)).toBeNull();
      door.delayMs = 0;
      await untilFree();
    });

    it('are released later when the database does not respond at the end of the work', async () => {
      const fence = await impatient.leases.take('work', LONG_MS);
      if (fence === null) throw new Error('the lease was not taken');
      door.shut();
      await expect(impatient.leases.release(fence)).rejects.toThrow(StoreUnavailableError);
      expect(await store.leases.take('work', LONG_MS)).toBeNull();
      door.open();
      await untilFree();
    });
  },
);

(server.url === null ? describe.skip : describe)(`a process that was stopped ${server.missing ?? ''}`, () => {
  it('for longer than its lease writes nothing when it resumes', async () => {
    const stores = await createPostgresStores(server.url ?? '');
    const store = await stores.open();
    const item = await storeItem(store);
    const child = spawn(process.execPath, ['--import', 'tsx', writeUnderLease, stores.url, item.id], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('held');
    child.kill('SIGSTOP');
    let fence: Fence | null = null;
    while (fence === null) fence = await store.leases.take('work', LONG_MS);
    child.stdin.write('go on');
    child.kill('SIGCONT');
    expect((await lines.next()).value).toBe('LeaseLostError');
    await once(child, 'exit');
    expect((await store.unscoped.item(item.id))?.generation).toBe(item.generation);
    await stores.dispose();
  });
});
