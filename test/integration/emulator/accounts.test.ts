import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { banks } from '../../../src/emulator/catalog/institutions.js';

interface AccountBody {
  account_id: string;
  name: string;
  mask: string;
  type: string;
  subtype: string;
  persistent_account_id?: string;
  balances: {
    available: number | null;
    current: number | null;
    iso_currency_code: string | null;
    unofficial_currency_code: string | null;
    last_updated_datetime?: string;
  };
}

interface NumbersBody {
  ach: { account_id: string; account: string; is_tokenized_account_number: boolean }[];
  eft: { account: string; institution: string; branch: string }[];
  international: { iban: string; bic: string }[];
  bacs: { account: string; sort_code: string }[];
}

/** ISO 13616: the rearranged digits modulo 97 are 1. */
const ibanHolds = (iban: string): boolean => {
  const digits = `${iban.slice(4)}${iban.slice(0, 4)}`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return BigInt(digits) % 97n === 1n;
};

describe('accounts, balances and numbers of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());

  const call = (path: string, accessToken: string, options?: object) =>
    fixture.client.plaid(path, { access_token: accessToken, ...(options === undefined ? {} : { options }) });
  const accountsOf = async (accessToken: string): Promise<AccountBody[]> =>
    (await call('/accounts/get', accessToken)).body.accounts as AccountBody[];
  const link = (institutionId: string, products = ['auth']) => fixture.client.link({ institutionId, products });
  const numbersOf = async (institutionId: string): Promise<NumbersBody> => {
    const { accessToken } = await link(institutionId);
    return (await call('/auth/get', accessToken)).body.numbers as NumbersBody;
  };

  test('45: account ids stay the same from call to call', async () => {
    const { accessToken } = await link('ins_109508');
    expect((await accountsOf(accessToken)).map((account) => account.account_id)).toEqual(
      (await accountsOf(accessToken)).map((account) => account.account_id),
    );
  });

  test.each(['/accounts/get', '/accounts/balance/get', '/auth/get'])(
    '46: %s filters by account_ids and refuses an id of another Item',
    async (path) => {
      const [own, other] = [await link('ins_109508'), await link('ins_109508')];
      const [account] = await accountsOf(own.accessToken);
      const [foreign] = await accountsOf(other.accessToken);
      const filtered = await call(path, own.accessToken, { account_ids: [account?.account_id] });
      expect((filtered.body.accounts as AccountBody[]).map((one) => one.account_id)).toEqual([account?.account_id]);
      expect(
        await call(path, own.accessToken, { account_ids: [account?.account_id, foreign?.account_id] }),
      ).toMatchObject({
        status: 400,
        body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_ACCOUNT_ID' },
      });
    },
  );

  test('48: every account has an available or a current balance', () => {
    const balances = banks.flatMap((bank) => bank.accounts.map((account) => account.balances));
    expect(balances.every((one) => one.available !== null || one.current !== null)).toBe(true);
    expect(balances.some((one) => one.available === null)).toBe(true);
  });

  test('49: exactly one of the two currency codes is set, and one account has an unofficial currency', async () => {
    const { accessToken } = await link('ins_109511');
    const accounts = await accountsOf(accessToken);
    for (const { balances } of accounts) {
      expect(
        [balances.iso_currency_code, balances.unofficial_currency_code].filter((code) => code !== null),
      ).toHaveLength(1);
    }
    expect(accounts.some(({ balances }) => balances.unofficial_currency_code === 'BTC')).toBe(true);
  });

  test('50: ins_128026 needs min_last_updated_datetime for accounts that are not depository', async () => {
    const { accessToken } = await link('ins_128026');
    const accounts = await accountsOf(accessToken);
    const balance = (options: object) => call('/accounts/balance/get', accessToken, options);
    const depository = accounts.filter((account) => account.type === 'depository').map((account) => account.account_id);
    expect((await balance({ account_ids: depository })).status).toBe(200);
    expect(await balance({})).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
    expect((await balance({ min_last_updated_datetime: '2020-01-01T00:00:00Z' })).status).toBe(200);
    expect(await balance({ min_last_updated_datetime: '2099-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_RESULT', error_code: 'LAST_UPDATED_DATETIME_OUT_OF_RANGE' },
    });
  });

  test('51: /auth/get returns checking, savings and cash management accounts only', async () => {
    const { accessToken } = await link('ins_109508');
    const subtypes = ((await call('/auth/get', accessToken)).body.accounts as AccountBody[]).map(
      (account) => account.subtype,
    );
    expect(subtypes).toEqual(['checking', 'savings']);
    expect(new Set((await accountsOf(accessToken)).map((account) => account.type))).toEqual(
      new Set(['depository', 'credit', 'loan', 'investment']),
    );
    const cash = await link('ins_109511');
    expect(
      ((await call('/auth/get', cash.accessToken)).body.accounts as AccountBody[]).map((account) => account.subtype),
    ).toContain('cash management');
  });

  test('52: numbers always has four lists, and each country fills its own', async () => {
    const filled = (numbers: NumbersBody) =>
      Object.entries(numbers)
        .filter(([, list]) => (list as unknown[]).length > 0)
        .map(([kind]) => kind)
        .sort();
    const us = await numbersOf('ins_109508');
    expect(Object.keys(us).sort()).toEqual(['ach', 'bacs', 'eft', 'international']);
    expect(filled(us)).toEqual(['ach']);
    expect(filled(await numbersOf('ins_43'))).toEqual(['eft']);
    expect(filled(await numbersOf('ins_116834'))).toEqual(['bacs', 'international']);
    expect(filled(await numbersOf('ins_118923'))).toEqual(['international']);
  });

  test('52: every IBAN has valid check digits', () => {
    const ibans = banks
      .flatMap((bank) => [...bank.accounts, bank.newAccount])
      .flatMap((account) => account.numbers?.international?.iban ?? []);
    expect(ibans.length).toBeGreaterThan(3);
    expect(ibans.filter((iban) => !ibanHolds(iban))).toEqual([]);
  });

  test('53: an Item without eligible accounts returns NO_AUTH_ACCOUNTS', async () => {
    const { accessToken } = await link('ins_133001');
    expect(await call('/auth/get', accessToken)).toMatchObject({
      status: 400,
      body: { error_type: 'ITEM_ERROR', error_code: 'NO_AUTH_ACCOUNTS' },
    });
  });

  test('64: only an account with micro-deposits accepts a verification status or sends its webhook', async () => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    const card = (await accountsOf(accessToken)).find((account) => account.type === 'credit');
    expect(
      await fixture.client.plaid('/sandbox/item/set_verification_status', {
        access_token: accessToken,
        account_id: card?.account_id,
        verification_status: 'automatically_verified',
      }),
    ).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
    const after = (await accountsOf(accessToken)).find((account) => account.account_id === card?.account_id);
    expect(after).toEqual(card);
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    expect(fixture.hooks.received.map(({ body }) => body.account_id)).not.toContain(card?.account_id);
  });

  test('54, 58, 64: pending micro-deposits return PRODUCT_NOT_READY until they are verified, which sends a webhook', async () => {
    const { accessToken } = await fixture.client.link({ username: 'microdeposits_good', webhook: fixture.hooks.url });
    expect(await call('/auth/get', accessToken)).toMatchObject({
      status: 400,
      body: { error_code: 'PRODUCT_NOT_READY' },
    });
    const [checking] = await accountsOf(accessToken);
    expect(checking).toMatchObject({ verification_status: 'pending_automatic_verification' });
    await fixture.client.plaid('/sandbox/item/set_verification_status', {
      access_token: accessToken,
      account_id: checking?.account_id,
      verification_status: 'automatically_verified',
    });
    expect((await call('/auth/get', accessToken)).status).toBe(200);
    const [hook] = (await fixture.hooks.count(1)).slice(-1);
    expect(hook?.body).toMatchObject({
      webhook_type: 'AUTH',
      webhook_code: 'AUTOMATICALLY_VERIFIED',
      account_id: checking?.account_id,
    });
  });

  test('55: tokenized numbers differ from Item to Item while mask and persistent_account_id stay', async () => {
    const read = async () => {
      const { accessToken } = await link('ins_56');
      const response = (await call('/auth/get', accessToken)).body as unknown as {
        accounts: AccountBody[];
        numbers: NumbersBody;
      };
      return { account: response.accounts[0], ach: response.numbers.ach[0] };
    };
    const [one, two] = [await read(), await read()];
    expect(one.ach).toMatchObject({ is_tokenized_account_number: true });
    expect(one.ach?.account).not.toBe(two.ach?.account);
    expect(one.account?.mask).toBe('7703');
    expect(one.ach?.account.endsWith('7703')).toBe(false);
    expect(one.account?.persistent_account_id).toBe(two.account?.persistent_account_id);
  });

  test('56: account numbers are not available after permission is revoked, and /item/get returns the error', async () => {
    const { accessToken } = await fixture.client.link({
      institutionId: 'ins_56',
      products: ['auth'],
      webhook: fixture.hooks.url,
    });
    await fixture.client.plaid('/sandbox/item/fire_webhook', {
      access_token: accessToken,
      webhook_code: 'USER_PERMISSION_REVOKED',
    });
    expect(await call('/auth/get', accessToken)).toMatchObject({
      status: 400,
      body: { error_code: 'USER_PERMISSION_REVOKED' },
    });
    expect((await call('/item/get', accessToken)).body).toMatchObject({
      item: { error: { error_code: 'USER_PERMISSION_REVOKED' } },
    });
  });
});

describe('institutions of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());

  const names = (body: Record<string, unknown>) => (body.institutions as { name: string }[]).map((one) => one.name);

  test('94: /institutions/get has pages, filters by country and product, and returns the total', async () => {
    const page = (count: number, offset: number, options?: object) =>
      fixture.client.plaid('/institutions/get', { count, offset, country_codes: ['US'], options });
    const all = await page(500, 0);
    expect(all.body.total).toBe(names(all.body).length);
    expect(names((await page(1, 1)).body)).toEqual([names(all.body)[1]]);
    expect(names((await page(500, 0, { products: ['investments'] })).body)).toEqual([
      'First Platypus Bank',
      'Tartan Bank',
    ]);
    expect(names((await page(500, 0, { oauth: true })).body)).toEqual([
      'Platypus OAuth Bank',
      'First Platypus OAuth App2App Bank',
      'Harbor & Main Bank',
      'Cardinal One',
      'Pacific Union Bank',
    ]);
  });

  test('/institutions/search matches part of the name in the requested countries', async () => {
    const search = (country: string) =>
      fixture.client.plaid('/institutions/search', { query: 'royal', country_codes: [country] });
    expect(names((await search('GB')).body)).toEqual(['Royal Bank of Plaid']);
    expect(names((await search('US')).body)).toEqual([]);
  });

  test('95: optional metadata is returned only on request', async () => {
    const get = (options?: object) =>
      fixture.client.plaid('/institutions/get_by_id', { institution_id: 'ins_109508', country_codes: ['US'], options });
    expect((await get()).body.institution).not.toHaveProperty('url');
    expect((await get({ include_optional_metadata: true })).body.institution).toHaveProperty('url');
    expect((await get({ include_auth_metadata: true })).body.institution).toHaveProperty('auth_metadata');
  });

  test('an unknown institution is INVALID_INSTITUTION', async () => {
    const response = await fixture.client.plaid('/institutions/get_by_id', {
      institution_id: 'ins_0',
      country_codes: ['US'],
    });
    expect(response).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_INSTITUTION' },
    });
  });
});
