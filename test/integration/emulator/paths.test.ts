import { NOT_SERVED } from '../../../.config/plaid-coverage.js';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { NO_IDS } from '../../support/sample-ids.js';

/** What the gateway calls, and what it does not call although the emulator supports it. */
const paths = [...Object.values(ENDPOINTS).map(({ path }) => path), ...NOT_SERVED.map(([path]) => path)];

describe('every path of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());
  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);

  test('is one that the gateway calls or is documented as not called, and each of those is emulated once', () => {
    expect(routes.map(({ path }) => path).sort()).toEqual([...paths].sort());
  });

  test('1: accepts only POST', async () => {
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

  test.each(routes.filter(({ sample }) => 'access_token' in sample(NO_IDS)))(
    '$path refuses an access token that does not exist',
    async ({ path, sample }) => {
      expect((await plaid(path, sample(NO_IDS))).body.error_code).toBe('INVALID_ACCESS_TOKEN');
    },
  );

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
