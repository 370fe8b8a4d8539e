import { DAY_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

describe('the emulator in the production environment', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator({ environment: 'production' });
  });
  afterAll(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const link = async (): Promise<string> => {
    const { body } = await plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'u' },
      products: ['auth'],
      webhook: fixture.hooks.url,
      hosted_link: {},
    });
    expect(body.link_token).toMatch(/^link-production-/);
    const finished = await fixture.client.control('POST', `/emulator/link/${String(body.link_token)}`, {
      outcome: 'success',
    });
    const [publicToken] = finished.body.publicTokens as string[];
    expect(publicToken).toMatch(/^public-production-/);
    return String((await plaid('/item/public_token/exchange', { public_token: publicToken })).body.access_token);
  };

  test.each([
    '/sandbox/public_token/create',
    '/sandbox/item/reset_login',
    '/sandbox/item/set_verification_status',
    '/sandbox/item/fire_webhook',
    '/sandbox/processor_token/create',
    '/sandbox/user/reset_login',
  ])('17: %s is SANDBOX_ONLY', async (path) => {
    expect(await plaid(path, { access_token: 'x' })).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_REQUEST', error_code: 'SANDBOX_ONLY' },
    });
  });

  test('19: tokens and webhooks are for production, and Sandbox tokens are refused', async () => {
    const accessToken = await link();
    expect(accessToken).toMatch(/^access-production-/);
    expect((await plaid('/auth/get', { access_token: accessToken })).status).toBe(200);
    const hooks = await fixture.hooks.count(3);
    expect(new Set(hooks.map((hook) => hook.body.environment))).toEqual(new Set(['production']));
    const uuid = '00000000-0000-4000-8000-000000000000';
    for (const [path, field, kind] of [
      ['/item/get', 'access_token', 'access'],
      ['/item/public_token/exchange', 'public_token', 'public'],
      ['/link/token/get', 'link_token', 'link'],
      ['/user/items/get', 'user_token', 'user'],
    ] as const) {
      const response = await plaid(path, { [field]: `${kind}-sandbox-${uuid}` });
      expect(response).toMatchObject({ status: 400, body: { error_code: `INVALID_${kind.toUpperCase()}_TOKEN` } });
      expect(response.body.error_message).toMatch(/another environment; this is production/);
    }
  });

  test('62: only Sandbox Items require a new login after 30 days', async () => {
    const accessToken = await link();
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 31 * DAY_MS });
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({ item: { error: null } });
  });
});

describe('requests in progress in the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator({ liveBalanceMs: 300 });
  });
  afterEach(() => fixture.close());

  test('31: a call in progress while its Item is removed returns ITEM_CONCURRENTLY_DELETED', async () => {
    const { accessToken } = await fixture.client.link();
    const balance = fixture.client.plaid('/accounts/balance/get', { access_token: accessToken });
    // The request log has the call as soon as it is received; from then on the Item is known.
    for (;;) {
      const { requests } = (await fixture.client.control('GET', '/emulator/requests')).body as {
        requests: { path: string }[];
      };
      if (requests.some((one) => one.path === '/accounts/balance/get')) break;
    }
    expect((await fixture.client.plaid('/item/remove', { access_token: accessToken })).status).toBe(200);
    expect(await balance).toMatchObject({
      status: 400,
      body: { error_type: 'ITEM_ERROR', error_code: 'ITEM_CONCURRENTLY_DELETED' },
    });
  });

  test('47: a live balance takes liveBalanceMs, a cached one does not', async () => {
    const { accessToken } = await fixture.client.link();
    await fixture.client.plaid('/accounts/get', { access_token: accessToken });
    await fixture.client.plaid('/accounts/balance/get', { access_token: accessToken });
    const { requests } = (await fixture.client.control('GET', '/emulator/requests')).body as {
      requests: { path: string; durationMs: number }[];
    };
    const took = (path: string) => requests.find((one) => one.path === path)?.durationMs;
    expect(took('/accounts/balance/get')).toBeGreaterThanOrEqual(299);
    expect(took('/accounts/get')).toBeLessThan(300);
  });
});
