import { PlaidApi } from 'plaid';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

/** Well-formed ids that do not exist. */
const UNKNOWN_ACCOUNT = 'k7Vq2ZpXb9LmRt4WnYcD8sHgJf3Ua6EoKiBvQ';
const UNKNOWN_UUID = '00000000-0000-4000-8000-000000000000';

/** Every endpoint with an access_token, with an otherwise valid body. */
const ITEM_CALLS: [path: string, more: object][] = [
  ['/item/get', {}],
  ['/item/remove', {}],
  ['/item/webhook/update', { webhook: 'https://app.example/hooks' }],
  ['/item/access_token/invalidate', {}],
  ['/item/public_token/create', {}],
  ['/item/activity/list', {}],
  ['/item/application/list', {}],
  ['/item/application/unlink', { application_id: 'emulator-application' }],
  [
    '/item/application/scopes/update',
    { application_id: 'emulator-application', scopes: { accounts: [] }, context: 'PORTAL' },
  ],
  ['/accounts/get', {}],
  ['/accounts/balance/get', {}],
  ['/auth/get', {}],
  ['/processor/token/create', { account_id: UNKNOWN_ACCOUNT, processor: 'dwolla' }],
  ['/processor/stripe/bank_account_token/create', { account_id: UNKNOWN_ACCOUNT }],
  ['/sandbox/item/reset_login', {}],
  ['/sandbox/item/fire_webhook', { webhook_code: 'NEW_ACCOUNTS_AVAILABLE', webhook_type: 'ITEM' }],
  [
    '/sandbox/item/set_verification_status',
    { account_id: UNKNOWN_ACCOUNT, verification_status: 'automatically_verified' },
  ],
  ['/link/token/create', { client_name: 'x', language: 'en', country_codes: ['US'], user: { client_user_id: 'u' } }],
];

/** Every endpoint with account ids. */
const ACCOUNT_CALLS: [path: string, withAccount: (accountId: string) => object][] = [
  ['/accounts/get', (accountId) => ({ options: { account_ids: [accountId] } })],
  ['/accounts/balance/get', (accountId) => ({ options: { account_ids: [accountId] } })],
  ['/auth/get', (accountId) => ({ options: { account_ids: [accountId] } })],
  ['/processor/token/create', (accountId) => ({ account_id: accountId, processor: 'dwolla' })],
  ['/processor/stripe/bank_account_token/create', (accountId) => ({ account_id: accountId })],
  [
    '/sandbox/item/set_verification_status',
    (accountId) => ({ account_id: accountId, verification_status: 'automatically_verified' }),
  ],
];

const linkToken = (more: object) => ({
  client_name: 'x',
  language: 'en',
  country_codes: ['US'],
  user: { client_user_id: 'u' },
  products: ['auth'],
  ...more,
});

/** Every endpoint with products, and the field. */
const PRODUCT_CALLS: [path: string, withProducts: (products: unknown) => object][] = [
  ['/institutions/search', (products) => ({ query: 'bank', products, country_codes: ['US'] })],
  ['/institutions/get', (products) => ({ count: 1, offset: 0, country_codes: ['US'], options: { products } })],
  ['/sandbox/public_token/create', (products) => ({ institution_id: 'ins_109508', initial_products: products })],
  ['/item/import', (products) => ({ products, user_auth: { user_id: 'user_good', auth_token: 'pass_good' } })],
  ['/link/token/create', (products) => linkToken({ products })],
  ['/link/token/create', (products) => linkToken({ optional_products: products })],
  ['/link/token/create', (products) => linkToken({ required_if_supported_products: products })],
  ['/link/token/create', (products) => linkToken({ additional_consented_products: products })],
];

/** Every endpoint with a user_id. */
const USER_CALLS: [path: string, more: object][] = [
  ['/user/get', {}],
  ['/user/remove', {}],
  ['/user/items/get', {}],
  ['/sandbox/user/reset_login', {}],
  ['/link/token/create', linkToken({ user: undefined })],
  ['/sandbox/public_token/create', { institution_id: 'ins_109508', initial_products: ['auth'] }],
];

const refusal = (error_type: string, error_code: string) => ({ status: 400, body: { error_type, error_code } });

describe('an invalid id returns the error code that Plaid returns', () => {
  let fixture: EmulatorFixture;
  let accessToken: string;
  beforeAll(async () => {
    fixture = await startEmulator();
    ({ accessToken } = await fixture.client.link());
  });
  afterAll(() => fixture.close());
  const plaid = (path: string, body: object) => fixture.client.plaid(path, body);

  test.each(ITEM_CALLS)(
    '27: %s refuses an access token that is malformed, unknown or of another environment',
    async (path, more) => {
      for (const wrong of ['not a token', `access-production-${UNKNOWN_UUID}`, `access-sandbox-${UNKNOWN_UUID}`])
        expect(await plaid(path, { access_token: wrong, ...more })).toMatchObject(
          refusal('INVALID_INPUT', 'INVALID_ACCESS_TOKEN'),
        );
    },
  );

  test.each(ITEM_CALLS)('29, 30: %s returns ITEM_NOT_FOUND for a removed Item', async (path, more) => {
    const { accessToken: own } = await fixture.client.link();
    expect(await plaid('/item/remove', { access_token: own })).toMatchObject({ status: 200 });
    expect(await plaid(path, { access_token: own, ...more })).toMatchObject(refusal('ITEM_ERROR', 'ITEM_NOT_FOUND'));
  });

  test('28, 30: a rotated access token is unknown, whether its Item still exists or not', async () => {
    const { accessToken: old } = await fixture.client.link();
    const { body } = await plaid('/item/access_token/invalidate', { access_token: old });
    const dead = refusal('INVALID_INPUT', 'INVALID_ACCESS_TOKEN');
    expect(await plaid('/item/get', { access_token: old })).toMatchObject(dead);
    await plaid('/item/remove', { access_token: body.new_access_token });
    expect(await plaid('/item/get', { access_token: old })).toMatchObject(dead);
    expect(await plaid('/item/get', { access_token: body.new_access_token })).toMatchObject(
      refusal('ITEM_ERROR', 'ITEM_NOT_FOUND'),
    );
  });

  test('97: Items that are removed with their user are removed like any other Item', async () => {
    const user = await plaid('/user/create', { client_user_id: 'one who leaves' });
    const created = await plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
      user_id: user.body.user_id,
    });
    const { body } = await plaid('/item/public_token/exchange', { public_token: created.body.public_token });
    await plaid('/user/remove', { user_id: user.body.user_id });
    expect(await plaid('/item/get', { access_token: body.access_token })).toMatchObject(
      refusal('ITEM_ERROR', 'ITEM_NOT_FOUND'),
    );
  });

  test.each(ACCOUNT_CALLS)('9, 46: %s distinguishes a malformed account id from an unknown one', async (path, body) => {
    for (const wrong of ['not-real', '', 'FooBarAccountId', `${UNKNOWN_ACCOUNT.slice(1)}-`])
      expect(await plaid(path, { access_token: accessToken, ...body(wrong) })).toMatchObject({
        ...refusal('INVALID_REQUEST', 'INVALID_FIELD'),
        body: { error_message: expect.stringContaining('must be a valid account ID') as string },
      });
    expect(await plaid(path, { access_token: accessToken, ...body(UNKNOWN_ACCOUNT) })).toMatchObject(
      refusal('INVALID_INPUT', 'INVALID_ACCOUNT_ID'),
    );
  });

  test.each(PRODUCT_CALLS)(
    '9, 22, 84: %s distinguishes an unknown product from a malformed list',
    async (path, body) => {
      expect(await plaid(path, body(['of_tomorrow']))).toMatchObject(refusal('INVALID_INPUT', 'INVALID_PRODUCT'));
      expect(await plaid(path, body(['auth', 'of_tomorrow']))).toMatchObject(
        refusal('INVALID_INPUT', 'INVALID_PRODUCT'),
      );
      expect(await plaid(path, body('auth'))).toMatchObject(refusal('INVALID_REQUEST', 'INVALID_FIELD'));
      expect(await plaid(path, body([7]))).toMatchObject(refusal('INVALID_REQUEST', 'INVALID_FIELD'));
    },
  );

  test('9: an unknown product is reported before an unknown country', async () => {
    expect(
      await plaid('/institutions/search', { query: 'x', products: ['of_tomorrow'], country_codes: ['XX'] }),
    ).toMatchObject(refusal('INVALID_INPUT', 'INVALID_PRODUCT'));
    expect(
      await plaid('/institutions/search', { query: 'x', products: ['auth'], country_codes: ['XX'] }),
    ).toMatchObject(refusal('INVALID_REQUEST', 'INVALID_FIELD'));
  });

  test.each(['balance', 'recurring_transactions'])(
    '84: %s is not a valid product for a Link token',
    async (product) => {
      expect(await plaid('/link/token/create', linkToken({ products: [product] }))).toMatchObject(
        refusal('INVALID_INPUT', 'INVALID_PRODUCT'),
      );
    },
  );

  test.each<[string, object]>([
    ['/institutions/get_by_id', { country_codes: ['US'] }],
    ['/sandbox/public_token/create', { initial_products: ['auth'] }],
    ['/sandbox/processor_token/create', {}],
    ['/link/token/create', linkToken({})],
    ['/item/import', { products: ['auth'], user_auth: { user_id: 'user_good', auth_token: 'pass_good' } }],
  ])('%s refuses an unknown institution', async (path, body) => {
    for (const wrong of ['notreal', 'ins_0'])
      expect(await plaid(path, { ...body, institution_id: wrong })).toMatchObject(
        refusal('INVALID_INPUT', 'INVALID_INSTITUTION'),
      );
  });

  test('20, 24: a public token that is malformed, unknown or of another environment is refused', async () => {
    for (const wrong of ['not real', `public-production-${UNKNOWN_UUID}`, `public-sandbox-${UNKNOWN_UUID}`])
      expect(await plaid('/item/public_token/exchange', { public_token: wrong })).toMatchObject(
        refusal('INVALID_INPUT', 'INVALID_PUBLIC_TOKEN'),
      );
  });

  test('9, 92: a malformed Link token is INVALID_FIELD, and an unknown one is INVALID_LINK_TOKEN', async () => {
    expect(await plaid('/link/token/get', { link_token: 'bad token' })).toMatchObject(
      refusal('INVALID_REQUEST', 'INVALID_FIELD'),
    );
    for (const wrong of [`link-production-${UNKNOWN_UUID}`, `link-sandbox-${UNKNOWN_UUID}`])
      expect(await plaid('/link/token/get', { link_token: wrong })).toMatchObject(
        refusal('INVALID_INPUT', 'INVALID_LINK_TOKEN'),
      );
  });

  test.each(USER_CALLS)('97: %s distinguishes a malformed user id from an unknown one', async (path, more) => {
    expect(await plaid(path, { ...more, user_id: 'client-user-7' })).toMatchObject(
      refusal('INVALID_INPUT', 'INVALID_USER_ID'),
    );
    expect(await plaid(path, { ...more, user_id: 'usr_nobody0000000' })).toMatchObject(
      refusal('USER_ERROR', 'USER_NOT_FOUND'),
    );
  });

  test('97: a user_token that is malformed, unknown or of another user is refused', async () => {
    const identity = {
      first_name: 'Ann',
      last_name: 'Ode',
      phone_numbers: [],
      emails: [],
      date_of_birth: null,
      primary_address: { street: '1 Main', city: null, region: null, postal_code: null, country: null },
    };
    const one = await plaid('/user/create', { client_user_id: 'one', consumer_report_user_identity: identity });
    const two = await plaid('/user/create', { client_user_id: 'two' });
    expect(one.body.user_token).toMatch(/^user-sandbox-/);
    const wrong = [
      { user_token: 'not real' },
      { user_token: `user-sandbox-${UNKNOWN_UUID}` },
      { user_token: one.body.user_token, user_id: two.body.user_id },
    ];
    for (const body of wrong)
      expect(await plaid('/user/items/get', body)).toMatchObject(refusal('INVALID_INPUT', 'INVALID_USER_TOKEN'));
  });
});

/** Every path that Plaid's SDK requests. */
const pathsOfThePlaidClient = async (): Promise<string[]> => {
  const requested: string[] = [];
  const client = new PlaidApi(undefined, 'http://plaid.invalid', {
    request: ({ url = '' }: { url?: string }) => {
      requested.push(new URL(url).pathname);
      return Promise.resolve({ data: {} });
    },
    defaults: { headers: { common: {} } },
  } as never);
  const methods = Object.getOwnPropertyNames(PlaidApi.prototype).filter((name) => name !== 'constructor');
  for (const name of methods) {
    const method = (client as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>)[name];
    await method?.call(client, 'x', 'x', 'x');
  }
  return requested;
};

describe('a path', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());
  const post = (path: string) => fixture.client.plaid(path, {});

  test('10: that only Plaid supports returns NOT_MODELLED_BY_EMULATOR, and every path of the Plaid SDK is known', async () => {
    const paths = await pathsOfThePlaidClient();
    expect(paths.length).toBeGreaterThan(300);
    expect(paths).toContain('/transactions/sync');
    const wrong: string[] = [];
    for (const path of paths) {
      const { body } = await post(path);
      if (body.error_code === 'NOT_FOUND') wrong.push(path);
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    '/item/nothing',
    '/item/get/more',
    '/item',
    '/accounts/nothing/get',
    '/transactions/nothing',
    '/transfer/ledger/nothing',
    '/sandbox/nothing',
    '/fdx/recipient/one/two',
    '/nothing',
    '/',
  ])('10: %s, which Plaid does not have, returns NOT_FOUND', async (path) => {
    expect(await post(path)).toMatchObject({
      status: 404,
      body: { error_type: 'INVALID_REQUEST', error_code: 'NOT_FOUND' },
    });
  });
});

describe('documentation_url', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());

  test('12: of a Plaid code links to the page and heading of that code', async () => {
    const { body } = await fixture.client.plaid('/item/get', { access_token: 'x' });
    expect(body.documentation_url).toBe('https://plaid.com/docs/errors/invalid-input/#invalid_access_token');
    const unknown = await fixture.client.plaid('/user/get', { user_id: 'usr_nobody0000000' });
    expect(unknown.body.documentation_url).toBe('https://plaid.com/docs/errors/user/#user_not_found');
  });

  test('12: is absent for a code that only the emulator has', async () => {
    const { body } = await fixture.client.plaid('/transactions/sync', {});
    expect(body.error_code).toBe('NOT_MODELLED_BY_EMULATOR');
    expect(body.documentation_url).toBeUndefined();
    expect(body.error_message).toContain('docs/emulator.md');
  });
});
