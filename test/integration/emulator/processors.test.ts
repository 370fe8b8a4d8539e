import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

describe('processor, Stripe and Layer tokens of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const redeem = (token: unknown) => fixture.client.control('POST', '/emulator/processor-tokens/redeem', { token });
  const accountsOf = async (accessToken: string) =>
    (await plaid('/accounts/get', { access_token: accessToken })).body.accounts as {
      account_id: string;
      subtype: string;
    }[];
  const checkingOf = async (accessToken: string) =>
    (await accountsOf(accessToken)).find((account) => account.subtype === 'checking')?.account_id;

  test('19, 29: processor and Stripe tokens give access to the account numbers until the Item is removed', async () => {
    const { accessToken, itemId } = await fixture.client.link({ products: ['transactions'] });
    const account = { access_token: accessToken, account_id: await checkingOf(accessToken) };
    const made = await plaid('/processor/token/create', { ...account, processor: 'dwolla' });
    const processorToken = made.body.processor_token;
    expect(processorToken).toMatch(/^processor-sandbox-[0-9a-f-]{36}$/);
    const stripe = async () =>
      (await plaid('/processor/stripe/bank_account_token/create', account)).body.stripe_bank_account_token;
    const [used, unused] = [await stripe(), await stripe()];
    expect(used).toMatch(/^btok_[A-Za-z0-9]{24}$/);

    expect((await redeem(processorToken)).body).toMatchObject({
      processor: 'dwolla',
      itemId,
      numbers: { ach: { account: '900011224410' } },
    });
    expect((await redeem(processorToken)).status).toBe(200);
    expect((await redeem(used)).status).toBe(200);
    expect((await redeem(used)).status).toBe(400);

    await plaid('/item/remove', { access_token: accessToken });
    expect((await redeem(processorToken)).status).toBe(400);
    expect((await redeem(unused)).status).toBe(400);
    expect((await fixture.client.control('GET', '/emulator/state-file')).body).toMatchObject({
      state: { processorTokens: [] },
    });
  });

  test('37: the first Stripe token enables and bills Auth', async () => {
    const { accessToken } = await fixture.client.link({ products: ['transactions'] });
    await plaid('/processor/stripe/bank_account_token/create', {
      access_token: accessToken,
      account_id: await checkingOf(accessToken),
    });
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { billed_products: ['transactions', 'auth'], auth_method: 'INSTANT_AUTH' },
    });
  });

  test('56: processor tokens are not valid after permission is revoked', async () => {
    const { accessToken } = await fixture.client.link({ institutionId: 'ins_56', products: ['auth'] });
    const { body } = await plaid('/processor/token/create', {
      access_token: accessToken,
      account_id: await checkingOf(accessToken),
      processor: 'dwolla',
    });
    await plaid('/item/application/unlink', { access_token: accessToken, application_id: 'emulator-application' });
    expect((await redeem(body.processor_token)).body.error).toMatch(/ACCESS_NOT_GRANTED/);
  });

  test('46, 57: a processor token requires an account of the Item, a known processor and a healthy Item', async () => {
    const { accessToken } = await fixture.client.link();
    const create = (more: object) =>
      plaid('/processor/token/create', {
        access_token: accessToken,
        account_id: 'a'.repeat(37),
        processor: 'dwolla',
        ...more,
      });
    expect(await create({})).toMatchObject({ status: 400, body: { error_code: 'INVALID_ACCOUNT_ID' } });
    expect(await create({ processor: 'nobody' })).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
    const card = (await accountsOf(accessToken)).find((account) => account.subtype === 'credit card')?.account_id;
    expect(
      await plaid('/processor/stripe/bank_account_token/create', { access_token: accessToken, account_id: card }),
    ).toMatchObject({ status: 400, body: { error_code: 'NO_AUTH_ACCOUNTS' } });
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    expect(await create({ account_id: card })).toMatchObject({
      status: 400,
      body: { error_code: 'ITEM_LOGIN_REQUIRED' },
    });
  });

  test('/sandbox/processor_token/create creates its own Item, also for user_custom', async () => {
    const made = await plaid('/sandbox/processor_token/create', {
      institution_id: 'ins_109508',
      options: {
        override_username: 'user_custom',
        override_password: JSON.stringify({
          override_accounts: [{ type: 'depository', subtype: 'checking', numbers: { account: '5555444433' } }],
        }),
      },
    });
    expect((await redeem(made.body.processor_token)).body).toMatchObject({
      numbers: { ach: { account: '5555444433' } },
    });
  });

  test('/session/token/create returns a Link token for Layer, and its session adds an Item to the user', async () => {
    const user = await plaid('/user/create', { client_user_id: 'ann' });
    const made = await plaid('/session/token/create', {
      template_id: 'template_1',
      user_id: user.body.user_id,
      webhook: fixture.hooks.url,
    });
    const { link } = made.body as { link: { link_token: string; user_id: string; expiration: string } };
    expect(link).toMatchObject({ user_id: user.body.user_id });
    expect(Date.parse(link.expiration)).toBeGreaterThan(Date.now());
    await fixture.client.control('POST', `/emulator/link/${link.link_token}`, { outcome: 'success' });
    const hooks = await fixture.hooks.count(1);
    expect(hooks.map((hook) => hook.body.webhook_code)).toEqual(['SESSION_FINISHED']);
    expect((await plaid('/user/items/get', { user_id: user.body.user_id })).body.items).toHaveLength(1);
    expect(await plaid('/session/token/create', { template_id: 'template_1' })).toMatchObject({
      status: 400,
      body: { error_code: 'MISSING_FIELDS' },
    });
  });
});
