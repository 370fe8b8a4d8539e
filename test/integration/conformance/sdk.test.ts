import { createHash } from 'node:crypto';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import {
  CountryCode,
  ProcessorTokenCreateRequestProcessorEnum,
  Products,
  SandboxItemFireWebhookRequestWebhookCodeEnum,
  SandboxItemSetVerificationStatusRequestVerificationStatusEnum,
  ScopesContext,
} from 'plaid';
import type { PlaidApi } from 'plaid';
import { routes } from '../../../src/emulator/endpoints/routes.js';
import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';
import { callPath, createSdk, sdkError } from '../../support/plaid-sdk.js';
import type { Sdk } from '../../support/plaid-sdk.js';
import { plaidSchema } from '../../support/plaid-schema/conformance.js';
import { createSampleIds } from '../../support/sample-ids.js';
import type { ReceivedWebhook } from '../../support/webhook-receiver.js';

/** The error of each sample that needs a webhook URL or a key that does not exist. All other samples succeed. */
const REFUSED_SAMPLES: Readonly<Record<string, string>> = {
  '/sandbox/item/fire_webhook': 'SANDBOX_WEBHOOK_INVALID',
  '/webhook_verification_key/get': 'INVALID_WEBHOOK_VERIFICATION_KEY_ID',
};

describe("Plaid's official SDK, used as a customer uses it", () => {
  let fixture: EmulatorFixture;
  let sdk: Sdk;
  let api: PlaidApi;
  beforeAll(async () => {
    fixture = await startEmulator();
    sdk = createSdk(fixture.emulator.url);
    ({ api } = sdk);
  });
  afterAll(() => fixture.close());

  const us = [CountryCode.Us];
  const user = { client_user_id: 'customer-1' };
  const finishLink = (linkToken: string, request: object = {}) =>
    fixture.client.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success', ...request });
  const settle = () => fixture.client.control('POST', '/emulator/clock', { advanceMs: 0 });
  const linkedItem = async (products = [Products.Auth], institution = 'ins_109508') => {
    const created = await api.sandboxPublicTokenCreate({
      institution_id: institution,
      initial_products: products,
      options: { webhook: fixture.hooks.url },
    });
    const exchanged = await api.itemPublicTokenExchange({ public_token: created.data.public_token });
    return { accessToken: exchanged.data.access_token, itemId: exchanged.data.item_id };
  };
  /** The verification that Plaid's documentation describes. */
  const verify = async (hook: ReceivedWebhook) => {
    const { alg, kid = '' } = decodeProtectedHeader(hook.verification);
    expect(alg).toBe('ES256');
    const { data } = await api.webhookVerificationKeyGet({ key_id: kid });
    const { payload } = await jwtVerify(hook.verification, await importJWK({ ...data.key }, 'ES256'), {
      algorithms: ['ES256'],
      maxTokenAge: '5 min',
    });
    expect(payload.request_body_sha256).toBe(createHash('sha256').update(hook.raw).digest('hex'));
  };
  const hooksSince = async (seen: number): Promise<ReceivedWebhook[]> => {
    await settle();
    return fixture.hooks.received.slice(seen);
  };

  test('from Link to reads, a broken login, update mode, rotation and removal', async () => {
    const seen = fixture.hooks.received.length;
    const link = await api.linkTokenCreate({
      client_name: 'A shop',
      language: 'en',
      country_codes: us,
      products: [Products.Auth],
      user,
      webhook: fixture.hooks.url,
      hosted_link: {},
    });
    expect(link.data.hosted_link_url).toMatch(/^http/);
    await finishLink(link.data.link_token);
    const session = await api.linkTokenGet({ link_token: link.data.link_token });
    const publicToken = session.data.link_sessions?.[0]?.results?.item_add_results[0]?.public_token ?? '';

    const exchanged = await api.itemPublicTokenExchange({ public_token: publicToken });
    const { access_token: first, item_id: itemId } = exchanged.data;
    expect((await api.itemGet({ access_token: first })).data.item).toMatchObject({ item_id: itemId, error: null });
    const accounts = (await api.accountsGet({ access_token: first })).data.accounts;
    const numbers = (await api.authGet({ access_token: first })).data.numbers;
    expect(accounts.map((account) => account.account_id)).toContain(numbers.ach[0]?.account_id);
    const wanted = accounts.slice(0, 1).map((account) => account.account_id);
    const balance = await api.accountsBalanceGet({ access_token: first, options: { account_ids: wanted } });
    expect(balance.data.accounts.map((account) => account.account_id)).toEqual(wanted);

    await api.sandboxItemResetLogin({ access_token: first });
    const refused = await sdkError(api.authGet({ access_token: first }));
    expect(refused).toMatchObject({
      status: 400,
      error: { error_type: 'ITEM_ERROR', error_code: 'ITEM_LOGIN_REQUIRED', request_id: expect.any(String) as string },
    });
    expect(refused.error.display_message).not.toBeNull();

    const update = await api.linkTokenCreate({
      client_name: 'A shop',
      language: 'en',
      country_codes: us,
      user,
      access_token: first,
      hosted_link: {},
    });
    await finishLink(update.data.link_token);
    expect((await api.itemGet({ access_token: first })).data.item.error).toBeNull();
    expect((await api.authGet({ access_token: first })).status).toBe(200);

    const second = (await api.itemAccessTokenInvalidate({ access_token: first })).data.new_access_token;
    expect((await sdkError(api.itemGet({ access_token: first }))).error.error_code).toBe('INVALID_ACCESS_TOKEN');
    expect((await api.itemGet({ access_token: second })).data.item.item_id).toBe(itemId);

    await api.itemRemove({ access_token: second });
    expect((await sdkError(api.itemRemove({ access_token: second }))).error).toMatchObject({
      error_type: 'ITEM_ERROR',
      error_code: 'ITEM_NOT_FOUND',
    });

    const hooks = await hooksSince(seen);
    expect(hooks.map(({ body }) => `${String(body.webhook_type)} ${String(body.webhook_code)}`)).toEqual([
      'LINK ITEM_ADD_RESULT',
      'LINK EVENTS',
      'LINK SESSION_FINISHED',
      'ITEM ERROR',
      'LINK SESSION_FINISHED',
    ]);
    for (const hook of hooks) await verify(hook);
    expect(hooks[3]?.body).toMatchObject({ item_id: itemId, environment: 'sandbox' });
  });

  test('webhooks of an Item: the URL changes, a test webhook is fired, its signature verifies', async () => {
    const { accessToken } = await linkedItem();
    const seen = fixture.hooks.received.length;
    const changed = await api.itemWebhookUpdate({ access_token: accessToken, webhook: `${fixture.hooks.url}/b` });
    expect(changed.data.item.webhook).toBe(`${fixture.hooks.url}/b`);
    const fired = await api.sandboxItemFireWebhook({
      access_token: accessToken,
      webhook_code: SandboxItemFireWebhookRequestWebhookCodeEnum.NewAccountsAvailable,
    });
    expect(fired.data.webhook_fired).toBe(true);
    const hooks = await hooksSince(seen);
    expect(hooks.map((hook) => [hook.path, hook.body.webhook_code])).toEqual([
      ['/webhooks/b', 'WEBHOOK_UPDATE_ACKNOWLEDGED'],
      ['/webhooks/b', 'NEW_ACCOUNTS_AVAILABLE'],
    ]);
    for (const hook of hooks) await verify(hook);
    expect((await api.itemGet({ access_token: accessToken })).data.status?.last_webhook?.code_sent).toBe(
      'NEW_ACCOUNTS_AVAILABLE',
    );
    expect((await sdkError(api.webhookVerificationKeyGet({ key_id: 'nobody' }))).error.error_code).toBe(
      'INVALID_WEBHOOK_VERIFICATION_KEY_ID',
    );
  });

  test('micro-deposits: not ready while pending, numbers once verified', async () => {
    const created = await api.sandboxPublicTokenCreate({
      institution_id: 'ins_109508',
      initial_products: [Products.Auth],
      options: { override_username: 'microdeposits_good', override_password: 'microdeposits_good' },
    });
    const { access_token } = (await api.itemPublicTokenExchange({ public_token: created.data.public_token })).data;
    expect((await sdkError(api.authGet({ access_token }))).error.error_code).toBe('PRODUCT_NOT_READY');
    const { accounts } = (await api.accountsGet({ access_token })).data;
    const pending = accounts.find(
      (account) => String(account.verification_status) === 'pending_automatic_verification',
    );
    await api.sandboxItemSetVerificationStatus({
      access_token,
      account_id: pending?.account_id ?? '',
      verification_status: SandboxItemSetVerificationStatusRequestVerificationStatusEnum.AutomaticallyVerified,
    });
    expect((await api.authGet({ access_token })).data.numbers.ach.map((one) => one.account_id)).toContain(
      pending?.account_id,
    );
  });

  test('a public token created from an access token is for the same Item and works once', async () => {
    const { accessToken, itemId } = await linkedItem();
    const { public_token } = (await api.itemCreatePublicToken({ access_token: accessToken })).data;
    expect((await api.itemPublicTokenExchange({ public_token })).data.item_id).toBe(itemId);
    expect((await sdkError(api.itemPublicTokenExchange({ public_token }))).error.error_code).toBe(
      'INVALID_PUBLIC_TOKEN',
    );
  });

  test('institutions: listed, searched, found by id', async () => {
    const listed = await api.institutionsGet({ count: 3, offset: 0, country_codes: us });
    expect(listed.data.institutions).toHaveLength(3);
    const [found] = (await api.institutionsSearch({ query: 'platypus', country_codes: us, products: null })).data
      .institutions;
    const single = await api.institutionsGetById({
      institution_id: found?.institution_id ?? '',
      country_codes: us,
      options: { include_optional_metadata: true },
    });
    expect(single.data.institution.name).toBe(found?.name);
    expect(
      (await sdkError(api.institutionsGetById({ institution_id: 'ins_0', country_codes: us }))).error.error_code,
    ).toBe('INVALID_INSTITUTION');
  });

  test('users: created, their Items listed and broken, removed with everything they have', async () => {
    const { user_id } = (await api.userCreate({ client_user_id: 'customer-2' }, true)).data;
    expect((await api.userGet({ user_id }, true)).data).toMatchObject({ user_id, client_user_id: 'customer-2' });
    const created = await api.sandboxPublicTokenCreate({
      institution_id: 'ins_109508',
      initial_products: [Products.Auth],
      user_id,
    });
    const { access_token, item_id } = (await api.itemPublicTokenExchange({ public_token: created.data.public_token }))
      .data;
    expect((await api.userItemsGet({ user_id })).data.items.map((item) => item.item_id)).toEqual([item_id]);
    await api.sandboxUserResetLogin({ user_id });
    expect((await api.itemGet({ access_token })).data.item.error?.error_code).toBe('ITEM_LOGIN_REQUIRED');
    await api.userRemove({ user_id }, true);
    expect((await sdkError(api.userItemsGet({ user_id }))).status).toBe(400);
    expect((await sdkError(api.itemGet({ access_token }))).error.error_code).toBe('ITEM_NOT_FOUND');
  });

  test('partners: processor and Stripe tokens for one account, an imported Item, numbers verified without an Item', async () => {
    const { accessToken: access_token } = await linkedItem();
    const { numbers } = (await api.authGet({ access_token })).data;
    const account_id = numbers.ach[0]?.account_id ?? '';
    const processor = ProcessorTokenCreateRequestProcessorEnum.Dwolla;
    const token = await api.processorTokenCreate({ access_token, account_id, processor });
    expect(token.data.processor_token).toMatch(/^processor-sandbox-/);
    const stripe = await api.processorStripeBankAccountTokenCreate({ access_token, account_id });
    expect(stripe.data.stripe_bank_account_token).toMatch(/^btok_/);
    expect((await api.sandboxProcessorTokenCreate({ institution_id: 'ins_109508' })).status).toBe(200);
    const unknownAccount = api.processorTokenCreate({ access_token, account_id: 'a'.repeat(37), processor });
    expect((await sdkError(unknownAccount)).error.error_code).toBe('INVALID_ACCOUNT_ID');

    const imported = await api.itemImport({
      institution_id: 'ins_109508',
      products: [Products.Auth],
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- It is the only way into this endpoint.
      user_auth: { user_id: 'u', auth_token: 't' },
    });
    expect((await api.authGet({ access_token: imported.data.access_token })).status).toBe(200);
    const { account = '', routing = '' } = numbers.ach[0] ?? {};
    const verified = await api.authVerify({ numbers: { ach: { account, routing } }, legal_name: 'Some One' });
    expect(verified.data.verification_status).toBe('database_insights_pass');
  });

  test('the portal: activities, the connected application, its scopes, its disconnection', async () => {
    const { accessToken: access_token } = await linkedItem();
    const [application] = (await api.itemApplicationList({ access_token })).data.applications;
    const application_id = application?.application_id ?? '';
    const scopes = { product_access: { auth: false } };
    await api.itemApplicationScopesUpdate({ access_token, application_id, scopes, context: ScopesContext.Portal });
    expect((await sdkError(api.authGet({ access_token }))).error.error_code).toBe('ACCESS_NOT_GRANTED');
    await api.itemApplicationUnlink({ access_token, application_id });
    expect((await api.itemApplicationList({ access_token })).data.applications).toEqual([]);
    const { activities } = (await api.itemActivityList({ access_token, count: 10 })).data;
    expect(activities.map((one) => one.activity)).toEqual(['PORTAL_UNLINK', 'SCOPES_UPDATE', 'ITEM_CREATE']);
  });

  test('bank transfers: the list and the events after a cursor', async () => {
    const { bank_transfer_events: all } = (await api.bankTransferEventList({})).data;
    const { bank_transfer_events: later } = (await api.bankTransferEventSync({ after_id: all[0]?.event_id ?? 0 })).data;
    expect(later).toEqual([]);
    expect((await sdkError(api.bankTransferEventSync({ after_id: -1 }))).error.error_code).toBe('INVALID_FIELD');
  });

  test('Layer: a session token can be finished as a Link token', async () => {
    const session = await api.sessionTokenCreate({ template_id: 'template_x', user });
    const linkToken = session.data.link?.link_token ?? '';
    await finishLink(linkToken);
    expect((await api.linkTokenGet({ link_token: linkToken })).data.link_sessions).toHaveLength(1);
    expect(
      (await sdkError(api.linkTokenGet({ link_token: 'link-sandbox-00000000-0000-4000-8000-000000000000' }))).error
        .error_code,
    ).toBe('INVALID_LINK_TOKEN');
  });

  test.each(routes)('$path is called with its sample and responds as it should', async ({ path, sample }) => {
    const { data } = await callPath(api, path, sample(await createSampleIds(fixture.client)));
    expect(data.error_code).toBe(REFUSED_SAMPLES[path]);
    expect(sdk.called).toContain(path);
  });

  test("every called path is in Plaid's OpenAPI file", () => {
    const paths = plaidSchema()?.paths ?? [...sdk.called];
    expect([...sdk.called].filter((path) => !paths.includes(path))).toEqual([]);
  });
});
