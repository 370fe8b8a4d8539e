import { Kysely, sql } from 'kysely';
import { embeddedDatabase } from '../../../src/store/dialect-embedded.js';
import { postgresDatabase } from '../../../src/store/dialect-postgres.js';
import { asItemId, asOwnerId } from '../../../src/model/ids.js';
import { createEmbeddedStores, createPostgresStores, storeItem } from '../../support/store.js';
import { findPostgres } from '../../support/postgres.js';

const server = await findPostgres();

/** Both kinds of database as they are: a statement goes where every statement of the store goes. */
const DATABASES = [
  {
    name: 'embedded',
    run: describe,
    open: async () => {
      const stores = await createEmbeddedStores();
      return { stores, dialect: embeddedDatabase(`${stores.dataDir}/gateway.db`).dialect() };
    },
  },
  {
    name: `PostgreSQL${server.url === null ? ` (${server.missing})` : ''}`,
    run: server.url === null ? describe.skip : describe,
    open: async () => {
      const stores = await createPostgresStores(server.url ?? '');
      return { stores, dialect: postgresDatabase(stores.url).dialect() };
    },
  },
];

/** Of every kind that a driver does something of its own with: libsql ends the process at the first. */
const UNSTORABLE: [string, unknown][] = [
  ['true', true],
  ['false', false],
  ['undefined', undefined],
  ['a list', ['ada']],
  ['an object', { sub: 'ada' }],
  ['a date', new Date(0)],
  ['a symbol', Symbol('ada')],
  ['a number that is not finite', Infinity],
  ['a number that is none', NaN],
  ['text with half a character', 'x\ud800'],
  ['text with the other half', '\udc00x'],
  ['text with NUL', 'x\0'],
];

for (const { name, run, open } of DATABASES) {
  run(`A value for the database, ${name}`, () => {
    it('reaches its driver only when both databases hold it as it is given', async () => {
      const { stores, dialect } = await open();
      await stores.open();
      const db = new Kysely<Record<string, never>>({ dialect });
      const before = await sql`select 1 as one`.execute(db);
      expect(before.rows).toEqual([{ one: 1 }]);
      const outcomes: [string, string][] = [];
      for (const [what, value] of UNSTORABLE) {
        const failure = await sql`select count(*) from items where owner_id = ${value}`.execute(db).then(
          () => 'taken',
          (error: unknown) => (error as Error).name,
        );
        outcomes.push([what, failure]);
      }
      expect(outcomes).toEqual(UNSTORABLE.map(([what]) => [what, 'UnstorableValueError']));
      for (const value of ['ada', 'Ada 🦊', '\u2028', '', null]) {
        await sql`select count(*) from items where owner_id = ${value}`.execute(db);
      }
      for (const value of [7, 7n]) await sql`select count(*) from items where linked_at = ${value}`.execute(db);
      await db.destroy();
      await stores.dispose();
    });

    it('is never taken for another: half a character finds nobody else’s Items, and stores nothing', async () => {
      const { stores } = await open();
      const store = await stores.open();
      const item = await storeItem(store, { ownerId: asOwnerId('x\ufffd'), itemId: 'item-\ufffd' });
      await expect(store.items.list(asOwnerId('x\ud800'), { first: 5, after: null })).rejects.toThrow('well-formed');
      expect(await store.items.findOwned(item.ownerId, [asItemId('item-\ud800')])).toEqual(new Map());
      expect(await store.unscoped.item(asItemId('item-\ud800'))).toBeNull();
      await expect(storeItem(store, { ownerId: asOwnerId('y\udc00') })).rejects.toThrow('well-formed');
      expect(await store.items.count(null)).toBe(1);
      await stores.dispose();
    });
  });
}
