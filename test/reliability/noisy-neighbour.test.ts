import { createItem } from '../support/fixtures.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { GraphqlClient } from '../support/graphql-client.js';
import { startPlaidProxy, type PlaidProxy } from '../support/plaid-proxy.js';

const LIVE_PATH = '/accounts/balance/get';
/** A user's Items at a slow bank. */
const ITEMS = 30;
/** The same user's devices that read all of them: together far more than one caller's share of any pool. */
const DEVICES = 5;
const SAMPLES = 60;

const COLD_ALL = '{ items(first: 100) { nodes { accounts { name } } } }';
const LIVE_ALL = '{ items(first: 100) { nodes { accounts { liveBalances { current } } } } }';
const COLD = 'query ($id: ID!) { item(id: $id) { accounts { name } } }';
const LIVE = 'query ($id: ID!) { item(id: $id) { accounts { liveBalances { current } } } }';
/** Invalidates the cached data of the Item. */
const CHANGE = 'mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }';

let proxy: PlaidProxy;
let gateway: TestGateway;
let ada: GraphqlClient;
let bob: GraphqlClient;
let bobs: string;
/** Ada's requests that have no response yet. */
let waiting: Promise<unknown>[];

beforeEach(async () => {
  proxy = await startPlaidProxy('');
  gateway = await startGateway({ LIMIT_COST: '100000' }, { proxy });
  ada = await gateway.as('ada');
  bob = await gateway.as('bob');
  await Promise.all(Array.from({ length: ITEMS }, () => createItem(ada)));
  bobs = await createItem(bob);
  // Accounts are cached, so that Ada's requests call Plaid for balances only.
  await ada.must(COLD_ALL);
  proxy.hold([LIVE_PATH]);
  waiting = Array.from({ length: DEVICES }, () => ada.run(LIVE_ALL));
  await proxy.arrived(LIVE_PATH, ITEMS);
}, 60_000);

afterEach(async () => {
  proxy.release();
  await Promise.allSettled(waiting);
  await gateway.close();
  await proxy.close();
});

describe('while one user waits for more live balances than their share, from a bank that does not respond', () => {
  it("another user's cold reads and live balances reach Plaid, as do the first user's other reads and writes", async () => {
    const ofOthers = [await createItem(ada), bobs];
    expect((await ada.run(COLD, { id: ofOthers[0] })).errors).toEqual([]);
    expect((await bob.run(COLD, { id: bobs })).errors).toEqual([]);
    const tokens = new Set(proxy.requests(LIVE_PATH).map(({ accessToken }) => accessToken));
    const before = proxy.requests(LIVE_PATH).length;
    const pending = bob.run(LIVE, { id: bobs });
    await proxy.arrived(LIVE_PATH, before + 1);
    expect(
      proxy
        .requests(LIVE_PATH)
        .slice(before)
        .map(({ accessToken }) => tokens.has(accessToken)),
    ).toEqual([false]);
    proxy.release();
    expect((await pending).errors).toEqual([]);
  }, 30_000);

  it("another user's cold reads take at most twice as long as without load", async () => {
    const timesOf = async (): Promise<number[]> => {
      const times: number[] = [];
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        await bob.must(CHANGE, { id: bobs });
        const before = proxy.requests('/accounts/get').length;
        const startedAt = performance.now();
        await bob.run(COLD, { id: bobs });
        times.push(performance.now() - startedAt);
        expect(proxy.requests('/accounts/get').length).toBeGreaterThan(before);
      }
      return times.sort((one, other) => one - other);
    };
    const beside = await timesOf();
    proxy.release();
    await Promise.allSettled(waiting);
    const alone = await timesOf();
    const p99 = (times: readonly number[]): number => times[Math.ceil(times.length * 0.99) - 1] ?? NaN;
    // A stalled read would take as long as the bank. A tenth of a second allows for pauses of a busy machine.
    expect(p99(beside)).toBeLessThan(2 * p99(alone) + 100);
  }, 60_000);
});
