import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

const paths = [
  '/item/get',
  '/item/remove',
  '/item/webhook/update',
  '/item/public_token/exchange',
  '/item/access_token/invalidate',
  '/item/activity/list',
  '/item/application/list',
  '/item/application/unlink',
  '/item/application/scopes/update',
  '/item/public_token/create',
  '/item/import',
  '/sandbox/public_token/create',
  '/sandbox/item/reset_login',
  '/sandbox/item/set_verification_status',
  '/sandbox/item/fire_webhook',
  '/auth/get',
  '/auth/verify',
  '/bank_transfer/event/list',
  '/bank_transfer/event/sync',
  '/processor/token/create',
  '/sandbox/processor_token/create',
  '/processor/stripe/bank_account_token/create',
  '/link/token/create',
  '/link/token/get',
  '/session/token/create',
  '/accounts/get',
  '/accounts/balance/get',
  '/webhook_verification_key/get',
  '/institutions/get_by_id',
  '/institutions/get',
  '/institutions/search',
  '/user/create',
  '/user/get',
  '/user/remove',
  '/user/items/get',
  '/sandbox/user/reset_login',
];

describe('every path of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());
  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);

  test('1: there are 36 paths, and each accepts only POST', async () => {
    expect(new Set(paths).size).toBe(36);
    for (const path of paths)
      expect(await fixture.client.send('GET', path)).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });

  test.each(paths)('8, 14, 15, 16: %s refuses an unknown field with the same 400 error each time', async (path) => {
    const [one, two] = [await plaid(path, { no_such_field: 1 }), await plaid(path, { no_such_field: 1 })];
    for (const response of [one, two]) {
      expect(response).toMatchObject({
        status: 400,
        body: { error_type: 'INVALID_REQUEST', error_code: 'UNKNOWN_FIELDS', display_message: null },
      });
      expect(response.body.error_message).toContain('no_such_field');
    }
    expect(one.body.request_id).not.toBe(two.body.request_id);
  });

  test('18: a response may have unknown fields, but a request may not', async () => {
    const { accessToken } = await fixture.client.link({ institutionId: 'ins_56', products: ['auth'] });
    expect((await plaid('/accounts/get', { access_token: accessToken })).body.accounts).toMatchObject([
      { persistent_account_id: expect.any(String) as string },
      {},
      {},
    ]);
    expect(await plaid('/accounts/get', { access_token: accessToken, persistent_account_id: 'x' })).toMatchObject({
      status: 400,
      body: { error_code: 'UNKNOWN_FIELDS' },
    });
  });

  test('25: the item_id stays the same through rotation, error and repair', async () => {
    const { accessToken, itemId } = await fixture.client.link();
    const rotated = (await plaid('/item/access_token/invalidate', { access_token: accessToken })).body.new_access_token;
    await plaid('/sandbox/item/reset_login', { access_token: rotated });
    await fixture.client.control('POST', `/emulator/items/${itemId}/login`, { broken: false });
    const again = await plaid('/item/public_token/create', { access_token: rotated });
    expect((await plaid('/item/public_token/exchange', { public_token: again.body.public_token })).body).toMatchObject({
      access_token: rotated,
      item_id: itemId,
    });
  });
});
