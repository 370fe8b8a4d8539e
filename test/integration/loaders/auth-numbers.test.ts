import { createEmulator, type Emulator } from '../../../src/emulator/emulator.js';
import { type AccountId, asAccountId, asOwnerId } from '../../../src/model/ids.js';
import type { OwnedItem } from '../../../src/model/item.js';
import type { Scope } from '../../../src/model/viewer.js';
import { StoreUnavailableError } from '../../../src/store/errors.js';
import { accountsGet } from '../../../src/plaid/endpoints/accounts-get.js';
import { countedCall, createReadPath, type ReadPath } from '../../support/read-path.js';

const ada = asOwnerId('ada');
const NUMBERS: Scope[] = ['items:read', 'auth_numbers:read'];

let emulator: Emulator;
let path: ReadPath;

beforeAll(async () => {
  emulator = await createEmulator({ rateLimits: 'off' });
  path = await createReadPath({ baseUrl: emulator.url });
});
afterAll(async () => {
  await path.close();
  await emulator.close();
});

describe('account numbers', () => {
  const auditOf = async (item: OwnedItem) =>
    (await path.store.audit.list(1_000)).filter(
      (record) => record.itemId === item.id && record.action === 'auth_numbers.read',
    );

  it('T40: without the scope are FORBIDDEN, and Plaid is not called', async () => {
    const item = await path.link(ada);
    const call = countedCall();
    await expect(path.loaders(ada, { call }).authNumbers(item, null)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(call.paths).toEqual([]);
    expect(await auditOf(item)).toEqual([]);
  });

  it('are audited before they are returned, once per operation, also when they are cached', async () => {
    const item = await path.link(ada);
    for (const requestId of ['first', 'second']) {
      const loaders = path.loaders(ada, { scopes: NUMBERS, call: countedCall(requestId) });
      const numbers = await loaders.authNumbers(item, null);
      const accountIds = numbers.ach.map((ach) => ach.accountId);
      await Promise.all(accountIds.map((id) => loaders.authNumbers(item, [id])));
      const records = (await auditOf(item)).filter((record) => record.requestId === requestId);
      expect(records).toMatchObject([{ ownerId: 'ada', actorId: 'ada', action: 'auth_numbers.read' }]);
      expect(records[0]?.accountIds.sort()).toEqual(accountIds.sort());
    }
  });

  it('requested together are audited in one record; a later request adds its accounts', async () => {
    const item = await path.link(ada);
    const accounts = (await path.plaid.authGet(item, countedCall())).ach.map((ach) => ach.accountId);
    const [one, other] = accounts as [AccountId, AccountId];
    const loaders = path.loaders(ada, { scopes: NUMBERS });
    await Promise.all([loaders.authNumbers(item, [one]), loaders.authNumbers(item, [one])]);
    await loaders.authNumbers(item, [one, other]);
    expect((await auditOf(item)).map((record) => record.accountIds).sort()).toEqual([[one], [other]].sort());
  });

  it('are not returned when the audit record cannot be written', async () => {
    const item = await path.link(ada);
    const down = { ...path.store.audit, append: () => Promise.reject(new StoreUnavailableError('down')) };
    const loaders = path.loaders(ada, { scopes: NUMBERS, store: { ...path.store, audit: down } });
    await expect(loaders.authNumbers(item, null)).rejects.toThrow(StoreUnavailableError);
    await expect(loaders.authNumbers(item, null)).rejects.toThrow(StoreUnavailableError);
  });

  it('wait for an audit record that an earlier read of the operation is still writing', async () => {
    const item = await path.link(ada);
    let begun: () => void = () => undefined;
    let finish: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    let records = 0;
    const append: typeof path.store.audit.append = async (entry, mac) => {
      if (entry.action === 'auth_numbers.read') {
        records += 1;
        begun();
        await mayFinish;
      }
      await path.store.audit.append(entry, mac);
    };
    const loaders = path.loaders(ada, {
      scopes: NUMBERS,
      store: { ...path.store, audit: { ...path.store.audit, append } },
    });
    const first = loaders.authNumbers(item, null);
    await hasBegun;
    let isAnswered = false;
    const second = loaders.authNumbers(item, null).then(() => (isAnswered = true));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    finish();
    await Promise.all([first, second]);
    expect(records).toBe(1);
  });

  it('are those of the requested accounts; an account without numbers is not an error, an account of another Item is', async () => {
    const item = await path.link(ada);
    const loaders = path.loaders(ada, { scopes: NUMBERS });
    const accounts = await loaders.load(accountsGet, item);
    const all = await loaders.authNumbers(item, null);
    const [one] = all.ach;
    const without = accounts.find((account) => !all.ach.some((ach) => ach.accountId === account.id));
    if (one === undefined || without === undefined) throw new Error('the emulator has both kinds of accounts');
    expect((await loaders.authNumbers(item, [one.accountId])).ach).toEqual([one]);
    expect((await loaders.authNumbers(item, [without.id])).ach).toEqual([]);
    const foreign = loaders.authNumbers(item, [one.accountId, asAccountId('not-hers')]);
    await expect(foreign).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      details: { fields: [{ path: 'accountIds', rule: 'must contain only accounts of this Item' }] },
    });
  });

  it('of a broken Item do not affect those of other Items', async () => {
    const [broken, whole] = [await path.link(ada), await path.link(ada)];
    await path.plaid.sandboxItemResetLogin(broken, countedCall());
    const loaders = path.loaders(ada, { scopes: NUMBERS });
    const [failed, succeeded] = await Promise.allSettled([
      loaders.authNumbers(broken, null),
      loaders.authNumbers(whole, null),
    ]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'ITEM_ACTION_REQUIRED' } });
    expect(succeeded.status).toBe('fulfilled');
    expect(await auditOf(broken)).toEqual([]);
  });
});
