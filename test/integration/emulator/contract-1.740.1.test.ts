import { createServer } from 'node:net';
import { once } from 'node:events';
import { createEmulator } from '../../../src/emulator/emulator.js';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { freePort } from '../../support/free-port.js';
import { createTempDir } from '../../support/temp-dir.js';

const link = { client_name: 'x', language: 'en', country_codes: ['US'], user: { client_user_id: 'u' } };

describe('the emulator follows version 1.740.1 of Plaid’s API', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const must = async (path: string, body: unknown): Promise<Record<string, unknown>> => {
    const response = await plaid(path, body);
    if (response.status !== 200) throw new Error(response.text);
    return response.body;
  };
  const control = (path: string, body: unknown) => fixture.client.control('POST', path, body);
  const accessTokenOf = async (publicToken: unknown): Promise<unknown> =>
    (await must('/item/public_token/exchange', { public_token: publicToken })).access_token;
  const create = (body: object) =>
    plaid('/sandbox/public_token/create', { institution_id: 'ins_109508', initial_products: ['auth'], ...body });

  test('/item/import requires only a user_id', async () => {
    const { access_token } = await must('/item/import', { user_auth: { user_id: 'u' } });
    expect((await must('/item/get', { access_token })).item).toMatchObject({ products: [], billed_products: [] });
    expect((await plaid('/auth/get', { access_token })).status).toBe(200);
    const known = { institution_id: 'ins_56', products: ['auth'], user_auth: { user_id: 'u', auth_token: 't' } };
    expect(
      (await must('/item/get', { access_token: (await must('/item/import', known)).access_token })).item,
    ).toMatchObject({ institution_id: 'ins_56', products: ['auth'] });
    expect((await plaid('/item/import', { user_auth: {} })).body).toMatchObject({ error_code: 'MISSING_FIELDS' });
  });

  test('/item/application/list returns a disconnected application', async () => {
    const { accessToken: access_token } = await fixture.client.link();
    const list = () => must('/item/application/list', { access_token });
    const { applications, disconnected_applications } = await list();
    expect(disconnected_applications).toEqual([]);
    const [{ application_id, name }] = applications as [{ application_id: string; name: string }];
    await must('/item/application/unlink', { access_token, application_id });
    expect(await list()).toMatchObject({
      applications: [],
      disconnected_applications: [
        { application_id, name, display_name: null, logo_url: null, application_url: null, reason_for_access: null },
      ],
    });
  });

  test('/item/activity/list returns the last reads by the current scopes', async () => {
    await fixture.client.link();
    const [times] = (await must('/item/activity/list', {})).last_data_access_times as object[];
    expect(Object.keys(times ?? {}).sort()).toEqual([
      'account_balance_info',
      'account_routing_number',
      'application_id',
      'contact_info',
      'credit_loan_info',
      'investments',
      'transactions',
    ]);
  });

  test('user_custom can set the yield and the newer subtypes of an account', async () => {
    const override_accounts = [
      { type: 'depository', subtype: 'savings', meta: { mask: '0001', apy: 4.25 } },
      { type: 'credit', subtype: 'charge card', meta: { mask: '0002' } },
      { type: 'loan', subtype: 'commercial line of credit', meta: { mask: '0003' } },
      { type: 'loan', subtype: 'home equity loan', meta: { mask: '0004' } },
      { type: 'loan', subtype: 'installment', meta: { mask: '0005' } },
      { type: 'investment', subtype: 'prediction market', meta: { mask: '0006' } },
    ];
    const options = { override_username: 'user_custom', override_password: JSON.stringify({ override_accounts }) };
    const access_token = await accessTokenOf((await create({ options })).body.public_token);
    const accounts = (await must('/accounts/get', { access_token })).accounts as { apy?: number; subtype: string }[];
    expect(accounts.map(({ apy, subtype }) => [apy, subtype])).toEqual(
      override_accounts.map(({ meta, subtype }) => ['apy' in meta ? meta.apy : undefined, subtype]),
    );
    const account_filters = {
      credit: { account_subtypes: ['charge card'] },
      loan: { account_subtypes: ['commercial line of credit', 'home equity loan', 'installment'] },
      investment: { account_subtypes: ['prediction market'] },
    };
    expect((await plaid('/link/token/create', { ...link, products: ['transactions'], account_filters })).status).toBe(
      200,
    );
  });

  test('the newer products are known, also to Link, and this bank does not support them', async () => {
    for (const product of ['cra_qualify', 'cra_home_lending']) {
      expect((await create({ initial_products: [product] })).body).toMatchObject({
        error_code: 'PRODUCTS_NOT_SUPPORTED',
      });
      const body = { ...link, products: ['auth'], optional_products: [product] };
      expect((await plaid('/link/token/create', body)).status).toBe(200);
    }
  });

  test('every current processor is accepted, and a retired one is refused', async () => {
    const { accessToken: access_token } = await fixture.client.link();
    const { accounts } = await must('/accounts/get', { access_token });
    const [{ account_id }] = accounts as [{ account_id: string }];
    const statusOf = async (processor: string) =>
      (await plaid('/processor/token/create', { access_token, account_id, processor })).status;
    const newer = 'seamlessach pay natural kanmon kick increase airwallex cybrid bizcap webull kikoff_enterprise'.split(
      ' ',
    );
    for (const processor of newer) expect([processor, await statusOf(processor)]).toEqual([processor, 200]);
    expect(await statusOf('paynote')).toBe(400);
  });

  test('/sandbox/public_token/create accepts days_requested, and ignores the two dates', async () => {
    const dates = { start_date: '2026-01-01', end_date: '2026-02-01' };
    for (const transactions of [{ days_requested: 30 }, dates, { ...dates, days_requested: 730 }])
      expect((await create({ options: { transactions } })).status).toBe(200);
    expect((await create({ options: { transactions: { days_requested: 0 } } })).status).toBe(400);
  });

  test('a bank transfer event has receiver_details', async () => {
    const auth = { same_day_microdeposits_enabled: true };
    const { link_token } = await must('/link/token/create', { ...link, products: ['auth'], auth });
    const microdeposits = { account: '900011229999', routing: '011401533', subtype: 'checking' };
    await control(`/emulator/link/${String(link_token)}`, { outcome: 'success', microdeposits });
    const { bank_transfer_events } = await must('/bank_transfer/event/sync', { after_id: 0 });
    expect(bank_transfer_events).toMatchObject([{ receiver_details: null }]);
  });

  test('the sessions of a Layer token share a group, in SESSION_FINISHED and in the success', async () => {
    const made = await must('/session/token/create', {
      template_id: 't',
      user: { client_user_id: 'u' },
      webhook: fixture.hooks.url,
    });
    const { link_token } = made.link as { link_token: string };
    await control(`/emulator/link/${link_token}`, { outcome: 'exit' });
    await control(`/emulator/link/${link_token}`, { outcome: 'success' });
    const hooks = await fixture.hooks.count(2);
    const group = hooks[0]?.body.session_group_id;
    expect(group).toMatch(/^[0-9a-f-]{36}$/);
    expect(hooks[1]?.body.session_group_id).toBe(group);
    const { link_sessions } = await must('/link/token/get', { link_token });
    expect((link_sessions as object[])[1]).toMatchObject({ on_success: { metadata: { session_group_id: group } } });
  });

  test('EVENTS names the environment', async () => {
    const token = { ...link, products: ['auth'], hosted_link: {}, webhook: fixture.hooks.url };
    const { link_token } = await must('/link/token/create', token);
    await control(`/emulator/link/${String(link_token)}`, { outcome: 'exit' });
    const [events] = await fixture.hooks.count(1);
    expect(events?.body).toMatchObject({ webhook_code: 'EVENTS', environment: 'sandbox' });
  });

  test('an unknown error type and code are passed through unchanged', async () => {
    const { accessToken: access_token } = await fixture.client.link();
    const body = {
      error_type: 'OF_TOMORROW',
      error_code: 'NEW',
      error_message: 'm',
      display_message: null,
      request_id: 'r',
    };
    await control('/emulator/faults', { path: '/item/get', times: 1, fault: { status: 400, body } });
    expect(await plaid('/item/get', { access_token })).toMatchObject({ status: 400, body });
  });

  test('/item/get returns when product data was fetched, for Items that have the product', async () => {
    const statusOf = async (products: string[]) => {
      const { accessToken: access_token } = await fixture.client.link({ products });
      return (await must('/item/get', { access_token })).status;
    };
    const fetched = { last_successful_update: expect.stringMatching(/Z$/) as string, last_failed_update: null };
    expect(await statusOf(['auth'])).toMatchObject({ transactions: null, investments: null });
    expect(await statusOf(['transactions'])).toMatchObject({ transactions: fetched, investments: null });
    expect(await statusOf(['investments'])).toMatchObject({ transactions: null, investments: fetched });
  });
});

describe('changes of an Item send the webhooks that Plaid sends', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const codes = async (): Promise<string[]> => {
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 0 });
    return fixture.hooks.received.map((hook) => `${String(hook.body.webhook_type)} ${String(hook.body.webhook_code)}`);
  };
  const login = (itemId: string, broken: boolean) =>
    fixture.client.control('POST', `/emulator/items/${itemId}/login`, { broken });

  test('a login repaired through another application clears the error and sends LOGIN_REPAIRED once', async () => {
    const { itemId, accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await login(itemId, true);
    await login(itemId, false);
    await login(itemId, false);
    expect(await codes()).toEqual(['ITEM ERROR', 'ITEM LOGIN_REPAIRED']);
    expect(fixture.hooks.received[1]?.body).toEqual({
      webhook_type: 'ITEM',
      webhook_code: 'LOGIN_REPAIRED',
      item_id: itemId,
      environment: 'sandbox',
    });
    const { body } = await fixture.client.plaid('/item/get', { access_token: accessToken });
    expect(body).toMatchObject({ item: { error: null }, status: { last_webhook: { code_sent: 'LOGIN_REPAIRED' } } });
  });

  test('update mode does not send LOGIN_REPAIRED', async () => {
    const { itemId, accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    await login(itemId, true);
    const token = await fixture.client.plaid('/link/token/create', { ...link, access_token: accessToken });
    await fixture.client.control('POST', `/emulator/link/${String(token.body.link_token)}`, { outcome: 'success' });
    expect(await codes()).toEqual(['ITEM ERROR']);
  });
});

describe('the usual port of the emulator', () => {
  test('is used at every start when it is free; otherwise another port is used', async () => {
    const folder = createTempDir();
    const usualPort = await freePort();
    const run = async (): Promise<number> => {
      const emulator = await createEmulator({ usualPort, dataDir: folder.path });
      await emulator.close();
      return emulator.port;
    };
    expect([await run(), await run()]).toEqual([usualPort, usualPort]);
    const blocker = createServer().listen(usualPort, '127.0.0.1');
    await once(blocker, 'listening');
    const port = await run();
    expect(port).not.toBe(usualPort);
    blocker.close();
    await once(blocker, 'close');
    expect(await run()).toBe(usualPort);
    folder.remove();
  });
});
