import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

describe('all responses of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator({ rateLimits: 'sandbox' });
  });
  afterAll(() => fixture.close());
  const itemGet = (accessToken: unknown) => fixture.client.plaid('/item/get', { access_token: accessToken });

  test('14: the same error has the same type and code, whatever its message', async () => {
    const malformed = await itemGet('nonsense');
    const foreign = await itemGet('access-production-00000000-0000-4000-8000-000000000000');
    expect(malformed.body.error_message).not.toBe(foreign.body.error_message);
    for (const response of [malformed, foreign]) {
      expect(response.body).toMatchObject({ error_type: 'INVALID_INPUT', error_code: 'INVALID_ACCESS_TOKEN' });
    }
  });

  test('15: 400 for caller errors, 429 over a rate limit, 5xx only for injected faults', async () => {
    const { accessToken } = await fixture.client.link();
    expect((await itemGet(7)).status).toBe(400);
    const statuses = [];
    for (let call = 0; call < 41; call += 1) statuses.push((await itemGet(accessToken)).status);
    expect(statuses).toEqual([...Array<number>(40).fill(200), 429]);
    await fixture.client.control('POST', '/emulator/faults', { path: '/item/get', times: 1, fault: { status: 500 } });
    expect(await itemGet(accessToken)).toMatchObject({ status: 500, body: { error_type: 'API_ERROR' } });
  });

  test('18: extra response fields are not accepted in a request', async () => {
    const created = await fixture.client.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    expect(created.body).toHaveProperty('request_id');
    expect(await fixture.client.plaid('/item/public_token/exchange', created.body)).toMatchObject({
      status: 400,
      body: { error_code: 'UNKNOWN_FIELDS' },
    });
  });
});
