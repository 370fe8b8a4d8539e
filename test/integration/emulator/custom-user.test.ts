import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

describe('test users of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());

  const create = (username: string, password?: string) =>
    fixture.client.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
      options: { override_username: username, override_password: password },
    });
  const custom = (data: unknown) => create('user_custom', JSON.stringify(data));
  const tokenOf = async (publicToken: unknown) =>
    (await fixture.client.plaid('/item/public_token/exchange', { public_token: publicToken })).body.access_token;

  const own = {
    override_accounts: [
      {
        type: 'depository',
        subtype: 'checking',
        starting_balance: 1000,
        force_available_balance: 900,
        currency: 'USD',
        meta: { name: 'Ann Checking', official_name: 'The Account of Ann', mask: '0042' },
        numbers: { account: '777700000042', ach_routing: '322271627', ach_wire_routing: '011401533' },
      },
      {
        type: 'credit',
        subtype: 'credit card',
        starting_balance: 50,
        has_null_available_balance: true,
        meta: { limit: 500 },
      },
    ],
  };

  test('68: user_custom defines its own accounts, balances, names and numbers', async () => {
    const access_token = await tokenOf((await custom(own)).body.public_token);
    const { accounts } = (await fixture.client.plaid('/accounts/get', { access_token })).body;
    expect(accounts).toMatchObject([
      {
        name: 'Ann Checking',
        official_name: 'The Account of Ann',
        mask: '0042',
        balances: { current: 1000, available: 900, iso_currency_code: 'USD' },
      },
      { subtype: 'credit card', balances: { current: 50, available: null, limit: 500 } },
    ]);
    expect((await fixture.client.plaid('/auth/get', { access_token })).body).toMatchObject({
      numbers: { ach: [{ account: '777700000042', routing: '322271627', wire_routing: '011401533' }] },
    });
  });

  test('68: user_custom can log in with Link', async () => {
    const link = await fixture.client.plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'u' },
      products: ['auth'],
    });
    const finished = await fixture.client.control('POST', `/emulator/link/${String(link.body.link_token)}`, {
      outcome: 'success',
      username: 'user_custom',
      password: JSON.stringify(own),
      accounts: ['0042'],
    });
    const access_token = await tokenOf((finished.body.publicTokens as string[])[0]);
    expect((await fixture.client.plaid('/accounts/get', { access_token })).body.accounts).toMatchObject([
      { name: 'Ann Checking' },
    ]);
  });

  test.each([
    ['invalid JSON', 'pass_good', 'must be JSON'],
    ['no accounts', '{"override_accounts":[]}', 'override_accounts'],
    ['an unknown type', '{"override_accounts":[{"type":"piggy bank"}]}', 'override_accounts[0].type'],
    ['an unknown field', '{"override_accounts":[{"type":"depository","colour":"red"}]}', 'override_accounts[0].colour'],
    [
      'a routing number of letters',
      '{"override_accounts":[{"type":"depository","numbers":{"ach_routing":"abc"}}]}',
      'ach_routing',
    ],
    [
      'a balance out of range',
      '{"override_accounts":[{"type":"depository","starting_balance":1e30}]}',
      'starting_balance',
    ],
    ['too many accounts', JSON.stringify({ override_accounts: Array(21).fill({ type: 'depository' }) }), 'at most 20'],
    [
      'two accounts with the same mask',
      JSON.stringify({ override_accounts: Array(2).fill({ type: 'loan', meta: { mask: '1111' } }) }),
      'same mask',
    ],
    ['a huge password', `{"seed":"${'x'.repeat(70_000)}"}`, 'at most 65536'],
  ])('68: user_custom with %s is refused by the name of the field', async (_, password, named) => {
    const response = await create('user_custom', password);
    expect(response).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
    expect(response.body.error_message).toContain(named);
  });

  test('68: user_transactions_dynamic is refused with an explanation', async () => {
    const response = await create('user_transactions_dynamic');
    expect(response).toMatchObject({ status: 400, body: { error_code: 'NOT_MODELLED_BY_EMULATOR' } });
    expect(response.body.error_message).toMatch(/user_transactions_dynamic .* not in this emulator/);
  });

  test('68: a wrong password of user_good is INVALID_CREDENTIALS', async () => {
    expect(await create('user_good', 'wrong')).toMatchObject({
      status: 400,
      body: { error_type: 'ITEM_ERROR', error_code: 'INVALID_CREDENTIALS' },
    });
  });
});
