import { DatabaseSync } from '@photostructure/sqlite';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { ConfigError } from '../../../src/config/config.js';
import { asAccountId, asEventId, asItemId, asSealed } from '../../../src/model/ids.js';
import { createStore } from '../../../src/store/store.js';
import { StoreUnavailableError } from '../../../src/store/errors.js';
import type { Store } from '../../../src/store/store.js';
import { createTestDatabase, findPostgres } from '../../support/postgres.js';
import {
  ada,
  backends,
  beginAudit,
  bob,
  createEmbeddedStores,
  createPostgresStores,
  newEvent,
  storeItem,
  TEST_MAC,
  type TestStores,
} from '../../support/store.js';

const now = () => 1_000;
const migrateOnSignal = fileURLToPath(new URL('../../support/migrate-on-signal.ts', import.meta.url));

for (const { name, run, create } of await backends()) {
  run(`opening a store, ${name}`, () => {
    let stores: TestStores;

    beforeEach(async () => {
      stores = await create();
    });
    afterEach(() => stores.dispose());

    it('lets several instances create the tables concurrently', async () => {
      const [one, two, three] = await Promise.all([stores.open(), stores.open(), stores.open()]);
      await Promise.all([one.ping(), two.ping(), three.ping()]);
      const item = await storeItem(one);
      expect(await three.items.findOwned(ada, [item.id])).toEqual(new Map([[item.id, item]]));
    });

    it('retains everything over a restart', async () => {
      const store = await stores.open();
      const item = await storeItem(store);
      await store.events.append(newEvent({ itemId: item.id }));
      await store.close();
      const restarted = await stores.open();
      expect(await restarted.unscoped.item(item.id)).toEqual({ ...item, generation: item.generation + 1 });
      expect(await restarted.events.lastSeq()).toBe(1);
    });

    it('lets one of many callers write a setting, and returns its value to all of them', async () => {
      const [store, other] = [await stores.open(), await stores.open()];
      expect(await store.settings.get('name')).toBeNull();
      const values = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? store : other).settings.putIfAbsent('name', `value-${n}`)),
      );
      expect(new Set(values).size).toBe(1);
      expect(await store.settings.get('name')).toBe(values[0]);
    });

    it('finds settings by prefix', async () => {
      const store = await stores.open();
      for (const name of ['key.a', 'key.b', 'keys', 'other.key.a']) await store.settings.putIfAbsent(name, name);
      const found = await store.settings.byPrefix('key.');
      expect(found.map(({ name }) => name).sort()).toEqual(['key.a', 'key.b']);
      expect(found.every(({ name, value }) => name === value)).toBe(true);
    });

    it('lists audit records, newest first', async () => {
      const store = await beginAudit(await stores.open());
      const record = {
        at: 1,
        ownerId: ada,
        actorId: bob,
        action: 'AUTH_NUMBERS_READ',
        itemId: asItemId('item'),
        accountIds: [asAccountId('a,1'), asAccountId('"2"')],
        requestId: 'r1',
      };
      await store.audit.append(record, TEST_MAC);
      await store.audit.append({ ...record, itemId: null, accountIds: [], requestId: 'r2' }, TEST_MAC);
      expect(await store.audit.list(10)).toEqual([
        { ...record, itemId: null, accountIds: [], requestId: 'r2' },
        record,
      ]);
      expect(await store.audit.list(1)).toHaveLength(1);
    });

    it('can be closed twice, and rejects every call afterwards', async () => {
      const store = await stores.open();
      await store.close();
      await store.close();
      await expect(store.items.count(ada)).rejects.toThrow();
    });
  });
}

/** The exit codes of three processes that migrate one empty database concurrently. */
const migrateAtOnce = async (place: string): Promise<number[]> => {
  const children = Array.from({ length: 3 }, () =>
    spawn(process.execPath, ['--import', 'tsx', migrateOnSignal, place], { stdio: ['pipe', 'pipe', 'inherit'] }),
  );
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
  const ends = children.map((child) => once(child, 'close'));
  for (const { stdin } of children) stdin.end('go');
  return (await Promise.all(ends)).map(([code]) => code as number);
};

describe('the embedded database', () => {
  it('is migrated once by processes that start concurrently', async () => {
    const stores = await createEmbeddedStores();
    expect(await migrateAtOnce(join(stores.dataDir, 'gateway.db'))).toEqual([0, 0, 0]);
    await (await stores.open()).ping();
    await stores.dispose();
  }, 60_000);

  it('is readable by its user only, with its side files', async () => {
    const stores = await createEmbeddedStores();
    const dataDir = join(stores.dataDir, 'new', 'data');
    const store = await createStore({ databaseUrl: null, dataDir, now });
    await storeItem(store);
    const modes = await Promise.all(
      ['', 'gateway.db', 'gateway.db-wal', 'gateway.db-shm'].map(
        async (file) => (await stat(join(dataDir, file))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600]);
    await store.close();
    await stores.dispose();
  });

  it('works with a database that a newer version has extended', async () => {
    const stores = await createEmbeddedStores();
    await (await stores.open()).close();
    const file = new DatabaseSync(join(stores.dataDir, 'gateway.db'));
    file.exec("insert into kysely_migration (name, timestamp) values ('9999-newer', '2999-01-01T00:00:00.000Z')");
    file.close();
    await (await stores.open()).ping();
    await stores.dispose();
  });

  it('is unavailable while another process holds the write lock, and does not block the event loop', async () => {
    const stores = await createEmbeddedStores();
    const store = await stores.open();
    const other = new DatabaseSync(join(stores.dataDir, 'gateway.db'));
    other.exec('begin immediate');
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 20);
    await expect(store.events.append(newEvent())).rejects.toThrow(StoreUnavailableError);
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(20);
    other.exec('rollback');
    other.close();
    expect(await store.events.append(newEvent())).toEqual({ outcome: 'parked' });
    await stores.dispose();
  });

  it('is a configuration error when its folder cannot be created, and unavailable when its file is not a database', async () => {
    const stores = await createEmbeddedStores();
    const blocked = join(stores.dataDir, 'file');
    await writeFile(blocked, '');
    await expect(createStore({ databaseUrl: null, dataDir: join(blocked, 'x'), now })).rejects.toThrow(ConfigError);
    const damaged = join(stores.dataDir, 'damaged');
    await mkdir(damaged);
    await writeFile(
      join(damaged, 'gateway.db'),
      'this is not a database, but long enough to look like one'.repeat(100),
    );
    await expect(createStore({ databaseUrl: null, dataDir: damaged, now })).rejects.toThrow(StoreUnavailableError);
    await stores.dispose();
  });
});

const server = await findPostgres();

(server.url === null ? describe.skip : describe)(`the PostgreSQL database ${server.missing ?? ''}`, () => {
  let stores: TestStores & { url: string };
  let store: Store;
  let other: pg.Client;

  beforeEach(async () => {
    stores = await createPostgresStores(server.url ?? '');
    store = await stores.open();
    other = new pg.Client({ connectionString: stores.url });
    await other.connect();
  });
  afterEach(async () => {
    await other.end();
    await stores.dispose();
  });

  it('is migrated once by processes that start concurrently', async () => {
    const empty = await createTestDatabase(server.url ?? '');
    expect(await migrateAtOnce(empty.url)).toEqual([0, 0, 0]);
    const opened = await createStore({ databaseUrl: empty.url, dataDir: tmpdir(), now });
    expect(await opened.changes.lastSeq()).toBe(0);
    await opened.close();
    await empty.drop();
  }, 60_000);

  it('is migrated by concurrent processes while the previous version writes to it', async () => {
    await store.close();
    // The schema before migration 0004, and what that version writes.
    await other.query(`
      alter table items drop column known_errors, drop column works_since, drop column known_version;
      drop index letters_by_replay_key; alter table letters drop column replay_key;
      alter table link_sessions drop column finished_seq;
      drop index if exists link_sessions_by_finished_update; drop index link_sessions_by_update;
      drop index letters_by_age; drop index events_by_item_and_code;
      delete from kysely_migration where name >= '0004-letters-once'`);
    const writeAsBefore = (id: string) =>
      other.query("insert into letters (id, reason, sealed_body, received_at) values ($1, 'made up', '', 1)", [id]);
    const migrating = { done: false };
    const migrated = migrateAtOnce(stores.url).finally(() => (migrating.done = true));
    let written = 0;
    while (!migrating.done) await writeAsBefore(`webhook-${written++}`);
    expect(await migrated).toEqual([0, 0, 0]);
    await writeAsBefore('later');
    const upgraded = await stores.open();
    const webhook = { id: asEventId('new'), replayKey: 'k', reason: '', sealedBody: asSealed(''), receivedAt: 1 };
    expect(await upgraded.events.quarantine(webhook)).toEqual({ outcome: 'quarantined' });
    expect(await upgraded.events.quarantine({ ...webhook, id: asEventId('copy') })).toEqual({ outcome: 'duplicate' });
    const { rows } = await other.query<{ count: number }>('select count(*)::int as count from letters');
    expect(rows[0]?.count).toBe(written + 2);
  }, 60_000);

  it('works with what a newer version has added, and the previous version with what this one has', async () => {
    // What a later migration may do (expand).
    await other.query("insert into kysely_migration (name, timestamp) values ('9999-newer', '2999-01-01')");
    await other.query('alter table items add column newer text; create table newer (id text)');
    const again = await stores.open();
    const item = await storeItem(again);
    // What the version before 0002 writes: it does not know of changes and leases.
    await other.query(`update items set generation = generation + 1 where id = '${item.id}'`);
    await other.query("update counters set last = last + 1 where name = 'events'");
    expect((await again.items.findOwned(ada, [item.id])).get(item.id)?.generation).toBe(item.generation + 1);
    expect(await again.events.append(newEvent({ itemId: item.id }))).toMatchObject({ event: { seq: 2 } });
  });

  it('is unavailable when no server listens at the address', async () => {
    const opening = createStore({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none', dataDir: tmpdir(), now });
    await expect(opening).rejects.toThrow(StoreUnavailableError);
  });

  it('is unavailable after waiting five seconds for a lock or two for a connection, and recovers', async () => {
    const limited = await createStore({ databaseUrl: stores.url, dataDir: tmpdir(), now });
    await other.query('begin; lock table settings');
    const startedAt = performance.now();
    const waits = await Promise.all(
      Array.from({ length: 11 }, async (_, n) => {
        await expect(limited.settings.putIfAbsent(`name-${n}`, 'value')).rejects.toThrow(StoreUnavailableError);
        return performance.now() - startedAt;
      }),
    );
    await other.query('rollback');
    waits.sort((a, b) => a - b);
    expect(waits[0]).toBeLessThan(4_000);
    expect(waits.at(-1)).toBeLessThan(9_000);
    expect(await limited.settings.putIfAbsent('name-0', 'value')).toBe('value');
    await limited.close();
  });

  it('respects the configured number of connections and timeouts', async () => {
    const databaseLimits = { poolSize: 2, poolWaitMs: 300, statementTimeoutMs: 500 };
    const small = await createStore({ databaseUrl: stores.url, databaseLimits, dataDir: tmpdir(), now });
    await store.close();
    await other.query('begin; lock table settings');
    const startedAt = performance.now();
    const refused = Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        expect(small.settings.putIfAbsent(`name-${n}`, 'value')).rejects.toThrow(StoreUnavailableError),
      ),
    );
    const connections = 'select count(*)::int as count from pg_stat_activity where datname = current_database()';
    let most = 0;
    const waiting = { over: false };
    void refused.finally(() => (waiting.over = true));
    while (!waiting.over) {
      // Within a transaction the server returns the same statistics until they are cleared.
      await other.query('select pg_stat_clear_snapshot()');
      most = Math.max(most, (await other.query<{ count: number }>(connections)).rows[0]?.count ?? 0);
    }
    await refused;
    // Two that wait for the lock, and the one that holds it and counts.
    expect(most).toBe(3);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await other.query('rollback');
    await small.close();
  });

  it('serves reads while hundreds of webhooks wait, and fails those together when they cannot be written', async () => {
    const item = await storeItem(store);
    await other.query('begin; lock table counters');
    const refused = Promise.all(
      Array.from({ length: 300 }, () => expect(store.events.append(newEvent())).rejects.toThrow(StoreUnavailableError)),
    );
    expect(await store.items.findOwned(ada, [item.id])).toEqual(new Map([[item.id, item]]));
    await refused;
    await other.query('rollback');
    expect(await store.events.append(newEvent({ itemId: item.id }))).toMatchObject({ event: { seq: 1 } });
  });

  it('survives losing every connection, idle or in use', async () => {
    await storeItem(store);
    await other.query('begin; lock table settings');
    const refused = expect(store.settings.putIfAbsent('name', 'value')).rejects.toThrow(StoreUnavailableError);
    await store.ping();
    // Waits until each backend has ended, so that its final message arrives here before the next response does.
    await other.query(
      'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await other.query('rollback');
    await refused;
    expect(await store.items.count(ada)).toBe(1);
  });
});
