import type { Store } from '../../../src/store/store.js';
import { rowsOf } from '../../support/rows.js';
import { backends, createEmbeddedStores, type TestStores } from '../../support/store.js';

const DAY = { windowMs: 24 * 3_600_000 };

for (const { name, run, create } of await backends()) {
  run(`quotas, ${name}`, () => {
    let stores: TestStores;
    let one: Store;
    let other: Store;

    beforeEach(async () => {
      stores = await create();
      one = await stores.open();
      other = await stores.open();
    });
    afterEach(() => stores.dispose());

    it('are shared by all instances, also for concurrent uses', async () => {
      const limit = { ...DAY, max: 5 };
      const uses = await Promise.all(
        Array.from({ length: 12 }, (_, n) => (n % 2 ? one : other).quotas.use('key', limit)),
      );
      expect(uses.filter((use) => 'use' in use)).toHaveLength(5);
      expect(await one.quotas.use('another', limit)).toHaveProperty('use');
    });

    it('return the time until a use is available again', async () => {
      expect(await one.quotas.use('key', { max: 2, windowMs: 3_600_000 })).toHaveProperty('use');
      expect(await one.quotas.use('key', { ...DAY, max: 2 })).toHaveProperty('use');
      const refused = await other.quotas.use('key', { ...DAY, max: 2 });
      if (!('retryAfterMs' in refused)) throw new Error('a third use was counted');
      expect(refused.retryAfterMs).toBeGreaterThan(3_000_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(3_600_000);
    });

    it('are available again when their window has passed or when they are released', async () => {
      const limit = { ...DAY, max: 1 };
      expect(await one.quotas.use('key', { max: 1, windowMs: 0 })).toHaveProperty('use');
      const used = await one.quotas.use('key', limit);
      if (!('use' in used)) throw new Error('the window has passed, and it was not free');
      expect(await other.quotas.use('key', limit)).toHaveProperty('retryAfterMs');
      await other.quotas.release(used.use);
      expect(await other.quotas.use('key', limit)).toHaveProperty('use');
    });

    it('do not touch other leases, not even expired ones', async () => {
      const lost = await one.leases.take('upkeep', 0);
      await one.quotas.use('key', { ...DAY, max: 1 });
      if (lost === null) throw new Error('the lease was not taken');
      expect(await one.leases.prolong(lost, 1_000)).toBe(true);
    });
  });
}

it('quotas leave only unexpired uses in the database', async () => {
  const stores = await createEmbeddedStores();
  try {
    const { quotas } = await stores.open();
    for (const key of ['a', 'b', 'c']) await quotas.use(key, { max: 1, windowMs: 0 });
    await quotas.use('d', { ...DAY, max: 1 });
    // The readiness check has a row of its own in this table.
    const leases = (rowsOf(stores.dataDir).leases ?? []) as { name: string }[];
    expect(leases.filter(({ name }) => name !== 'health')).toHaveLength(1);
  } finally {
    await stores.dispose();
  }
});
