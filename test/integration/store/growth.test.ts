import { type CompiledQuery, Kysely } from 'kysely';
import { asItemId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import { changeRecorder } from '../../../src/store/changes.js';
import type { Database, Db } from '../../../src/store/dialect.js';
import { embeddedDatabase } from '../../../src/store/dialect-embedded.js';
import { postgresDatabase } from '../../../src/store/dialect-postgres.js';
import { createEventLog } from '../../../src/store/event-log.js';
import { createLinkSessionRecords } from '../../../src/store/link-sessions.js';
import type { Tables } from '../../../src/store/schema.js';
import type { EventLog, LinkSessionRecords, Store } from '../../../src/store/store.js';
import { fillLog } from '../../support/filled-log.js';
import { findPostgres } from '../../support/postgres.js';
import {
  ada,
  createEmbeddedStores,
  createPostgresStores,
  newEvent,
  newLinkSession,
  storeItem,
  type TestStores,
} from '../../support/store.js';

const server = await findPostgres();
const CODES = ['ITEM/PENDING_DISCONNECT', 'ITEM/LOGIN_REPAIRED'] as const;
const BUSY = 6_000;

interface Opened {
  stores: TestStores;
  database: Database;
}

async function openEmbedded(): Promise<Opened> {
  const stores = await createEmbeddedStores();
  return { stores, database: embeddedDatabase(`${stores.dataDir}/gateway.db`) };
}

async function openPostgres(serverUrl: string): Promise<Opened> {
  const stores = await createPostgresStores(serverUrl);
  return { stores, database: postgresDatabase(stores.url) };
}

const DATABASES = [
  { name: 'embedded', run: describe, open: openEmbedded, explain: 'explain query plan', scan: /^SCAN (\w+)/ },
  server.url === null
    ? { name: `PostgreSQL (${server.missing})`, run: describe.skip, open: openEmbedded, explain: '', scan: /^/ }
    : {
        name: 'PostgreSQL',
        run: describe,
        open: () => openPostgres(server.url),
        explain: 'explain',
        scan: /Seq Scan on (\w+)/,
      },
];

/** Tables that grow without a limit. */
const GROWING = ['events', 'newest', 'link_sessions', 'changes'];

for (const { name, run, open, explain, scan } of DATABASES) {
  run(`a log that grows, ${name}`, () => {
    let stores: TestStores;
    let store: Store;
    let db: Db;
    /** For plans only. */
    let planner: Db;
    let events: EventLog;
    let linkSessions: LinkSessionRecords;
    let busy: OwnedItem;
    let quiet: OwnedItem[];
    const executed: CompiledQuery[] = [];

    beforeAll(async () => {
      const opened = await open();
      stores = opened.stores;
      store = await stores.open();
      busy = await storeItem(store);
      quiet = await Promise.all(Array.from({ length: 30 }, () => storeItem(store)));
      const isQuery = (sql: string) => !/^(begin|commit)/.test(sql);
      db = new Kysely<Tables>({
        dialect: opened.database.dialect(),
        log: ({ query }) => {
          if (isQuery(query.sql)) executed.push(query);
        },
      });
      planner = new Kysely<Tables>({ dialect: opened.database.dialect() });
      await fillLog(db, {
        items: 200,
        events: 12_000,
        busy: { itemId: busy.id, ownerId: ada, codes: CODES, count: BUSY },
        receivedFrom: 100_000,
        receivedTo: 200_000,
      });
      const recordChanges = changeRecorder('test');
      events = createEventLog({ db, recordChanges, expected: () => null }, opened.database);
      linkSessions = createLinkSessionRecords(db, recordChanges);
    }, 120_000);
    afterAll(async () => {
      await db.destroy();
      await planner.destroy();
      await stores.dispose();
    });

    const statementsOf = async (act: () => Promise<unknown>): Promise<CompiledQuery[]> => {
      executed.length = 0;
      await act();
      return executed.splice(0);
    };
    /** The tables that the statement reads from beginning to end. */
    const scannedBy = async ({ sql, parameters }: CompiledQuery): Promise<string[]> => {
      // A select, because the embedded database runs everything else in a transaction.
      const select = planner.selectFrom('settings').compile();
      const { rows } = await planner.executeQuery<Record<string, string>>({
        ...select,
        sql: `${explain} ${sql}`,
        parameters,
      });
      return rows.flatMap((row) => scan.exec(row.detail ?? row['QUERY PLAN'] ?? '')?.[1] ?? []);
    };
    const appendTo = (items: readonly OwnedItem[]) =>
      Promise.all(items.map(({ id }) => events.append(newEvent({ itemId: id, receivedAt: 200_000 }))));

    it('reads the status events of many Items in one statement, and their repairs in one more', async () => {
      const items = [busy, ...quiet];
      let found: unknown[] = [];
      const statements = await statementsOf(async () => {
        const latest = await Promise.all(items.map((item) => events.latestOfItem(item, CODES)));
        const updates = await Promise.all(items.map((item) => linkSessions.lastUpdate(item)));
        found = [latest.map((one) => one.length), updates[0], updates[1]];
      });
      expect(statements).toHaveLength(2);
      const none = { finishedSeq: null, begunAt: null };
      expect(found).toEqual([[2, ...quiet.map(() => 0)], { finishedSeq: BUSY, begunAt: BUSY }, none]);
    });

    it('appends one webhook and many with the same number of statements', async () => {
      const one = await statementsOf(() => appendTo(quiet.slice(0, 1)));
      const many = await statementsOf(() => appendTo(quiet));
      expect(many.map(({ sql }) => sql)).toEqual(one.map(({ sql }) => sql));
    });

    it('finds every row by an index', async () => {
      const session = newLinkSession({ updateItemId: busy.id });
      await linkSessions.insert(session);
      const finished = { itemId: null, linkTokenFingerprint: session.linkTokenFingerprint, sessionSucceeded: true };
      const statements = await statementsOf(async () => {
        await events.latestOfItem(busy, CODES);
        await linkSessions.lastUpdate(busy);
        await events.lastReceivedAt([busy, ...quiet]);
        await events.hasReceived(busy, { webhookCode: 'NEVER', since: 0 });
        await events.readAfter(ada, { afterSeq: 10, limit: 100 });
        await events.readAllAfter({ afterSeq: 10, limit: 100 });
        await events.purgedThrough(ada);
        const repeated = newEvent({ itemId: busy.id, receivedAt: 200_000 });
        await Promise.all([
          events.append(repeated),
          events.append(newEvent({ receivedAt: 200_000 })),
          events.append(newEvent({ webhookType: 'LINK', webhookCode: 'SESSION_FINISHED', ...finished })),
        ]);
        await events.append(repeated);
        const [pending] = await events.withPendingEffects(100);
        if (pending === undefined) throw new Error('an event was expected');
        await events.markEffectsFailed(pending, 200_000);
        await events.markEffectsDone(pending, 200_000);
        await events.purge(101_000);
      });
      const scanned = await Promise.all(
        statements.map(async (query) => {
          const tables = (await scannedBy(query)).filter((table) => GROWING.includes(table));
          return tables.length === 0 ? [] : [{ tables, sql: query.sql }];
        }),
      );
      expect(scanned.flat()).toEqual([]);
    });

    it('has lost nothing that it does not report, after each step of a purge', async () => {
      const owner = (await store.unscoped.item(asItemId('filled-item-3')))?.ownerId ?? ada;
      const all = await events.readAfter(owner, { afterSeq: null, limit: 10_000 });
      let steps = 0;
      for (let isDone = false; !isDone; steps += 1) {
        let asked = 0;
        const before = await events.readAfter(owner, { afterSeq: null, limit: 10_000 });
        // The changes, the quarantine, and one step of events; then another look.
        await events.purge(105_000, { mayContinue: () => (asked += 1) <= 3 });
        const left = await events.readAfter(owner, { afterSeq: null, limit: 10_000 });
        const purgedThrough = await events.purgedThrough(owner);
        expect(left).toEqual(all.filter(({ seq }) => seq > purgedThrough));
        isDone = left.length === before.length;
      }
      expect(steps).toBeGreaterThan(5);
    });
  });
}
