import { createEmulator, type Emulator } from '../../../src/emulator/emulator.js';
import { asAccountId, asItemId, asOwnerId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { Scope } from '../../../src/model/viewer.js';
import type { CallableEndpoint } from '../../../src/plaid/endpoint.js';
import { accountsBalanceGet } from '../../../src/plaid/endpoints/accounts-balance-get.js';
import { accountsGet } from '../../../src/plaid/endpoints/accounts-get.js';
import { itemGet } from '../../../src/plaid/endpoints/item-get.js';
import type { PlaidClient } from '../../../src/plaid/plaid-client.js';
import { createEmulatorClient, type EmulatorClient } from '../../support/emulator-client.js';
import { countedCall, createReadPath, type ReadPath } from '../../support/read-path.js';

const ada = asOwnerId('ada');
const bob = asOwnerId('bob');
const NUMBERS: Scope[] = ['items:read', 'auth_numbers:read'];
/** Plaid's Sandbox bank without an account that Auth serves next to one that it does. */
const FIRST_PLATYPUS = 'ins_109508';

let emulator: Emulator;
let control: EmulatorClient;
let path: ReadPath;

beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  path = await createReadPath({ baseUrl: emulator.url });
});
afterAll(async () => {
  await path.close();
  await control.close();
  await emulator.close();
});
beforeEach(() => control.control('DELETE', '/emulator/faults'));

/** The number of calls to each path of the emulator. */
const upstreamCounts = async (): Promise<Record<string, number>> =>
  (await control.control('GET', '/emulator/requests')).body.counts as Record<string, number>;

const callsDuring = async (work: () => Promise<unknown>): Promise<Record<string, number>> => {
  const before = await upstreamCounts();
  await work();
  const after = await upstreamCounts();
  const entries = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
};

const bumped = async (item: OwnedItem): Promise<OwnedItem> => {
  const next = await path.store.items.bumpGeneration(item);
  if (next === null) throw new Error('the Item is gone');
  return next;
};

/** A client whose calls of one endpoint go through `intercept`. */
const intercepting = <Params extends unknown[], Result>(
  endpoint: CallableEndpoint<Params, Result>,
  intercept: (params: unknown[], send: () => Promise<unknown>) => Promise<unknown>,
): PlaidClient => ({
  ...path.plaid,
  call: (called, ...params) => {
    const send = () => path.plaid.call(called, ...params);
    return (called as unknown) === endpoint ? (intercept(params, send) as ReturnType<typeof send>) : send();
  },
});

describe('the Plaid calls of an operation', () => {
  it('are three for an Item with its accounts and numbers, and none when repeated', async () => {
    const item = await path.link(ada);
    const operation = async () => {
      const call = countedCall();
      const loaders = path.loaders(ada, { scopes: NUMBERS, call });
      await Promise.all([
        loaders.load(itemGet, item),
        loaders.load(itemGet, item),
        loaders.load(accountsGet, item),
        loaders
          .load(accountsGet, item)
          .then((accounts) => Promise.all(accounts.map((account) => loaders.authNumbers(item, [account.id])))),
        loaders.authNumbers(item, null),
      ]);
      return call.paths.sort();
    };
    let paths: string[] = [];
    const upstream = await callsDuring(async () => (paths = await operation()));
    expect(paths).toEqual(['/accounts/get', '/auth/get', '/item/get']);
    expect(upstream).toEqual({ '/accounts/get': 1, '/auth/get': 1, '/item/get': 1 });
    expect(await operation()).toEqual([]);
  });

  it('are one for a hundred concurrent readers of a cold Item', async () => {
    const item = await path.link(ada);
    await control.control('POST', '/emulator/faults', { path: '/accounts/get', fault: { latencyMs: 50 } });
    const calls = Array.from({ length: 100 }, () => countedCall());
    const upstream = await callsDuring(() =>
      Promise.all(calls.map((call) => path.loaders(ada, { call }).load(accountsGet, item))),
    );
    expect(upstream).toEqual({ '/accounts/get': 1 });
    expect(calls.flatMap((call) => call.paths)).toEqual(['/accounts/get']);
  });

  it('are one for the live balances of all accounts, at each request', async () => {
    const item = await path.link(ada);
    const accounts = await path.loaders(ada).load(accountsGet, item);
    for (let operation = 0; operation < 2; operation += 1) {
      const call = countedCall();
      const loaders = path.loaders(ada, { call });
      const balances = await Promise.all(accounts.map(({ id }) => loaders.liveBalances(item, id, null)));
      expect(balances.every((balance) => balance?.isoCurrencyCode !== undefined)).toBe(true);
      expect(call.paths).toEqual(['/accounts/balance/get']);
    }
  });

  it('are one for the live balances of the requested accounts only, and one more for another freshness', async () => {
    const item = await path.link(ada);
    const [one, other, third] = (await path.loaders(ada).load(accountsGet, item)).map((account) => account.id);
    if (one === undefined || other === undefined || third === undefined) throw new Error('too few accounts');
    const requested: unknown[] = [];
    const plaid = intercepting(accountsBalanceGet, ([, options], send) => {
      requested.push(options);
      return send();
    });
    const loaders = path.loaders(ada, { plaid });
    const since = new Date('2026-01-01T00:00:00Z');
    const reads = [loaders.liveBalances(item, one, null), loaders.liveBalances(item, other, null)];
    await Promise.allSettled([
      ...reads,
      loaders.liveBalances(item, one, null),
      loaders.liveBalances(item, third, since),
    ]);
    expect(requested).toEqual([
      { accountIds: [one, other], minLastUpdatedDatetime: null },
      { accountIds: [third], minLastUpdatedDatetime: since },
    ]);
  });

  it('return the live balance of every account that has one, even if the bank rejects that of another', async () => {
    const item = await path.link(ada, { institutionId: 'ins_128026' });
    const accounts = await path.loaders(ada).load(accountsGet, item);
    const loaders = path.loaders(ada);
    const reads = await Promise.allSettled(accounts.map(({ id }) => loaders.liveBalances(item, id, null)));
    const outcomes = accounts.map(({ type }, n) => `${type} ${reads[n]?.status}`);
    expect(new Set(outcomes)).toEqual(new Set(['DEPOSITORY fulfilled', 'CREDIT rejected']));
  });

  it('are one for an institution, for any owner and any order of countries', async () => {
    const call = countedCall();
    const found = await Promise.all([
      path.loaders(ada, { call }).institution(FIRST_PLATYPUS, ['US', 'CA']),
      path.loaders(bob, { call }).institution(FIRST_PLATYPUS, ['CA', 'US', 'US']),
    ]);
    expect(found.map((institution) => institution?.id)).toEqual([FIRST_PLATYPUS, FIRST_PLATYPUS]);
    expect(call.paths).toEqual(['/institutions/get_by_id']);
  });

  it('are not repeated for the others when one reader leaves', async () => {
    const item = await path.link(ada);
    await control.control('POST', '/emulator/faults', { path: '/accounts/get', fault: { latencyMs: 100 } });
    const [leaver, stayer] = [countedCall(), countedCall()];
    const leaving = path.loaders(ada, { call: leaver }).load(accountsGet, item);
    const staying = path.loaders(ada, { call: stayer }).load(accountsGet, item);
    leaver.abort();
    await expect(leaving).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect((await staying).length).toBeGreaterThan(0);
    expect([...leaver.paths, ...stayer.paths]).toHaveLength(1);
  });
});

describe('an invalidation', () => {
  it('makes the next reader call Plaid again', async () => {
    const item = await path.link(ada);
    await path.loaders(ada).load(itemGet, item);
    const call = countedCall();
    await path.loaders(ada, { call }).load(itemGet, await bumped(item));
    expect(call.paths).toEqual(['/item/get']);
  });

  it('during a fetch excludes the fetched value from later reads', async () => {
    const item = await path.link(ada);
    let resolveSent: () => void = () => undefined;
    let deliver: () => void = () => undefined;
    const isSent = new Promise<void>((resolve) => (resolveSent = resolve));
    const isDelivered = new Promise<void>((resolve) => (deliver = resolve));
    // Plaid has sent the response, which is in transit while the login breaks.
    const slow = intercepting(itemGet, async (_params, send) => {
      const response = await send();
      resolveSent();
      await isDelivered;
      return response;
    });
    const early = path.loaders(ada, { plaid: slow }).load(itemGet, item);
    await isSent;
    await path.plaid.sandboxItemResetLogin(item, countedCall());
    const fresh = await bumped(item);
    const late = await path.loaders(ada).load(itemGet, fresh);
    deliver();
    expect((await early).error).toBeNull();
    expect(late.error?.errorCode).toBe('ITEM_LOGIN_REQUIRED');
    const call = countedCall();
    const again = await path.loaders(ada, { call }).load(itemGet, fresh);
    expect(again.error?.errorCode).toBe('ITEM_LOGIN_REQUIRED');
    expect(call.paths).toEqual([]);
  });
});

describe('two owners', () => {
  it("never see each other's Items, accounts, pages or counts", async () => {
    const [hers, his] = [await path.link(ada), await path.link(bob)];
    const [account] = await path.loaders(ada).load(accountsGet, hers);
    if (account === undefined) throw new Error('no account');
    const eve = path.loaders(bob);
    expect(await eve.itemById(hers.id)).toBeNull();
    expect(await eve.accountById(account.id)).toBeNull();
    const page = await eve.itemPage({ first: 100, after: null });
    expect(page.entries.map(({ node }) => node.ownerId)).toEqual(page.entries.map(() => bob));
    expect(page.entries.map(({ node }) => node.id)).toContain(his.id);
    expect(await eve.itemCount()).toBe(page.entries.length);
  });

  it('are both listed for an operator, but each found by id only by themselves', async () => {
    const [hers, his] = [await path.link(ada), await path.link(bob)];
    const operator = path.loaders(asOwnerId('operator'), { scopes: ['items:read', 'operator'] });
    const page = await operator.itemPage({ first: 1_000, after: null });
    const ids = page.entries.map(({ node }) => node.id);
    expect(ids).toEqual(expect.arrayContaining([hers.id, his.id]));
    expect(await operator.itemCount()).toBe(ids.length);
    expect(await operator.itemById(hers.id)).toBeNull();
  });

  it('get the same result for an id that does not exist', async () => {
    expect(await path.loaders(ada).itemById(asItemId('nobody-s'))).toBeNull();
    expect(await path.loaders(asOwnerId('newcomer')).accountById(asAccountId('nobody-s'))).toBeNull();
  });
});

describe('an account', () => {
  it('that was never seen is found by reading the Items whose accounts are unknown, once', async () => {
    const owner = asOwnerId('carol');
    const items = [await path.link(owner), await path.link(owner)];
    const [item] = items;
    if (item === undefined) throw new Error('no Item');
    const [account] = await path.plaid.accountsGet(item, countedCall());
    if (account === undefined) throw new Error('no account');
    const call = countedCall();
    const found = await path.loaders(owner, { call }).accountById(account.id);
    expect(found).toMatchObject({ item: { id: item.id }, account: { id: account.id } });
    expect(call.paths).toHaveLength(2);
    const again = countedCall();
    await path.loaders(owner, { call: again }).accountById(account.id);
    expect(await path.loaders(owner, { call: again }).accountById(asAccountId('nobody-s'))).toBeNull();
    expect(again.paths).toEqual([]);
  });

  it('is not reported as absent while an Item that may have it does not respond', async () => {
    const owner = asOwnerId('dan');
    const item = await path.link(owner);
    const unavailable = { errorType: 'INSTITUTION_ERROR', errorCode: 'INSTITUTION_DOWN', status: 400 };
    await control.control('POST', '/emulator/faults', { path: '/accounts/get', itemId: item.id, fault: unavailable });
    const wanted = asAccountId('nobody-s');
    await expect(path.loaders(owner).accountById(wanted)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    const refused = { errorType: 'ITEM_ERROR', errorCode: 'ITEM_LOGIN_REQUIRED', status: 400 };
    await control.control('DELETE', '/emulator/faults');
    await control.control('POST', '/emulator/faults', { path: '/accounts/get', itemId: item.id, fault: refused });
    await expect(path.loaders(owner).accountById(wanted)).resolves.toBeNull();
  });
});
