import { type CompiledQuery, Kysely } from 'kysely';
import { compileOnce, isIn, type Parameter, rowsFrom } from '../../../src/store/queries.js';
import type { Db } from '../../../src/store/dialect.js';
import type { Tables } from '../../../src/store/schema.js';
import { dialects, storeItem } from '../../support/store.js';

for (const { name, run, open } of await dialects()) {
  run(`A compiled query, ${name}`, () => {
    let db: Db;
    let stores: Awaited<ReturnType<typeof open>>['stores'];
    const executed: CompiledQuery[] = [];

    beforeEach(async () => {
      const opened = await open();
      stores = opened.stores;
      const store = await stores.open();
      for (const itemId of ['item-a', 'item-b', 'item-c']) await storeItem(store, { itemId });
      db = new Kysely<Tables>({ dialect: opened.dialect, log: ({ query }) => void executed.push(query) });
      executed.length = 0;
    });

    afterEach(async () => {
      await db.destroy();
      await stores.dispose();
    });

    it('is built once, and executed with the values of each call, in a transaction too', async () => {
      let built = 0;
      const find = compileOnce((kysely, parameter: Parameter<{ id: string; first: number }>) => {
        built += 1;
        return kysely
          .selectFrom('items')
          .select('id')
          .where('id', '>=', parameter('id'))
          .where('removed_at', 'is', null)
          .orderBy('id')
          .limit(parameter('first'));
      });
      expect((await find(db, { id: 'item-a', first: 5 })).rows.map(({ id }) => id)).toEqual([
        'item-a',
        'item-b',
        'item-c',
      ]);
      const rows = await db.transaction().execute(async (trx) => (await find(trx, { id: 'item-b', first: 1 })).rows);
      expect(rows).toEqual([{ id: 'item-b' }]);
      expect(built).toBe(1);
    });

    it('accepts a list of any length in one statement, also an empty one', async () => {
      const find = compileOnce((kysely, parameter: Parameter<{ ids: readonly string[] }>) =>
        kysely
          .selectFrom('items')
          .select('id')
          .where(isIn(kysely, 'items.id', parameter('ids')))
          .orderBy('id'),
      );
      const idsOf = async (ids: string[]) => (await find(db, { ids })).rows.map(({ id }) => id);
      expect(await idsOf([])).toEqual([]);
      expect(await idsOf(['item-b'])).toEqual(['item-b']);
      expect(await idsOf(['item-c', 'item-a', 'item-a', `"'\u2028,{}`, 'unknown'])).toEqual(['item-a', 'item-c']);
      const positions = await db.selectFrom('items').select('position').orderBy('id').execute();
      const list = positions.slice(1).map(({ position }) => position);
      const found = await db
        .selectFrom('items')
        .select('id')
        .where(isIn(db, 'position', list, 'bigint'))
        .execute();
      expect(found.map(({ id }) => id).sort()).toEqual(['item-b', 'item-c']);
      expect(
        new Set(executed.filter((query) => query.sql.includes('"items"."id"')).map((query) => query.sql)).size,
      ).toBe(1);
    });

    it('reads and writes several rows in one statement', async () => {
      const given = [
        { item_id: 'item-a', account_id: 'account-1', rank: 1 },
        { item_id: 'item-c', account_id: "it's", rank: null },
      ];
      const insert = compileOnce((kysely, parameter: Parameter<{ rows: readonly (typeof given)[number][] }>) =>
        kysely
          .insertInto('accounts')
          .columns(['item_id', 'account_id'])
          .expression((eb) =>
            eb
              .selectFrom(
                rowsFrom<(typeof given)[number]>(kysely, parameter('rows'), {
                  item_id: 'text',
                  account_id: 'text',
                  rank: 'bigint',
                }).as('given'),
              )
              .select(['given.item_id', 'given.account_id'])
              .where('given.item_id', '!=', ''),
          )
          .onConflict((conflict) => conflict.doNothing()),
      );
      expect((await insert(db, { rows: given })).numAffectedRows).toBe(2n);
      expect((await insert(db, { rows: given })).numAffectedRows).toBe(0n);
      const rows = await db.selectFrom('accounts').select(['item_id', 'account_id']).orderBy('item_id').execute();
      expect(rows).toEqual(given.map(({ item_id, account_id }) => ({ item_id, account_id })));
    });

    it('rejects a text in a list that the databases do not store unchanged', async () => {
      const find = compileOnce((kysely, parameter: Parameter<{ ids: readonly string[] }>) =>
        kysely
          .selectFrom('items')
          .select('id')
          .where(isIn(kysely, 'items.id', parameter('ids'))),
      );
      for (const id of ['x\0', 'x\ud800']) {
        await expect(find(db, { ids: ['item-a', id] })).rejects.toThrow('cannot be stored');
        expect(() => isIn(db, 'items.id', [id])).toThrow('cannot be stored');
      }
    });
  });
}
