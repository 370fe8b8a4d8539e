import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { createDistributedMutex } from '../../../src/actions/distributed-mutex.js';
import type { Database } from '../../../src/store/dialect.js';
import { embeddedDatabase } from '../../../src/store/dialect-embedded.js';
import { postgresDatabase } from '../../../src/store/dialect-postgres.js';
import { createLeases } from '../../../src/store/leases.js';
import type { Tables } from '../../../src/store/schema.js';
import { createEmbeddedStores, createPostgresStores, type TestStores } from '../../support/store.js';
import { findPostgres } from '../../support/postgres.js';

/** ADR 12: how long an instance that has died can block an Item for the others. */
const PROMISED_MS = 10_000;
const BEGAN_AT = 1_000_000;

/** Instances on one database whose clock only the test moves. */
interface Instances {
  /** An instance; `die` disconnects it from the database for good, as kill -9 does. */
  start(options?: { sawOutage?: () => boolean }): {
    mutex: ReturnType<typeof createDistributedMutex>;
    die(): Promise<void>;
  };
  clockMs(): Promise<number>;
  close(): Promise<void>;
}

async function openInstances(stores: TestStores, database: Database): Promise<Instances> {
  // Creates the tables.
  await stores.open();
  const clock = new Kysely<Tables>({ dialect: database.dialect() });
  await sql`create table test_clock (ms bigint not null)`.execute(clock);
  await sql`insert into test_clock values (${BEGAN_AT})`.execute(clock);
  const unixMs = sql<number>`(select ms from test_clock)`;
  const open = new Set<Kysely<Tables>>([clock]);

  return {
    start({ sawOutage = () => false } = {}) {
      const db = new Kysely<Tables>({ dialect: database.dialect() });
      open.add(db);
      const mutex = createDistributedMutex({
        leases: createLeases(db, { unixMs }),
        sawOutage,
        pause: async (ms) => {
          await sql`update test_clock set ms = ms + ${sql.lit(ms)}`.execute(clock);
        },
      });
      return {
        mutex,
        async die() {
          open.delete(db);
          await db.destroy();
        },
      };
    },
    async clockMs() {
      const { rows } = await sql<{ ms: number }>`select ms from test_clock`.execute(clock);
      return Number(rows[0]?.ms);
    },
    async close() {
      for (const db of open) await db.destroy();
      await stores.dispose();
    },
  };
}

const server = await findPostgres();
const kinds: [string, (() => Promise<Instances>) | null][] = [
  [
    'embedded',
    async () => {
      const stores = await createEmbeddedStores();
      return openInstances(stores, embeddedDatabase(join(stores.dataDir, 'gateway.db')));
    },
  ],
  [
    server.url === null ? `PostgreSQL (${server.missing})` : 'PostgreSQL',
    server.url === null
      ? null
      : async () => {
          const stores = await createPostgresStores(server.url);
          return openInstances(stores, postgresDatabase(stores.url));
        },
  ],
];

for (const [name, open] of kinds) {
  (open === null ? describe.skip : describe)(`an instance that dies in the middle of a mutation, ${name}`, () => {
    let instances: Instances;
    beforeEach(async () => {
      if (open !== null) instances = await open();
    });
    afterEach(() => instances.close());

    /** An instance that dies while it works on the Item; its promise never settles. */
    async function dieAtWork(): Promise<void> {
      const dying = instances.start();
      await new Promise<void>((begun) => {
        void dying.mutex.run('item:1', () => {
          begun();
          return new Promise(() => undefined);
        });
      });
      await dying.die();
    }

    it('delays the next mutation of that Item by at most ten seconds', async () => {
      await dieAtWork();
      const began = await instances.start().mutex.run('item:1', () => instances.clockMs());
      expect(began - BEGAN_AT).toBeLessThanOrEqual(PROMISED_MS);
      // The lease expired; it was not simply ignored.
      expect(began - BEGAN_AT).toBeGreaterThan(PROMISED_MS / 2);
    });

    it('does not delay mutations of other Items', async () => {
      await dieAtWork();
      await expect(instances.start().mutex.run('item:2', () => instances.clockMs())).resolves.toBe(BEGAN_AT);
    });

    it('is waited for longer after a database outage: it may be alive and about to store what Plaid has done', async () => {
      await dieAtWork();
      const began = await instances.start({ sawOutage: () => true }).mutex.run('item:1', () => instances.clockMs());
      // commit-with-retry.ts retries for 12.7 s, and the lease was renewed at most two seconds before.
      expect(began - BEGAN_AT).toBeGreaterThan(15_000);
      expect(began - BEGAN_AT).toBeLessThanOrEqual(26_000);
    });
  });
}
