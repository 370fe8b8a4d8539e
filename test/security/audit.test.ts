import { DatabaseSync } from '@photostructure/sqlite';
import pg from 'pg';
import { asAccountId, asItemId } from '../../src/model/ids.js';
import { AuditBrokenError } from '../../src/store/errors.js';
import type { AuditEntry, Store } from '../../src/store/store.js';
import { verifyAudit } from '../../src/store/verify-audit.js';
import { findPostgres } from '../support/postgres.js';
import {
  ada,
  beginAudit,
  bob,
  createEmbeddedStores,
  createPostgresStores,
  storeItem,
  TEST_MAC,
} from '../support/store.js';

/** A database with an audit chain, and direct access to its tables. */
interface Attacked {
  open: () => Promise<Store>;
  /** Runs a statement with all privileges of the database. */
  sql: (statement: string) => Promise<void>;
  /** Drops the triggers, as the owner of the database can. */
  disarm: () => Promise<void>;
  dispose: () => Promise<void>;
}

const DISARM = {
  embedded: ['drop trigger audit_records_no_update', 'drop trigger audit_records_no_delete'],
  postgres: ['drop trigger audit_records_append_only on audit_records', 'drop function audit_records_refuse()'],
};

async function embedded(): Promise<Attacked> {
  const stores = await createEmbeddedStores();
  const sql = (statement: string): Promise<void> => {
    const file = new DatabaseSync(`${stores.dataDir}/gateway.db`);
    try {
      file.exec(statement);
      return Promise.resolve();
    } finally {
      file.close();
    }
  };
  const disarm = async (): Promise<void> => {
    for (const statement of DISARM.embedded) await sql(statement);
  };
  return { open: stores.open, sql: async (statement) => sql(statement), disarm, dispose: stores.dispose };
}

async function postgres(url: string): Promise<Attacked> {
  const stores = await createPostgresStores(url);
  const sql = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: stores.url });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const disarm = async (): Promise<void> => {
    for (const statement of DISARM.postgres) await sql(statement);
  };
  return { open: stores.open, sql, disarm, dispose: stores.dispose };
}

function entry(n: number): AuditEntry {
  return {
    at: n,
    ownerId: ada,
    actorId: n % 2 === 0 ? ada : bob,
    action: 'auth_numbers.read',
    itemId: asItemId('item'),
    accountIds: [asAccountId(`account-${n}`)],
    requestId: `request-${n}`,
  };
}

/** Restores the schema from before the audit chain and later migrations. */
const BEFORE_THE_CHAIN = [
  'drop index audit_records_by_number',
  'alter table audit_records drop column number',
  'alter table audit_records drop column hash',
  "delete from settings where name = 'audit.head'",
  'drop index letters_by_replay_key',
  'alter table letters drop column replay_key',
  'alter table items drop column known_errors',
  'alter table items drop column works_since',
  'alter table items drop column known_version',
  'drop index link_sessions_by_finished_update',
  'drop index link_sessions_by_update',
  'drop index events_by_item_and_code',
  'drop index letters_by_age',
  'alter table link_sessions drop column finished_seq',
  "delete from kysely_migration where name >= '0003-audit-chain'",
];
const OLD_RECORD = `insert into audit_records (at, owner_id, actor_id, action, account_ids, request_id) values (1, 'a', 'a', 'x', '[]', 'r')`;

const server = await findPostgres();
const kinds: { name: string; run: typeof describe; make: () => Promise<Attacked> }[] = [
  { name: 'embedded', run: describe, make: embedded },
  {
    name: `PostgreSQL ${server.missing ?? ''}`,
    run: server.url === null ? describe.skip : describe,
    make: () => postgres(server.url ?? ''),
  },
];

/** Copies a record under another number, otherwise unchanged. */
const copyOf = (number: number, as: string): string =>
  `insert into audit_records (at, owner_id, actor_id, action, item_id, account_ids, request_id, number, hash)
   select at, owner_id, actor_id, action, item_id, account_ids, request_id, ${as}, hash from audit_records where number = ${number}`;

/** What an attacker with write access may do to six records, and the resulting problem. */
const ATTACKS: [string, string[], RegExp][] = [
  ['a field altered', ["update audit_records set actor_id = 'mallory' where number = 3"], /^Record 3 was altered/],
  ['a time altered', ['update audit_records set at = 99 where number = 1'], /^Record 1 was altered/],
  ['an account omitted', ["update audit_records set account_ids = '[]' where number = 6"], /^Record 6 was altered/],
  [
    'an Item added to a record without one',
    ["update audit_records set item_id = '' where number = 2"],
    /^Record 2 was altered/,
  ],
  ['a hash altered', ["update audit_records set hash = 'x' where number = 4"], /^Record 4 was altered/],
  ['one deleted', ['delete from audit_records where number = 2'], /^Record 2 is missing/],
  ['the first deleted', ['delete from audit_records where number = 1'], /^Record 1 is missing/],
  [
    'one deleted and the rest moved up',
    [
      'delete from audit_records where number = 2',
      ...[3, 4, 5, 6].map((n) => `update audit_records set number = ${n - 1} where number = ${n}`),
    ],
    /^Record 2 was altered/,
  ],
  ['the last one cut off', ['delete from audit_records where number = 6'], /^Records 6 to 6 are missing at the end/],
  ['the last three cut off', ['delete from audit_records where number > 3'], /^Records 4 to 6 are missing at the end/],
  ['all deleted', ['delete from audit_records'], /^Records 1 to 6 are missing at the end/],
  ['one added at the end', [copyOf(6, '7')], /^Record 7 was altered/],
  ['one added outside the chain', [copyOf(6, 'null')], /^1 records are outside the chain/],
  ['one added before the first', [copyOf(6, '0')], /^Record 0 was inserted/],
  ['one added far before the first', [copyOf(6, '-7')], /^Record -7 was inserted/],
  [
    'one moved in the table',
    [
      'drop index audit_records_by_number',
      copyOf(3, '3'),
      'delete from audit_records where position = (select min(position) from audit_records where number = 3)',
    ],
    /^Record 4 was moved/,
  ],
  [
    'all deleted, and the head with them',
    ['delete from audit_records', "delete from settings where name = 'audit.head'"],
    /^The head of the chain is missing/,
  ],
  ['one removed from the chain', ['update audit_records set number = null where number = 6'], /^Records 6 to 6/],
  ['one added twice', ['drop index audit_records_by_number', copyOf(3, '3')], /^Record 3 exists twice/],
  [
    'two swapped',
    [
      'update audit_records set number = 100 where number = 2',
      'update audit_records set number = 2 where number = 5',
      'update audit_records set number = 5 where number = 100',
    ],
    /^Record 2 was altered/,
  ],
  ['the head deleted', ["delete from settings where name = 'audit.head'"], /^The head of the chain is missing/],
  [
    'records cut off, with a forged head',
    [
      'delete from audit_records where number > 3',
      "update settings set value = '3 ' || (select hash from audit_records where number = 3) || ' 0 ' || 'made-up' where name = 'audit.head'",
    ],
    /^The head of the audit chain was altered/,
  ],
];

for (const { name, run, make } of kinds) {
  run(`the audit log, ${name}`, () => {
    let attacked: Attacked;
    let store: Store;

    beforeEach(async () => {
      attacked = await make();
      store = await beginAudit(await attacked.open());
      for (let n = 1; n <= 6; n += 1) await store.audit.append(entry(n), TEST_MAC);
    });
    afterEach(() => attacked.dispose());

    it('T41: is intact as written, also while records are appended', async () => {
      expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 6 } });
      const writing = (async () => {
        for (let n = 7; n < 60; n += 1) await store.audit.append(entry(n), TEST_MAC);
      })();
      const verdicts = await Promise.all([1, 2, 3, 4].map(() => verifyAudit(store.audit, TEST_MAC)));
      expect(verdicts.filter(({ intact }) => !intact)).toEqual([]);
      await writing;
      expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 59 } });
    });

    it.each(['update audit_records set at = 0', 'delete from audit_records', 'delete from audit_records where at = 1'])(
      'T41: the database itself rejects %s',
      async (statement) => {
        await expect(attacked.sql(statement)).rejects.toThrow(/only appended/);
        expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 6 } });
      },
    );

    it.each(ATTACKS)('T41: %s is detected, with the record concerned', async (_name, statements, said) => {
      await attacked.disarm();
      for (const statement of statements) await attacked.sql(statement);
      expect(await verifyAudit(store.audit, TEST_MAC)).toEqual({
        intact: false,
        problem: expect.stringMatching(said) as string,
      });
    });

    it('T41: nothing is appended to a chain whose head was altered or deleted', async () => {
      const before = await store.audit.head();
      const put = (value: string | null) => `update settings set value = '${value ?? ''}' where name = 'audit.head'`;
      for (const statement of [put('3 x 0 y'), put(''), "delete from settings where name = 'audit.head'"]) {
        await attacked.sql(statement);
        await expect(store.audit.append(entry(7), TEST_MAC)).rejects.toThrow(AuditBrokenError);
      }
      await attacked.sql(`insert into settings (name, value, created_at) values ('audit.head', '${before ?? ''}', 1)`);
      await store.audit.append(entry(7), TEST_MAC);
      expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 7 } });
    });

    it('T41: a chain that was deleted with its head is not created again, neither by the next record nor by the next start', async () => {
      await storeItem(store);
      await attacked.disarm();
      await attacked.sql('delete from audit_records');
      await attacked.sql("delete from settings where name = 'audit.head'");
      await expect(store.audit.append(entry(7), TEST_MAC)).rejects.toThrow(AuditBrokenError);
      await store.close();
      const restarted = await attacked.open();
      await restarted.audit.begin(TEST_MAC, { at: 1, tablesAreNew: false });
      await expect(restarted.audit.append(entry(7), TEST_MAC)).rejects.toThrow(AuditBrokenError);
      expect(await verifyAudit(restarted.audit, TEST_MAC)).toEqual({
        intact: false,
        problem: 'The head of the chain is missing.',
      });
    });

    it('T41: a chain whose creation was interrupted is created by the next start, because nothing was stored yet', async () => {
      const fresh = await make();
      const opened = await fresh.open();
      await opened.audit.begin(TEST_MAC, { at: 1, tablesAreNew: false });
      await opened.audit.append(entry(1), TEST_MAC);
      expect(await verifyAudit(opened.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 1 } });
      await fresh.dispose();
    });

    it('T41: a chain made with another key is not valid, so it cannot be rebuilt without the key', async () => {
      expect(await verifyAudit(store.audit, (text) => TEST_MAC(`${text}!`))).toMatchObject({ intact: false });
    });

    it('T41: an anchor noted elsewhere reveals that everything was reset to an earlier state', async () => {
      const early = await store.audit.head();
      await store.audit.append(entry(7), TEST_MAC);
      const verdict = await verifyAudit(store.audit, TEST_MAC);
      if (!verdict.intact) throw new Error('the chain is intact');
      const anchor = { number: verdict.head.number, hash: verdict.head.hash };
      expect(await verifyAudit(store.audit, TEST_MAC, anchor)).toMatchObject({ intact: true });
      await attacked.disarm();
      await attacked.sql('delete from audit_records where number = 7');
      await attacked.sql(`update settings set value = '${early ?? ''}' where name = 'audit.head'`);
      expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true });
      expect(await verifyAudit(store.audit, TEST_MAC, anchor)).toMatchObject({
        problem: expect.stringMatching(/ends with record 6, before record 7/) as string,
      });
      await store.audit.append(entry(8), TEST_MAC);
      expect(await verifyAudit(store.audit, TEST_MAC, anchor)).toMatchObject({
        problem: expect.stringMatching(/^Record 7 is not the one in the anchor/) as string,
      });
    });

    it('T41: a genuine record from before a reset is detected after it', async () => {
      const early = await store.audit.head();
      await attacked.disarm();
      await store.audit.append(entry(7), TEST_MAC);
      await attacked.sql('create table kept as select * from audit_records where number = 7');
      await attacked.sql('delete from audit_records where number = 7');
      await attacked.sql(`update settings set value = '${early ?? ''}' where name = 'audit.head'`);
      for (const n of [17, 18]) await store.audit.append(entry(n), TEST_MAC);
      await attacked.sql(
        'update audit_records set hash = (select hash from kept), request_id = (select request_id from kept), at = 7, account_ids = (select account_ids from kept) where number = 7',
      );
      expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({
        problem: expect.stringMatching(/^Record 8 was altered/) as string,
      });
    });

    it('T41: instances that append concurrently write one chain without forks', async () => {
      const others = await Promise.all([attacked.open(), attacked.open(), attacked.open()]);
      await Promise.all(
        [store, ...others].flatMap((one, k) =>
          Array.from({ length: 60 }, (_, n) => one.audit.append(entry(100 * (k + 1) + n), TEST_MAC)),
        ),
      );
      expect(await verifyAudit(store.audit, TEST_MAC)).toMatchObject({ intact: true, head: { number: 6 + 240 } });
      expect(new Set((await store.audit.list(1_000)).map(({ requestId }) => requestId)).size).toBe(6 + 240);
    });

    it('T41: records from before the chain are counted after the upgrade, and one more or less is detected', async () => {
      await store.close();
      await attacked.disarm();
      for (const statement of [...BEFORE_THE_CHAIN, OLD_RECORD, OLD_RECORD]) await attacked.sql(statement);
      const upgraded = await beginAudit(await attacked.open());
      expect(await upgraded.audit.list(10)).toHaveLength(8);
      await upgraded.audit.append(entry(1), TEST_MAC);
      expect(await verifyAudit(upgraded.audit, TEST_MAC)).toMatchObject({ intact: true, head: { unchained: 8 } });
      await expect(attacked.sql('delete from audit_records')).rejects.toThrow(/only appended/);
      await attacked.sql(OLD_RECORD);
      expect(await verifyAudit(upgraded.audit, TEST_MAC)).toEqual({
        intact: false,
        problem: '9 records are outside the chain, but there were 8 when it began.',
      });
    });
  });
}
