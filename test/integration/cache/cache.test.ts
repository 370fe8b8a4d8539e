import { createClient, type RedisClientType } from '@keyv/redis';
import { createServer, type AddressInfo } from 'node:net';
import { randomBytes } from 'node:crypto';
import { type Cache, createCache } from '../../../src/cache/cache.js';
import { asItemId, asOwnerId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { CacheRule } from '../../../src/plaid/endpoint.js';
import type { Vault } from '../../../src/vault/vault.js';
import { countedCall, createTestVault } from '../../support/read-path.js';
import { createPausableRedis, findRedis, type PausableRedis } from '../../support/redis.js';
import { createEmbeddedStores, type TestStores } from '../../support/store.js';

const redis = await findRedis();
const DAY_MS = 24 * 3_600_000;
const ACCOUNTS: CacheRule = { kind: 'accounts', ttlMs: 900_000, encrypted: false };
const ITEM: CacheRule = { kind: 'item', ttlMs: 300_000, encrypted: false };
const NUMBERS: CacheRule = { kind: 'authNumbers', ttlMs: 900_000, encrypted: true };

let stores: TestStores;
let vault: Vault;
let time = 0;
const opened: Cache[] = [];

const open = async (redisUrl: string | null, maxBytes = 1_000_000): Promise<Cache> => {
  const cache = await createCache({ redisUrl, vault, now: () => time, maxBytes });
  opened.push(cache);
  return cache;
};

/** A unique Item; only its ids and generation matter to the cache. */
const newItem = (overrides: Partial<OwnedItem> = {}): OwnedItem =>
  ({
    id: asItemId(`item-${randomBytes(6).toString('hex')}`),
    ownerId: asOwnerId('ada'),
    generation: 1,
    linkSessionId: null,
    linkedAt: 1,
    ...overrides,
  }) as OwnedItem;

beforeAll(async () => {
  stores = await createEmbeddedStores();
  vault = await createTestVault(await stores.open());
});
beforeEach(() => {
  time = Date.now();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((cache) => cache.close()));
});
afterAll(() => stores.dispose());

/** Reads through the cache; `fetched` counts what reached the other side. */
const reader = (rule = ACCOUNTS) => {
  const state = { fetched: 0 };
  const read = (cache: Cache, item: OwnedItem, value: unknown = { at: new Date(7), list: [1, null] }) =>
    cache.readItemData(rule, { item, args: [] }, countedCall(), () => {
      state.fetched += 1;
      return Promise.resolve(value);
    });
  return { state, read };
};

/** Redis is written after the response; the check tells when that is done. */
const untilStored = async (check: () => Promise<boolean>): Promise<void> => {
  while (!(await check())) await new Promise((resolve) => setImmediate(resolve));
};

const kinds = [
  { name: 'in memory', run: describe, url: () => null },
  redis.url === null
    ? { name: `in Redis (${redis.missing})`, run: describe.skip, url: () => null }
    : { name: 'in Redis', run: describe, url: () => redis.url },
];

for (const kind of kinds) {
  kind.run(`a cache ${kind.name}`, () => {
    it.each([ACCOUNTS, NUMBERS])('returns the fetched value again, with its dates: $kind', async (rule) => {
      const cache = await open(kind.url());
      const { state, read } = reader(rule);
      const item = newItem();
      const first = await read(cache, item);
      expect(await read(cache, item)).toEqual(first);
      expect(((await read(cache, item)) as { at: Date }).at).toEqual(new Date(7));
      expect(state.fetched).toBe(1);
    });

    it('freezes values that several readers share', async () => {
      const cache = await open(kind.url());
      const { read } = reader();
      const item = newItem();
      await read(cache, item);
      const shared = (await read(cache, item)) as { list: unknown[] };
      expect(Object.isFrozen(shared)).toBe(true);
      expect(Object.isFrozen(shared.list)).toBe(true);
    });

    it('fetches once for a hundred concurrent readers of a cold key, and counts the call for one of them', async () => {
      const cache = await open(kind.url());
      const item = newItem();
      const calls = Array.from({ length: 100 }, () => countedCall());
      const values = await Promise.all(
        calls.map((call) =>
          cache.readItemData(ITEM, { item, args: [] }, call, (shared) => {
            shared.onUpstreamCall('/item/get');
            return Promise.resolve('value');
          }),
        ),
      );
      expect(new Set(values)).toEqual(new Set(['value']));
      expect(calls.flatMap((call) => call.paths)).toEqual(['/item/get']);
    });

    it('T5: never serves an entry of another owner, Item, generation, kind or arguments', async () => {
      const cache = await open(kind.url());
      const item = newItem();
      const { state, read } = reader();
      const others = [
        item,
        newItem({ id: item.id, ownerId: asOwnerId('bob') }),
        newItem({ id: item.id, generation: 2 }),
        newItem(),
      ];
      for (const [index, other] of others.entries()) expect(await read(cache, other, index)).toBe(index);
      expect(state.fetched).toBe(others.length);
      expect(await cache.readItemData(ITEM, { item, args: [] }, countedCall(), () => Promise.resolve('kind'))).toBe(
        'kind',
      );
      const withArgs = { item, args: [{ count: 1 }] };
      expect(await cache.readItemData(ACCOUNTS, withArgs, countedCall(), () => Promise.resolve('args'))).toBe('args');
    });

    it('does not cache a failure', async () => {
      const cache = await open(kind.url());
      const item = newItem();
      const broken = () => Promise.reject(new Error('broken'));
      await expect(cache.readItemData(ITEM, { item, args: [] }, countedCall(), broken)).rejects.toThrow('broken');
      await expect(
        cache.readItemData(ITEM, { item, args: [] }, countedCall(), () => Promise.resolve('repaired')),
      ).resolves.toBe('repaired');
    });

    it('serves nothing after its TTL, with a jitter of a tenth', async () => {
      const cache = await open(kind.url());
      const items = Array.from({ length: 20 }, () => newItem());
      const { state, read } = reader();
      for (const item of items) await read(cache, item);
      const startedAt = time;
      await cache.ping();
      time = startedAt + ACCOUNTS.ttlMs * 0.89;
      for (const item of items) await read(cache, item);
      expect(state.fetched).toBe(items.length);
      time = startedAt + ACCOUNTS.ttlMs;
      for (const item of items) await read(cache, item);
      const refetched = state.fetched - items.length;
      expect(refetched).toBeGreaterThan(0);
      expect(refetched).toBeLessThan(items.length);
      time = startedAt + DAY_MS;
      for (const item of items) await read(cache, item);
      expect(state.fetched).toBe(2 * items.length + refetched);
    });

    it('shares public data between owners, including that none exists', async () => {
      const cache = await open(kind.url());
      const key = randomBytes(6).toString('hex');
      let fetched = 0;
      const read = () =>
        cache.readPublicData(
          { ...ACCOUNTS, kind: 'institution' },
          key,
          countedCall(),
          () => ((fetched += 1), Promise.resolve(null)),
        );
      expect(await read()).toBeNull();
      expect(await read()).toBeNull();
      expect(fetched).toBe(1);
    });

    it('is ready', async () => {
      await expect((await open(kind.url())).ping()).resolves.toBeUndefined();
    });
  });
}

describe('a cache in memory', () => {
  it('stays within its size limit by evicting the least recently used entries', async () => {
    const cache = await open(null, 100_000);
    const { state, read } = reader();
    const items = Array.from({ length: 100 }, () => newItem());
    for (const item of items) await read(cache, item, 'x'.repeat(5_000));
    await read(cache, items[99] ?? newItem());
    expect(state.fetched).toBe(100);
    await read(cache, items[0] ?? newItem());
    expect(state.fetched).toBe(101);
  });

  it('T2: holds account numbers encrypted and decrypts them for each read; other data is served as it is', async () => {
    const opened: string[] = [];
    const counting: Pick<Vault, 'seal' | 'open' | 'fingerprint'> = {
      ...vault,
      open(context, sealed) {
        opened.push(sealed);
        return vault.open(context, sealed);
      },
    };
    const cache = await createCache({ redisUrl: null, vault: counting, now: () => time, maxBytes: 1_000_000 });
    const item = newItem();
    const numbers = { account: '1111222233330000' };
    const { read: readNumbers } = reader(NUMBERS);
    expect(await readNumbers(cache, item, numbers)).toBe(numbers);
    const again = await readNumbers(cache, item, 'not fetched again');
    expect(again).toEqual(numbers);
    expect(again).not.toBe(numbers);
    expect(opened).toHaveLength(1);
    expect(opened.join()).not.toContain('1111222233330000');
    const { read: readAccounts } = reader();
    const accounts = [{ mask: '0000' }];
    await readAccounts(cache, item, accounts);
    expect(await readAccounts(cache, item, 'not fetched again')).toBe(accounts);
    expect(opened).toHaveLength(1);
    await cache.close();
  });
});

const withRedis = redis.url === null ? describe.skip : describe;
withRedis(`a cache in Redis${redis.url === null ? ` (${redis.missing})` : ''}`, () => {
  const redisUrl = redis.url ?? '';
  let client: RedisClientType;
  beforeEach(async () => {
    client = createClient({ url: redisUrl });
    await client.connect();
    await client.flushDb();
  });
  afterEach(async () => {
    await client.flushDb();
    client.destroy();
  });

  it('is shared by all instances', async () => {
    const [one, other] = [await open(redisUrl), await open(redisUrl)];
    const { state, read } = reader();
    const item = newItem();
    const first = await read(one, item);
    await one.ping();
    expect(await read(other, item)).toEqual(first);
    expect(state.fetched).toBe(1);
  });

  it('fetches on one of three instances what all request at the same time, also when that fetch fails', async () => {
    const instances = [await open(redisUrl), await open(redisUrl), await open(redisUrl)];
    const { state } = reader();
    const item = newItem();
    let fetching = 0;
    const readAll = (outcome: () => Promise<unknown>) =>
      Promise.allSettled(
        instances.map((cache) =>
          cache.readItemData(ACCOUNTS, { item, args: [] }, countedCall(), async () => {
            state.fetched += 1;
            fetching += 1;
            expect(fetching).toBe(1);
            // Long enough for the others to find the key missing and claimed.
            for (let turn = 0; turn < 5; turn += 1) await client.ping();
            fetching -= 1;
            return outcome();
          }),
        ),
      );
    const failed = await readAll(() => Promise.reject(new Error('no answer')));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(state.fetched).toBe(3);
    state.fetched = 0;
    const outcomes = await readAll(() => Promise.resolve('the answer'));
    expect(outcomes).toEqual(Array(3).fill({ status: 'fulfilled', value: 'the answer' }));
    expect(state.fetched).toBe(1);
    await untilStored(async () => (await client.keys('plaid-gateway:claim:*')).length === 0);
  });

  it.each<[string, (name: string) => Promise<unknown>]>([
    ['has no TTL', (name) => client.set(name, 'planted')],
    [
      'has a longer TTL than any of ours',
      (name) => client.set(name, 'planted', { expiration: { type: 'EX', value: 86_400 } }),
    ],
    ['is not a string', (name) => client.rPush(name, ['planted', 'planted'])],
  ])(
    'does not wait for a lock that %s: it is not one of ours, and the next fetch replaces it',
    async (_what, plant) => {
      const item = newItem();
      const fetchOnce = async (cache: Cache, during: () => Promise<unknown>): Promise<number> => {
        const startedAt = performance.now();
        await cache.readItemData(ACCOUNTS, { item, args: [] }, countedCall(), during);
        return performance.now() - startedAt;
      };
      let claims: string[] = [];
      await fetchOnce(await open(redisUrl), async () => (claims = await client.keys('plaid-gateway:claim:*')));
      expect(claims).toHaveLength(1);
      const [name = ''] = claims;
      await untilStored(async () => (await client.exists(name)) === 0);
      await client.flushDb();
      await plant(name);
      let leftMs = 0;
      const waitedMs = await fetchOnce(await open(redisUrl), async () => (leftMs = await client.pTTL(name)));
      expect(waitedMs).toBeLessThan(2_000);
      expect(leftMs).toBeGreaterThan(0);
      expect(leftMs).toBeLessThanOrEqual(5_000);
      await untilStored(async () => (await client.exists(name)) === 0);
    },
  );

  it('continues after Redis was flushed, with a cache miss', async () => {
    const cache = await open(redisUrl);
    const { state, read } = reader();
    const item = newItem();
    const first = await read(cache, item);
    // Commands of one connection are carried out in order.
    await cache.ping();
    await client.flushDb();
    expect(await read(cache, item)).toEqual(first);
    expect(await read(await open(redisUrl), item)).toEqual(first);
    expect(state.fetched).toBe(2);
  });

  it('T2: stores nothing in plain text, neither in keys nor in values', async () => {
    const cache = await open(redisUrl);
    const item = newItem();
    const { read } = reader();
    const value = { account: '1111222233330000', note: item.id };
    await read(cache, item, value);
    // Commands of one connection run in order: once this one has returned, the entry is stored.
    await cache.ping();
    const keys = await client.keys('plaid-gateway:cache::*');
    const values = await Promise.all(keys.map((key) => client.get(key)));
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.join()).not.toContain(item.id);
    expect(values.join()).not.toMatch(new RegExp(`${item.id}|1111222233330000`));
  });

  it('T5: treats an entry that was altered or moved as a miss', async () => {
    const cache = await open(redisUrl);
    const item = newItem();
    const { state, read } = reader();
    await read(cache, item, 'mine');
    await cache.ping();
    const [key = ''] = await client.keys('plaid-gateway:cache::*');
    for (const spoilt of ['', 'no json', '{"value":"v1.k1.AAAA.BBBB.CCCC"}', '{"value":7}', '{"value":null}']) {
      await client.set(key, spoilt);
      const soFar = state.fetched;
      // Another instance each time, because an instance does not read from Redis what it has read itself.
      const other = await open(redisUrl);
      expect(await read(other, item, 'mine')).toBe('mine');
      expect(state.fetched).toBe(soFar + 1);
      await other.ping();
    }
  });

  describe('that stops responding', () => {
    let pausable: PausableRedis;
    beforeEach(async () => {
      pausable = await createPausableRedis(redisUrl);
    });
    afterEach(() => pausable.close());

    it('delays a reader by at most 150 ms, and after a few failures not at all', async () => {
      const cache = await open(pausable.url);
      await cache.ping();
      pausable.pause();
      const { read } = reader();
      const durations: number[] = [];
      for (let count = 0; count < 6; count += 1) {
        const startedAt = performance.now();
        await read(cache, newItem());
        durations.push(performance.now() - startedAt);
      }
      expect(Math.max(...durations)).toBeLessThan(150);
      expect(durations.at(-1)).toBeLessThan(20);
    });

    it('is used again after it recovers', async () => {
      const cache = await open(pausable.url);
      pausable.pause();
      await expect(cache.ping()).rejects.toThrow();
      pausable.resume();
      await cache.ping();
      const { state, read } = reader();
      const item = newItem();
      await read(cache, item);
      await cache.ping();
      await read(cache, item);
      expect(state.fetched).toBe(1);
    });
  });
});

describe('a cache whose Redis is unreachable', () => {
  it('opens, reads without waiting as if the cache were empty, and reports that it is not ready', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const startedAt = performance.now();
    const cache = await open(`redis://127.0.0.1:${port}`);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    const { state, read } = reader();
    const item = newItem();
    const readAt = performance.now();
    await read(cache, item, 'value');
    // Less than the time a Redis that is there may take.
    expect(performance.now() - readAt).toBeLessThan(90);
    expect(state.fetched).toBe(1);
    await expect(cache.ping()).rejects.toThrow();
  });
});
