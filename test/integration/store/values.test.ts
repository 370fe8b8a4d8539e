import { Kysely, sql } from 'kysely';
import { asItemId, asOwnerId } from '../../../src/model/ids.js';
import { dialects, storeItem } from '../../support/store.js';

/**
 * One value of each kind that a driver would change or reject in its own way. The driver for SQLite stores a boolean as 1.
 */
const UNSTORABLE: [string, unknown][] = [
  ['true', true],
  ['false', false],
  ['undefined', undefined],
  ['a list', ['ada']],
  ['an object', { sub: 'ada' }],
  ['a date', new Date(0)],
  ['a symbol', Symbol('ada')],
  ['a number that is not finite', Infinity],
  ['NaN', NaN],
  ['a high surrogate without its low surrogate', 'x\ud800'],
  ['a low surrogate without its high surrogate', '\udc00x'],
  ['text with NUL', 'x\0'],
];

for (const { name, run, open } of await dialects()) {
  run(`A value of a statement, ${name}`, () => {
    it('reaches the driver only if both databases store it unchanged', async () => {
      const { stores, dialect } = await open();
      await stores.open();
      const db = new Kysely<Record<string, never>>({ dialect });
      const before = await sql`select 1 as one`.execute(db);
      expect(before.rows).toEqual([{ one: 1 }]);
      const outcomes: [string, string][] = [];
      for (const [what, value] of UNSTORABLE) {
        const failure = await sql`select count(*) from items where owner_id = ${value}`.execute(db).then(
          () => 'accepted',
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

    it('never equals another value: a lone surrogate finds no Item of another user, and is not stored', async () => {
      const { stores } = await open();
      const store = await stores.open();
      const item = await storeItem(store, { ownerId: asOwnerId('x\ufffd'), itemId: 'item-\ufffd' });
      await expect(store.items.list(asOwnerId('x\ud800'), { first: 5, after: null })).rejects.toThrow('malformed');
      expect(await store.items.findOwned(item.ownerId, [asItemId('item-\ud800')])).toEqual(new Map());
      expect(await store.unscoped.item(asItemId('item-\ud800'))).toBeNull();
      await expect(storeItem(store, { ownerId: asOwnerId('y\udc00') })).rejects.toThrow('malformed');
      expect(await store.items.count(null)).toBe(1);
      await stores.dispose();
    });
  });
}
