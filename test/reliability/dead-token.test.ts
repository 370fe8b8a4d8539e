import pg from 'pg';
import { startCrashingGateway } from '../support/crashing-gateway.js';
import { type Fleet, startFleet } from '../support/fleet.js';
import { startGateway } from '../support/gateway.js';
import { createItem } from '../support/fixtures.js';
import { missingServers, type ManagedServer, startManagedRedis } from '../support/managed-servers.js';
import { createTestDatabase, findPostgres, type TestDatabase } from '../support/postgres.js';
import { rowsOf } from '../support/rows.js';

const ROTATE_PATH = '/item/access_token/invalidate';
const ROTATE = 'mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }';
const COUNT = '{ viewer { items { totalCount } } }';
const REMOVE = 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }';
/** The error of a removal while the access token is being rotated; it contains no error of Plaid. */
const NOT_YET = { code: 'UPSTREAM_UNAVAILABLE', retryAfterMs: expect.any(Number) as number };
const DEAD = { code: 'UPSTREAM_REJECTED', plaid: { errorCode: 'INVALID_ACCESS_TOKEN' } };

interface JournalRow {
  kind: string;
  state: string;
  plaid_request_id: string | null;
}

describe('an access token that Plaid rejects', () => {
  it('does not mean that the Item is removed: after kill -9 during a rotation removeItem fails, the Item stays, and the journal records it', async () => {
    const gateway = await startCrashingGateway();
    try {
      const id = await createItem(gateway.client);
      const fault = { hang: true, afterHandler: true };
      await gateway.emulator.control('POST', '/emulator/faults', { path: ROTATE_PATH, fault });
      const rotating = gateway.client.run(ROTATE, { id }).catch(() => null);
      await gateway.untilCalled(ROTATE_PATH);
      await gateway.kill();
      await rotating;
      await gateway.start();

      let refused = await gateway.client.run(REMOVE, { id });
      // Until the rotation has been given up.
      while (refused.errors[0]?.extensions.retryAfterMs !== undefined) {
        expect(refused.errors[0].extensions).toMatchObject(NOT_YET);
        refused = await gateway.client.run(REMOVE, { id });
      }
      expect(refused.data).toBeNull();
      expect(refused.errors[0]?.extensions).toMatchObject(DEAD);
      expect(refused.errors[0]?.message).toContain('was not removed');
      expect((await gateway.client.run(COUNT, {})).data).toEqual({ viewer: { items: { totalCount: 1 } } });
      expect((await gateway.client.run(REMOVE, { id })).errors[0]?.extensions).toMatchObject(DEAD);
      const journal = (rowsOf(gateway.dataDir).journal as JournalRow[]).filter(({ kind }) => kind !== 'EXCHANGE');
      expect(journal.map(({ kind }) => kind)).toEqual(['ROTATE', 'REMOVE', 'REMOVE']);
      expect(journal[0]?.state).toBe('ORPHANED');
      expect(journal.map(({ state }) => state)).not.toContain('DONE');
      expect(journal.map(({ state }) => state)).not.toContain('FAILED');
      expect(journal[2]).toMatchObject({ state: 'ORPHANED', plaid_request_id: expect.any(String) as string });
    } finally {
      await gateway.close();
    }
  }, 60_000);

  it('of an imported Item that can be neither read nor removed: the journal records that the Item may exist', async () => {
    const gateway = await startGateway();
    try {
      const olga = await gateway.as('olga', 'items:write operator');
      const fault = { status: 400, errorType: 'INVALID_INPUT', errorCode: 'INVALID_ACCESS_TOKEN' };
      for (const path of ['/item/get', '/item/remove']) {
        await gateway.emulator.control('POST', '/emulator/faults', { path, fault });
      }
      const input = { products: ['auth'], userId: 'u1', authToken: 'made-up-by-a-test' };
      const refused = await olga.run('mutation ($i: ImportItemInput!) { importItem(input: $i) { item { id } } }', {
        i: input,
      });
      expect(refused.errors).toHaveLength(1);
      expect(rowsOf(gateway.dataDir).journal).toMatchObject([{ kind: 'IMPORT', state: 'ORPHANED' }]);
    } finally {
      await gateway.close();
    }
  });

  it('differs from an Item that Plaid reports as gone: that one counts as removed, also when the response was lost', async () => {
    const gateway = await startGateway();
    try {
      const ada = await gateway.as('ada');
      const id = await createItem(ada);
      const fault = { reset: true, afterHandler: true };
      await gateway.emulator.control('POST', '/emulator/faults', { path: '/item/remove', times: 1, fault });
      expect((await ada.run(REMOVE, { id })).errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
      expect((await ada.run(REMOVE, { id })).data).toEqual({ removeItem: { removedItemId: id } });
      expect((await ada.run(COUNT, {})).data).toEqual({ viewer: { items: { totalCount: 0 } } });
    } finally {
      await gateway.close();
    }
  });
});

const postgres = await findPostgres();
const missing = missingServers() ?? postgres.missing ?? undefined;
const suite = missing === undefined ? describe : describe.skip;

suite(`a rotation that is frozen while another instance removes${missing === undefined ? '' : ` (${missing})`}`, () => {
  let database: TestDatabase;
  let redis: ManagedServer;
  let fleet: Fleet;

  beforeAll(async () => {
    database = await createTestDatabase(postgres.url ?? '');
    redis = await startManagedRedis();
    const env = { PLAID_TIMEOUT_MS: '120000' };
    fleet = await startFleet({ count: 2, databaseUrl: database.url, redisUrl: redis.url, env });
  }, 60_000);

  afterAll(async () => {
    await fleet.close();
    await redis.close();
    await database.drop();
  }, 60_000);

  async function rows<T extends pg.QueryResultRow>(statement: string, ...values: string[]): Promise<T[]> {
    const tables = new pg.Client({ connectionString: database.url });
    await tables.connect();
    const read = await tables.query<T>(statement, values);
    await tables.end();
    return read.rows;
  }

  /** The statuses of Plaid's responses for a path. */
  async function statusesOf(path: string): Promise<(number | null)[]> {
    const { body } = await fleet.emulator.control('GET', '/emulator/requests');
    const requests = body.requests as { path: string; status: number | null }[];
    return requests.filter((one) => one.path === path).map(({ status }) => status);
  }

  it('during a rotation: the removal reports that it waits, a retry joins it, and the new token removes the Item at Plaid', async () => {
    const [frozen, other] = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    if (frozen === undefined || other === undefined) throw new Error('there are two instances');
    const id = await createItem(other);
    // Plaid replaces the token immediately, and its response waits for a process that does not read.
    const fault = { trickle: 200, afterHandler: true };
    await fleet.emulator.control('POST', '/emulator/faults', { path: ROTATE_PATH, fault });
    const rotating = frozen.run(ROTATE, { id });
    while ((await statusesOf(ROTATE_PATH)).length === 0);
    fleet.process(0).signal('SIGSTOP');
    const first = await other.run(REMOVE, { id });
    const second = await other.run(REMOVE, { id });
    const open = await rows('select state, attempts from journal where item_id = $1 and kind = $2', id, 'REMOVE');
    fleet.process(0).signal('SIGCONT');
    for (const { data, errors } of [first, second]) {
      expect(data).toBeNull();
      expect(errors[0]?.extensions).toMatchObject(NOT_YET);
      expect(errors[0]?.extensions.plaid).toBeUndefined();
    }
    expect(open).toEqual([{ state: 'PENDING', attempts: 2 }]);

    const rotated = await rotating;
    expect(rotated.errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await statusesOf('/item/remove')).toEqual([400, 400, 200]);
    expect(
      await rows('select kind, state from journal where item_id = $1 and kind <> $2 order by position', id, 'EXCHANGE'),
    ).toEqual([
      { kind: 'ROTATE', state: 'DONE' },
      { kind: 'REMOVE', state: 'DONE' },
    ]);
    expect((await other.run(REMOVE, { id })).errors[0]?.extensions.code).toBe('NOT_FOUND');
  }, 120_000);

  it('whose Item was removed here before it could store its token removes it at Plaid with that token', async () => {
    const [frozen] = await Promise.all(fleet.urls.map((url) => fleet.as('ada', url)));
    if (frozen === undefined) throw new Error('there are two instances');
    await fleet.emulator.control('DELETE', '/emulator/faults');
    const id = await createItem(frozen);
    const before = (await statusesOf('/item/remove')).length;
    const fault = { latencyMs: 500 };
    await fleet.emulator.control('POST', '/emulator/faults', { path: ROTATE_PATH, fault });
    const calls = (await statusesOf(ROTATE_PATH)).length;
    const rotating = frozen.run(ROTATE, { id });
    while ((await statusesOf(ROTATE_PATH)).length === calls);
    // As an instance of an older version does, which treats an invalid token as a removed Item.
    await rows('update items set removed_at = 1, sealed_access_token = null where id = $1', id);
    expect((await rotating).errors[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await statusesOf('/item/remove')).slice(before)).toEqual([200]);
    expect(await rows('select state from journal where item_id = $1 and kind = $2', id, 'ROTATE')).toEqual([
      { state: 'UNDONE' },
    ]);
  }, 60_000);
});
