import { DAY_MS, MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface ItemBody {
  item: {
    item_id: string;
    institution_id: string;
    webhook: string | null;
    error: { error_type: string; error_code: string; status?: number } | null;
    available_products: string[];
    billed_products: string[];
    products: string[];
    auth_method: string | null;
    update_type: string;
    created_at?: string;
    consent_expiration_time: string | null;
  };
  status: { last_webhook: { code_sent: string; sent_at: string } | null } | null;
}

describe('tokens and Items of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const itemGet = async (accessToken: string): Promise<ItemBody> =>
    (await plaid('/item/get', { access_token: accessToken })).body as unknown as ItemBody;
  const publicToken = async (): Promise<string> => {
    const created = await plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    return String(created.body.public_token);
  };
  const exchange = (token: string) => plaid('/item/public_token/exchange', { public_token: token });
  const advance = (advanceMs: number) => fixture.client.control('POST', '/emulator/clock', { advanceMs });

  test('19: tokens are <type>-<environment>-<uuid>', async () => {
    const token = await publicToken();
    const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    expect(token).toMatch(new RegExp(`^public-sandbox-${uuid}$`));
    expect((await exchange(token)).body.access_token).toMatch(new RegExp(`^access-sandbox-${uuid}$`));
  });

  test('19: a token of another environment is refused', async () => {
    const response = await plaid('/item/get', {
      access_token: 'access-production-00000000-0000-4000-8000-000000000000',
    });
    expect(response).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_ACCESS_TOKEN' },
    });
    expect(response.body.error_message).toMatch(/another environment/);
  });

  test('20: a malformed token returns the same code with the expected format', async () => {
    const response = await exchange('public-nonsense');
    expect(response).toMatchObject({ status: 400, body: { error_code: 'INVALID_PUBLIC_TOKEN' } });
    expect(response.body.error_message).toMatch(/expected format: public-<environment>-<identifier>/);
  });

  test('21, 26: the same bank twice gives two Items with different account ids', async () => {
    const [one, two] = [await fixture.client.link(), await fixture.client.link()];
    expect(one.itemId).not.toBe(two.itemId);
    const ids = async (accessToken: string) =>
      ((await plaid('/accounts/get', { access_token: accessToken })).body.accounts as { account_id: string }[]).map(
        (account) => account.account_id,
      );
    const [first, second] = [await ids(one.accessToken), await ids(two.accessToken)];
    expect(first.some((id) => second.includes(id))).toBe(false);
  });

  test('22: balance is not an initial product, and a product that the bank does not support is refused', async () => {
    const create = (institution_id: string, initial_products: string[]) =>
      plaid('/sandbox/public_token/create', { institution_id, initial_products });
    expect(await create('ins_109508', ['balance'])).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PRODUCT' },
    });
    expect(await create('ins_109510', ['auth'])).toMatchObject({
      status: 400,
      body: { error_code: 'PRODUCTS_NOT_SUPPORTED' },
    });
    expect(await create('ins_0', ['auth'])).toMatchObject({ status: 400, body: { error_code: 'INVALID_INSTITUTION' } });
  });

  test('23: a public token expires after 30 minutes', async () => {
    const [early, late] = [await publicToken(), await publicToken()];
    await advance(30 * MINUTE_MS - 1000);
    expect((await exchange(early)).status).toBe(200);
    await advance(1000);
    expect(await exchange(late)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PUBLIC_TOKEN' } });
  });

  test('24: a second exchange of a public token fails', async () => {
    const token = await publicToken();
    expect((await exchange(token)).status).toBe(200);
    expect(await exchange(token)).toMatchObject({ status: 400, body: { error_code: 'INVALID_PUBLIC_TOKEN' } });
  });

  test('24: exactly one of several concurrent exchanges of a public token succeeds', async () => {
    const token = await publicToken();
    const responses = await Promise.all(Array.from({ length: 20 }, () => exchange(token)));
    expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
    expect(responses.filter((response) => response.body.error_code === 'INVALID_PUBLIC_TOKEN')).toHaveLength(19);
  });

  test('28: rotation invalidates the old token immediately and keeps the Item and its error', async () => {
    const { accessToken, itemId } = await fixture.client.link();
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    const rotated = await plaid('/item/access_token/invalidate', { access_token: accessToken });
    expect(await plaid('/item/get', { access_token: accessToken })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_ACCESS_TOKEN' },
    });
    const { item } = await itemGet(String(rotated.body.new_access_token));
    expect(item.item_id).toBe(itemId);
    expect(item.error?.error_code).toBe('ITEM_LOGIN_REQUIRED');
  });

  test('29, 30, 32: removal returns only a request_id; afterwards the token returns ITEM_NOT_FOUND', async () => {
    const { accessToken } = await fixture.client.link();
    const derived = await plaid('/item/public_token/create', { access_token: accessToken });
    const removed = await plaid('/item/remove', {
      access_token: accessToken,
      reason_code: 'OTHER',
      reason_note: 'done',
    });
    expect(removed.status).toBe(200);
    expect(Object.keys(removed.body)).toEqual(['request_id']);
    for (const path of ['/item/get', '/item/remove', '/accounts/get']) {
      expect(await plaid(path, { access_token: accessToken })).toMatchObject({
        status: 400,
        body: { error_type: 'ITEM_ERROR', error_code: 'ITEM_NOT_FOUND' },
      });
    }
    expect(await exchange(String(derived.body.public_token))).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PUBLIC_TOKEN' },
    });
  });

  test('33: reason_code is one of six', async () => {
    const { accessToken } = await fixture.client.link();
    expect(await plaid('/item/remove', { access_token: accessToken, reason_code: 'BORED' })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
    expect((await plaid('/item/get', { access_token: accessToken })).status).toBe(200);
  });

  test('34: /item/public_token/create returns a one-time token for the same Item with its expiration', async () => {
    const { accessToken, itemId } = await fixture.client.link();
    const created = await plaid('/item/public_token/create', { access_token: accessToken });
    expect(Date.parse(String(created.body.expiration)) - Date.now()).toBeGreaterThan(29 * MINUTE_MS);
    expect((await exchange(String(created.body.public_token))).body).toMatchObject({
      item_id: itemId,
      access_token: accessToken,
    });
    expect((await exchange(String(created.body.public_token))).status).toBe(400);
  });

  test('35: /item/get returns 200 with the error when the Item is broken', async () => {
    const { accessToken } = await fixture.client.link();
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    const response = await plaid('/item/get', { access_token: accessToken });
    expect(response.status).toBe(200);
    const { error } = (response.body as unknown as ItemBody).item;
    expect(error).toMatchObject({ error_type: 'ITEM_ERROR', error_code: 'ITEM_LOGIN_REQUIRED' });
    expect(error).not.toHaveProperty('status');
  });

  test('36: available and billed products exclude each other, and balance is never billed', async () => {
    const { accessToken } = await fixture.client.link({ products: ['auth', 'transactions'] });
    const { item } = await itemGet(accessToken);
    expect(item.billed_products).toEqual(['auth', 'transactions']);
    expect(item.available_products).toContain('balance');
    expect(item.available_products.filter((product) => item.billed_products.includes(product))).toEqual([]);
  });

  test('37, 40: the first /auth/get bills auth that was not requested and sets auth_method', async () => {
    const { accessToken } = await fixture.client.link({ products: ['transactions'] });
    expect((await itemGet(accessToken)).item).toMatchObject({ auth_method: null, billed_products: ['transactions'] });
    expect((await plaid('/auth/get', { access_token: accessToken })).status).toBe(200);
    expect((await itemGet(accessToken)).item).toMatchObject({
      auth_method: 'INSTANT_AUTH',
      billed_products: ['transactions', 'auth'],
    });
  });

  test('38, 41, 43, 44: /item/get has the required fields, and created_at is on no other endpoint', async () => {
    const { accessToken } = await fixture.client.link();
    const { item } = await itemGet(accessToken);
    for (const key of [
      'item_id',
      'webhook',
      'error',
      'available_products',
      'billed_products',
      'consent_expiration_time',
      'update_type',
    ]) {
      expect(item).toHaveProperty(key);
    }
    expect(item.update_type).toBe('background');
    expect(item.consent_expiration_time).toBeNull();
    expect(item.created_at).toMatch(/Z$/);
    expect((await plaid('/accounts/get', { access_token: accessToken })).body.item).not.toHaveProperty('created_at');
  });

  test('42: status.last_webhook is the last webhook sent', async () => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    expect((await itemGet(accessToken)).status?.last_webhook).toBeNull();
    await plaid('/sandbox/item/fire_webhook', { access_token: accessToken, webhook_code: 'NEW_ACCOUNTS_AVAILABLE' });
    await fixture.hooks.count(1);
    await advance(0);
    expect((await itemGet(accessToken)).status?.last_webhook).toMatchObject({ code_sent: 'NEW_ACCOUNTS_AVAILABLE' });
  });

  test('44: the Item requires a new login when consent expires', async () => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await plaid('/sandbox/item/fire_webhook', { access_token: accessToken, webhook_code: 'PENDING_DISCONNECT' });
    expect((await itemGet(accessToken)).item.consent_expiration_time).not.toBeNull();
    await advance(7 * DAY_MS + 1000);
    expect((await itemGet(accessToken)).item.error?.error_code).toBe('ITEM_LOGIN_REQUIRED');
  });

  test('57, 60: after reset_login, /auth/get and /accounts/balance/get return ITEM_LOGIN_REQUIRED; other Items are healthy', async () => {
    const [broken, well] = [await fixture.client.link(), await fixture.client.link()];
    expect((await plaid('/sandbox/item/reset_login', { access_token: broken.accessToken })).body.reset_login).toBe(
      true,
    );
    for (const path of ['/auth/get', '/accounts/balance/get']) {
      expect(await plaid(path, { access_token: broken.accessToken })).toMatchObject({
        status: 400,
        body: { error_type: 'ITEM_ERROR', error_code: 'ITEM_LOGIN_REQUIRED' },
      });
      expect((await plaid(path, { access_token: well.accessToken })).status).toBe(200);
    }
  });

  test('57: /accounts/get of a broken Item returns cached data; only /item/get returns the error', async () => {
    const { accessToken } = await fixture.client.link();
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    const response = await plaid('/accounts/get', { access_token: accessToken });
    expect(response).toMatchObject({ status: 200, body: { item: { error: null } } });
    const updated = await plaid('/item/webhook/update', { access_token: accessToken, webhook: fixture.hooks.url });
    expect(updated).toMatchObject({ status: 200, body: { item: { error: null } } });
    expect((await itemGet(accessToken)).item.error?.error_code).toBe('ITEM_LOGIN_REQUIRED');
  });

  test('27, 62: after 30 days the Item requires a new login and sends one webhook, and its token stays valid', async () => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await advance(30 * DAY_MS - MINUTE_MS);
    expect((await itemGet(accessToken)).item.error).toBeNull();
    await advance(MINUTE_MS + 1000);
    expect((await itemGet(accessToken)).item.error?.error_code).toBe('ITEM_LOGIN_REQUIRED');
    expect(fixture.hooks.received.map((hook) => hook.body.webhook_code)).toEqual(['ERROR']);
  });
});
