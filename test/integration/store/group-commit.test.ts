import { sql, Kysely, type Transaction } from 'kysely';
import { DatabaseSync } from '@photostructure/sqlite';
import type { Db } from '../../../src/store/dialect.js';
import { embeddedDatabase, type SyncFile } from '../../../src/store/dialect-embedded.js';
import { StoreUnavailableError } from '../../../src/store/errors.js';
import type { Tables } from '../../../src/store/schema.js';
import { createEmbeddedStores } from '../../support/store.js';

/** The wait for the disk of each commit. The test ends it. */
function createDisk() {
  const waits: { succeed: () => void; fail: () => void }[] = [];
  let arrived: () => void = () => undefined;
  const sync: SyncFile = () =>
    new Promise((resolve, reject) => {
      waits.push({
        succeed: resolve,
        fail: () => {
          reject(Object.assign(new Error('i/o error'), { code: 'EIO' }));
        },
      });
      arrived();
    });
  const next = async () => {
    while (waits.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    const [wait] = waits.splice(0, 1);
    if (wait === undefined) throw new Error('No commit waits.');
    return wait;
  };
  return { sync, next, waiting: () => waits.length };
}

let stores: Awaited<ReturnType<typeof createEmbeddedStores>>;
let disk: ReturnType<typeof createDisk>;
let db: Db;

beforeEach(async () => {
  stores = await createEmbeddedStores();
  await (await stores.open()).close();
  disk = createDisk();
  db = new Kysely<Tables>({ dialect: embeddedDatabase(`${stores.dataDir}/gateway.db`, { sync: disk.sync }).dialect() });
});

afterEach(async () => {
  await db.destroy();
  await stores.dispose();
});

function insert(trx: Db, name: string): Promise<unknown> {
  return trx.insertInto('settings').values({ name, value: 'x', created_at: 1 }).execute();
}

async function names(): Promise<string[]> {
  const rows = await db.selectFrom('settings').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

function inTransaction(work: (trx: Transaction<Tables>) => Promise<unknown>): Promise<unknown> {
  return db.transaction().execute(work);
}

/** How each of the promises ended. */
async function outcomes(promises: readonly Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => (one.status === 'fulfilled' ? 'done' : (one.reason as Error).name));
}

describe('Transactions that wait at the same moment', () => {
  it('share one wait for the disk, and are invisible until they are durable', async () => {
    const ended: string[] = [];
    const writes = ['a', 'b', 'c'].map(async (name) => {
      await inTransaction((trx) => insert(trx, name));
      ended.push(name);
    });
    const wait = await disk.next();
    const later = insert(db, 'd');
    expect(await names()).toEqual([]);
    expect(ended).toEqual([]);
    expect(disk.waiting()).toBe(0);
    wait.succeed();
    await Promise.all(writes);
    expect(await names()).toEqual(['a', 'b', 'c']);
    (await disk.next()).succeed();
    await later;
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are rolled back individually when they fail, and report it when the others are durable', async () => {
    let failed = false;
    const writes = [
      inTransaction((trx) => insert(trx, 'a')),
      inTransaction(async (trx) => {
        await insert(trx, 'b');
        throw new TypeError('a bug');
      }).finally(() => (failed = true)),
      insert(db, 'a'),
      insert(db, 'c'),
    ];
    const ended = outcomes(writes);
    const wait = await disk.next();
    expect(failed).toBe(false);
    wait.succeed();
    expect(await ended).toEqual(['done', 'TypeError', 'Error', 'done']);
    expect(await names()).toEqual(['a', 'c']);
  });

  it('fail together when the disk fails, and stay invisible until they are durable', async () => {
    const ended = outcomes(['a', 'b'].map((name) => insert(db, name)));
    (await disk.next()).fail();
    expect(await ended).toEqual(['StoreUnavailableError', 'StoreUnavailableError']);
    const other = new DatabaseSync(`${stores.dataDir}/gateway.db`);
    other.exec('begin; select * from settings');
    // Another process keeps the log from being moved to the database file.
    await expect(names()).rejects.toThrow(StoreUnavailableError);
    other.exec('commit');
    other.close();
    expect(await names()).toEqual(['a', 'b']);
    const next = insert(db, 'c');
    (await disk.next()).succeed();
    await next;
  });

  it('fail together when the commit itself fails, and nothing is written', async () => {
    const deferred = inTransaction(async (trx) => {
      await insert(trx, 'a');
      await sql`create table parent (id integer primary key)`.execute(trx);
      await sql`create table child (id integer references parent (id) deferrable initially deferred)`.execute(trx);
      await sql`insert into child values (1)`.execute(trx);
    });
    const ended = await outcomes([insert(db, 'z'), deferred, insert(db, 'c')]);
    expect(ended).not.toContain('done');
    expect(await names()).toEqual([]);
    const next = insert(db, 'd');
    (await disk.next()).succeed();
    await next;
    expect(await names()).toEqual(['d']);
  });

  it('fail together when the database gives up their transaction', async () => {
    const group = outcomes([
      insert(db, 'a'),
      inTransaction(async (trx) => {
        await insert(trx, 'b');
        await sql`rollback`.execute(trx);
      }),
    ]);
    const next = insert(db, 'c');
    expect(await group).toEqual(['StoreUnavailableError', 'StoreUnavailableError']);
    (await disk.next()).succeed();
    await next;
    expect(await names()).toEqual(['c']);
  });
});
