import { DAY_MS, HOUR_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface ItemBody {
  consent_expiration_time: string | null;
  error: { error_code: string; error_code_reason?: string } | null;
}

describe('consent in the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const advance = (advanceMs: number) => fixture.client.control('POST', '/emulator/clock', { advanceMs });
  const link = (institutionId = 'ins_109508') =>
    fixture.client.link({ institutionId, products: ['auth'], webhook: fixture.hooks.url });
  const itemGet = async (accessToken: string) =>
    (await plaid('/item/get', { access_token: accessToken })).body.item as ItemBody;
  const endConsentIn = (itemId: string, expiresInMs: number) =>
    fixture.client.control('POST', `/emulator/items/${itemId}/consent`, { expiresInMs });
  const codes = () => fixture.hooks.received.map((hook) => hook.body.webhook_code);
  const application = 'emulator-application';

  test.each([
    ['ins_116834', 'PENDING_EXPIRATION', 'consent_expiration_time'],
    ['ins_109508', 'PENDING_DISCONNECT', 'disconnect_time'],
    ['ins_43', 'PENDING_DISCONNECT', 'disconnect_time'],
  ])('44: seven days before consent ends at %s, %s is sent once', async (institutionId, code, field) => {
    const { accessToken, itemId } = await link(institutionId);
    await endConsentIn(itemId, 10 * DAY_MS);
    await advance(3 * DAY_MS - HOUR_MS);
    expect(fixture.hooks.received).toHaveLength(0);
    await advance(HOUR_MS);
    const [hook] = await fixture.hooks.count(1);
    const end = (await itemGet(accessToken)).consent_expiration_time;
    expect(hook?.body).toMatchObject({ webhook_type: 'ITEM', webhook_code: code, item_id: itemId, [field]: end });
    await advance(7 * DAY_MS);
    await fixture.hooks.count(2);
    expect(codes()).toEqual([code, 'ERROR']);
    expect((await itemGet(accessToken)).error).toMatchObject({
      error_code: 'ITEM_LOGIN_REQUIRED',
      error_code_reason: 'OAUTH_CONSENT_EXPIRED',
    });
  });

  test('44: a PENDING_DISCONNECT that was fired manually is not sent again', async () => {
    const { accessToken } = await link();
    await plaid('/sandbox/item/fire_webhook', { access_token: accessToken, webhook_code: 'PENDING_DISCONNECT' });
    await advance(DAY_MS);
    expect(codes()).toEqual(['PENDING_DISCONNECT']);
  });

  test('44: consent expires after 180 days in Europe and is renewed in update mode; elsewhere it does not expire', async () => {
    const [us, gb] = [await link(), await link('ins_116834')];
    expect((await itemGet(us.accessToken)).consent_expiration_time).toBeNull();
    const end = Date.parse((await itemGet(gb.accessToken)).consent_expiration_time ?? '');
    expect(Math.round((end - Date.now()) / DAY_MS)).toBe(180);
    await advance(20 * DAY_MS);
    await plaid('/sandbox/item/reset_login', { access_token: gb.accessToken });
    const token = await plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['GB'],
      user: { client_user_id: 'u' },
      access_token: gb.accessToken,
    });
    await fixture.client.control('POST', `/emulator/link/${String(token.body.link_token)}`, { outcome: 'success' });
    const renewed = Date.parse((await itemGet(gb.accessToken)).consent_expiration_time ?? '');
    expect(Math.round((renewed - end) / DAY_MS)).toBe(20);
  });

  test('/item/activity/list has pages, newest first, and outlives the Item', async () => {
    const { accessToken } = await link();
    await plaid('/item/application/scopes/update', {
      access_token: accessToken,
      application_id: application,
      scopes: { new_accounts: false },
      context: 'PORTAL',
    });
    const kinds = (body: Record<string, unknown>) =>
      (body.activities as { activity: string }[]).map((one) => one.activity);
    const first = await plaid('/item/activity/list', { access_token: accessToken, count: 1 });
    expect(kinds(first.body)).toEqual(['SCOPES_UPDATE']);
    const second = await plaid('/item/activity/list', {
      access_token: accessToken,
      count: 1,
      cursor: first.body.cursor,
    });
    expect(kinds(second.body)).toEqual(['ITEM_CREATE']);
    expect(second.body).not.toHaveProperty('cursor');
    await plaid('/item/remove', { access_token: accessToken });
    expect(kinds((await plaid('/item/activity/list', {})).body)).toEqual([
      'ITEM_REMOVE',
      'SCOPES_UPDATE',
      'ITEM_CREATE',
    ]);
    const invalid = { status: 400, body: { error_code: 'INVALID_FIELD' } };
    expect(await plaid('/item/activity/list', { cursor: 'mine' })).toMatchObject(invalid);
    expect(await plaid('/item/activity/list', { count: 51 })).toMatchObject(invalid);
  });

  test('/item/activity/list returns when balances and account numbers were last read', async () => {
    const { accessToken } = await link();
    const times = async () =>
      ((await plaid('/item/activity/list', { access_token: accessToken })).body.last_data_access_times as object[])[0];
    expect(await times()).toMatchObject({ account_balance_info: null, account_routing_number: null });
    await plaid('/auth/get', { access_token: accessToken });
    expect(await times()).toMatchObject({
      account_balance_info: null,
      account_routing_number: expect.stringMatching(/Z$/) as string,
    });
  });

  test('56: /item/application/unlink revokes permission, and update mode restores it', async () => {
    const { accessToken } = await link('ins_56');
    const applications = async () =>
      (await plaid('/item/application/list', { access_token: accessToken })).body.applications as object[];
    expect(await applications()).toMatchObject([{ application_id: application }]);
    const unlink = () => plaid('/item/application/unlink', { access_token: accessToken, application_id: application });
    expect((await unlink()).status).toBe(200);
    const [hook] = await fixture.hooks.count(1);
    expect(hook?.body).toMatchObject({ webhook_type: 'ITEM', webhook_code: 'USER_PERMISSION_REVOKED' });
    expect(await applications()).toEqual([]);
    expect(await plaid('/auth/get', { access_token: accessToken })).toMatchObject({
      status: 400,
      body: { error_code: 'USER_PERMISSION_REVOKED' },
    });
    expect((await unlink()).status).toBe(400);
    expect(
      await plaid('/item/application/unlink', { access_token: accessToken, application_id: 'other' }),
    ).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
  });

  test('/item/application/scopes/update removes Auth and single accounts, and sends PRODUCT_PERMISSIONS_REQUIRED once', async () => {
    const { accessToken } = await link();
    const accounts = async () =>
      (await plaid('/accounts/get', { access_token: accessToken })).body.accounts as { account_id: string }[];
    const [hidden, ...rest] = (await accounts()).map((account) => account.account_id);
    const update = (scopes: object) =>
      plaid('/item/application/scopes/update', {
        access_token: accessToken,
        application_id: application,
        scopes,
        context: 'PORTAL',
      });
    await update({ product_access: { auth: false }, accounts: [{ unique_id: hidden, authorized: false }] });
    expect((await accounts()).map((account) => account.account_id)).toEqual(rest);
    const auth = () => plaid('/auth/get', { access_token: accessToken });
    for (let call = 0; call < 2; call += 1)
      expect(await auth()).toMatchObject({
        status: 400,
        body: { error_type: 'ITEM_ERROR', error_code: 'ACCESS_NOT_GRANTED' },
      });
    await advance(0);
    expect(codes()).toEqual(['PRODUCT_PERMISSIONS_REQUIRED']);
    await update({ product_access: { auth: true } });
    expect((await auth()).status).toBe(200);
    expect(await update({ accounts: [{ unique_id: 'nobody', authorized: false }] })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_ACCOUNT_ID' },
    });
  });

  test('/item/import returns the access token of a new Item', async () => {
    const imported = await plaid('/item/import', {
      products: ['auth', 'balance'],
      user_auth: { user_id: 'u', auth_token: 't' },
      options: { webhook: fixture.hooks.url },
    });
    const accessToken = String(imported.body.access_token);
    expect((await plaid('/auth/get', { access_token: accessToken })).status).toBe(200);
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { webhook: fixture.hooks.url, billed_products: ['auth'] },
    });
    expect(await plaid('/item/import', { products: ['auth'], user_auth: { auth_token: 't' } })).toMatchObject({
      status: 400,
      body: { error_code: 'MISSING_FIELDS', error_message: expect.stringContaining('user_auth.user_id') as string },
    });
  });
});
