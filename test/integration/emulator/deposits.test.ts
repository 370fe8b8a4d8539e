import { DAY_MS, HOUR_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface EventBody {
  event_id: number;
  event_type: string;
  bank_transfer_id: string;
  account_id: string;
  failure_reason: { ach_return_code: string | null } | null;
}

describe('micro-deposits and database verification of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const control = (path: string, body: unknown) => fixture.client.control('POST', path, body);
  const advance = (advanceMs: number) => control('/emulator/clock', { advanceMs });
  const linkToken = async (more: object): Promise<string> => {
    const { body, text } = await plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['US'],
      user: { client_user_id: 'u' },
      webhook: fixture.hooks.url,
      ...more,
    });
    if (typeof body.link_token !== 'string') throw new Error(text);
    return body.link_token;
  };
  const sameDay = async (auth: object = {}): Promise<string> => {
    const token = await linkToken({ products: ['auth'], auth: { same_day_microdeposits_enabled: true, ...auth } });
    const { body } = await control(`/emulator/link/${token}`, {
      outcome: 'success',
      microdeposits: { account: '900011229999', routing: '011401533', subtype: 'checking' },
    });
    const [publicToken] = body.publicTokens as string[];
    return String((await plaid('/item/public_token/exchange', { public_token: publicToken })).body.access_token);
  };
  const confirm = async (accessToken: string, depositCode: string) =>
    control(`/emulator/link/${await linkToken({ access_token: accessToken })}`, { outcome: 'success', depositCode });
  const statusOf = async (accessToken: string) =>
    (
      (await plaid('/accounts/get', { access_token: accessToken })).body.accounts as { verification_status: string }[]
    )[0]?.verification_status;
  const codes = () => fixture.hooks.received.map((hook) => hook.body.webhook_code);
  const sync = async (after_id: number, count?: number) =>
    (await plaid('/bank_transfer/event/sync', { after_id, count })).body.bank_transfer_events as EventBody[];
  const list = async (body: object) =>
    (await plaid('/bank_transfer/event/list', body)).body.bank_transfer_events as EventBody[];

  test('58: unconfirmed automated micro-deposits expire after 7 days and send VERIFICATION_EXPIRED', async () => {
    const { accessToken } = await fixture.client.link({ username: 'microdeposits_good', webhook: fixture.hooks.url });
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { auth_method: 'AUTOMATED_MICRODEPOSITS' },
    });
    await advance(7 * DAY_MS - HOUR_MS);
    expect(await statusOf(accessToken)).toBe('pending_automatic_verification');
    await advance(HOUR_MS);
    expect(await statusOf(accessToken)).toBe('verification_expired');
    await fixture.hooks.count(1);
    expect(codes()).toEqual(['VERIFICATION_EXPIRED']);
    expect(await plaid('/auth/get', { access_token: accessToken })).toMatchObject({
      status: 400,
      body: { error_code: 'PRODUCT_NOT_READY' },
    });
  });

  test('58, 68: microdeposits_good can also log in with Link', async () => {
    const token = await linkToken({ products: ['auth'] });
    const { body } = await control(`/emulator/link/${token}`, {
      outcome: 'success',
      username: 'microdeposits_good',
      password: 'microdeposits_good',
    });
    const [publicToken] = body.publicTokens as string[];
    const exchanged = await plaid('/item/public_token/exchange', { public_token: publicToken });
    expect(await plaid('/auth/get', { access_token: exchanged.body.access_token })).toMatchObject({
      status: 400,
      body: { error_code: 'PRODUCT_NOT_READY' },
    });
  });

  test('39, 54: an Item of same-day micro-deposits has no institution, no balances and, until confirmed, no numbers', async () => {
    const accessToken = await sameDay();
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { institution_id: null, institution_name: null, auth_method: 'SAME_DAY_MICRODEPOSITS' },
    });
    expect(await statusOf(accessToken)).toBe('pending_manual_verification');
    expect(await plaid('/auth/get', { access_token: accessToken })).toMatchObject({
      status: 400,
      body: { error_type: 'ITEM_ERROR', error_code: 'PRODUCT_NOT_READY' },
    });
    expect(await plaid('/accounts/balance/get', { access_token: accessToken })).toMatchObject({
      status: 400,
      body: { error_code: 'PRODUCTS_NOT_SUPPORTED' },
    });
  });

  test('58, 59: the correct code confirms same-day micro-deposits in update mode, without any AUTH webhook', async () => {
    const accessToken = await sameDay();
    expect((await confirm(accessToken, 'XYZ')).body).toMatchObject({ errorCode: 'INCORRECT_DEPOSIT_VERIFICATION' });
    expect((await confirm(accessToken, 'abc')).body).toMatchObject({ status: 'SUCCESS' });
    expect(await statusOf(accessToken)).toBe('manually_verified');
    expect((await plaid('/auth/get', { access_token: accessToken })).body).toMatchObject({
      numbers: { ach: [{ account: '900011229999', routing: '011401533' }] },
    });
    await advance(30 * DAY_MS);
    expect(fixture.hooks.received.filter((hook) => hook.body.webhook_type === 'AUTH')).toEqual([]);
  });

  test('58: the third incorrect code locks the Item, and sends SMS_MICRODEPOSITS_VERIFICATION when it is enabled', async () => {
    const accessToken = await sameDay({ sms_microdeposits_verification_enabled: true });
    for (let wrong = 1; wrong <= 2; wrong += 1) expect((await confirm(accessToken, 'XYZ')).status).toBe(400);
    expect((await confirm(accessToken, 'XYZ')).body).toMatchObject({ status: 'EXITED' });
    expect(await statusOf(accessToken)).toBe('verification_failed');
    expect(await plaid('/auth/get', { access_token: accessToken })).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'TOO_MANY_VERIFICATION_ATTEMPTS' },
    });
    await advance(0);
    expect(fixture.hooks.received.filter((hook) => hook.body.webhook_type === 'AUTH')).toMatchObject([
      { body: { webhook_code: 'SMS_MICRODEPOSITS_VERIFICATION', status: 'VERIFICATION_FAILED' } },
    ]);
  });

  test('87: same-day micro-deposits require a Link token that enables them', async () => {
    const token = await linkToken({ products: ['auth'] });
    const typed = { account: '900011229999', routing: '011401533', subtype: 'checking' };
    expect(await control(`/emulator/link/${token}`, { outcome: 'success', microdeposits: typed })).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_FIELD' },
    });
  });

  test('59: each step of a micro-deposit is an event and sends BANK_TRANSFERS_EVENTS_UPDATE to the configured URL', async () => {
    await control('/emulator/bank-transfers', { webhook: `${fixture.hooks.url}/transfers` });
    await sameDay();
    expect(await sync(0)).toMatchObject([{ event_id: 1, event_type: 'pending' }]);
    await advance(DAY_MS);
    const [pending, posted] = await sync(0);
    expect(posted).toMatchObject({ event_id: 2, event_type: 'posted', bank_transfer_id: pending?.bank_transfer_id });
    const move = (body: object) => control(`/emulator/bank-transfers/${String(posted?.bank_transfer_id)}`, body);
    expect((await move({ eventType: 'cancelled' })).status).toBe(400);
    expect((await move({ eventType: 'reversed', achReturnCode: 'R03' })).status).toBe(200);
    expect(await sync(2)).toMatchObject([{ event_type: 'reversed', failure_reason: { ach_return_code: 'R03' } }]);
    await advance(0);
    const transferHooks = fixture.hooks.received.filter((hook) => hook.path === '/webhooks/transfers');
    expect(transferHooks.map((hook) => hook.body)).toEqual(
      Array(3).fill({
        webhook_type: 'BANK_TRANSFERS',
        webhook_code: 'BANK_TRANSFERS_EVENTS_UPDATE',
        environment: 'sandbox',
      }),
    );
  });

  test('93: sync returns at most 25 events after after_id in ascending order; list returns the newest first', async () => {
    for (let deposit = 0; deposit < 13; deposit += 1) await sameDay();
    await advance(DAY_MS);
    const page = await sync(0);
    expect(page.map((event) => event.event_id)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect((await sync(25)).map((event) => event.event_id)).toEqual([26]);
    expect(await sync(26)).toEqual([]);
    expect((await sync(3, 2)).map((event) => event.event_id)).toEqual([4, 5]);
    expect((await list({})).map((event) => event.event_id)).toEqual(
      Array.from({ length: 25 }, (_, index) => 26 - index),
    );
    expect((await list({ offset: 25 })).map((event) => event.event_id)).toEqual([1]);
    const invalid = { status: 400, body: { error_code: 'INVALID_FIELD' } };
    expect(await plaid('/bank_transfer/event/sync', { after_id: 0, count: 26 })).toMatchObject(invalid);
    expect(await plaid('/bank_transfer/event/sync', { after_id: -1 })).toMatchObject(invalid);
    expect(await plaid('/bank_transfer/event/list', { count: 0 })).toMatchObject(invalid);
  });

  test('93: list filters by transfer, account, type, direction and time', async () => {
    await sameDay();
    await sameDay();
    await advance(DAY_MS);
    const [first] = await sync(0);
    expect(await list({ bank_transfer_id: first?.bank_transfer_id })).toHaveLength(2);
    expect(await list({ account_id: first?.account_id, event_types: ['posted'] })).toHaveLength(1);
    expect(await list({ bank_transfer_type: 'debit' })).toEqual([]);
    expect(await list({ direction: 'inbound' })).toEqual([]);
    expect(await list({ start_date: new Date(Date.now() + 12 * HOUR_MS).toISOString() })).toHaveLength(2);
    expect(await list({ end_date: new Date(Date.now() + 12 * HOUR_MS).toISOString() })).toHaveLength(2);
  });

  const verify = (account: string, routing: string, more: object = {}) =>
    plaid('/auth/verify', { numbers: { ach: { account, routing } }, ...more });

  test('/auth/verify passes known numbers, passes unknown ones with caution and fails malformed ones', async () => {
    expect((await verify('900011224410', '011401533', { legal_name: 'Ann' })).body).toMatchObject({
      item_id: expect.any(String) as string,
      verification_status: 'database_insights_pass',
      verification_insights: {
        name_match_score: 100,
        network_status: { has_numbers_match: true },
        account_number_format: 'valid',
      },
    });
    for (let time = 0; time < 2; time += 1)
      expect((await verify('1234567', '011401533')).body).toMatchObject({
        verification_status: 'database_insights_pass_with_caution',
      });
    expect((await verify('1234567', '011401534')).body).toMatchObject({
      item_id: null,
      verification_status: 'database_insights_fail',
      verification_insights: { account_number_format: 'invalid' },
    });
    expect(await plaid('/auth/verify', { numbers: {} })).toMatchObject({
      status: 400,
      body: { error_code: 'MISSING_FIELDS' },
    });
  });

  test('56: a tokenized account number is valid until permission is revoked', async () => {
    const { accessToken } = await fixture.client.link({ institutionId: 'ins_56', products: ['auth'] });
    const { numbers } = (await plaid('/auth/get', { access_token: accessToken })).body as {
      numbers: { ach: { account: string; routing: string }[] };
    };
    const [tan] = numbers.ach;
    const check = async () => (await verify(String(tan?.account), String(tan?.routing))).body.verification_status;
    expect(await check()).toBe('database_insights_pass');
    await plaid('/item/application/unlink', { access_token: accessToken, application_id: 'emulator-application' });
    expect(await check()).not.toBe('database_insights_pass');
  });
});
