import { HOUR_MS, MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface SessionBody {
  link_session_id: string;
  finished_at: string | null;
  on_success: { public_token: string } | null;
  exit: { error: { error_code: string } | null; metadata: { status: string } } | null;
  on_exit: unknown;
  events: { event_name: string; event_id: string; event_metadata: Record<string, string> }[];
  results: {
    item_add_results: { public_token: string; accounts: { name: string }[]; institution: { institution_id: string } }[];
  };
}

interface Finished {
  linkSessionId: string;
  status: string;
  publicTokens: string[];
}

const basics = {
  client_name: 'Piggy Budget',
  language: 'en',
  country_codes: ['US'],
  user: { client_user_id: 'person-1' },
  products: ['auth'],
};

describe('Link tokens and sessions of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const create = (more: object = {}) => plaid('/link/token/create', { ...basics, ...more });
  const userOf = async (clientUserId: string): Promise<string> =>
    String((await plaid('/user/create', { client_user_id: clientUserId })).body.user_id);
  const token = async (more: object = {}): Promise<string> => {
    const response = await create(more);
    if (response.status !== 200) throw new Error(response.text);
    return String(response.body.link_token);
  };
  const get = (linkToken: string) => plaid('/link/token/get', { link_token: linkToken });
  const sessions = async (linkToken: string): Promise<SessionBody[]> =>
    (await get(linkToken)).body.link_sessions as SessionBody[];
  const runFlow = (linkToken: string, body: object) =>
    fixture.client.control('POST', `/emulator/link/${linkToken}`, body);
  const succeed = async (linkToken: string, body: object = {}): Promise<Finished> =>
    (await runFlow(linkToken, { outcome: 'success', ...body })).body as unknown as Finished;
  const advance = (advanceMs: number) => fixture.client.control('POST', '/emulator/clock', { advanceMs });
  const lifetimeMinutes = async (more: object): Promise<number> => {
    const { expiration } = (await create(more)).body;
    return Math.round((Date.parse(String(expiration)) - Date.now()) / MINUTE_MS);
  };
  const exchange = async (publicToken: string | undefined) =>
    String((await plaid('/item/public_token/exchange', { public_token: publicToken })).body.access_token);

  test('80: a Link token expires after 4 h, after 30 min in update mode and for Hosted Link, or after the requested time', async () => {
    const { accessToken } = await fixture.client.link();
    expect(await lifetimeMinutes({})).toBe(240);
    expect(await lifetimeMinutes({ hosted_link: {} })).toBe(30);
    expect(await lifetimeMinutes({ access_token: accessToken, products: undefined })).toBe(30);
    expect(await lifetimeMinutes({ hosted_link: { url_lifetime_seconds: 7200 } })).toBe(120);
    expect(await lifetimeMinutes({ hosted_link: { delivery_method: 'sms' } })).toBe(24 * 60);
    expect(await lifetimeMinutes({ hosted_link: { delivery_method: 'email' } })).toBe(7 * 24 * 60);
    for (const url_lifetime_seconds of [0, 21 * 24 * 3600 + 1]) {
      expect(await create({ hosted_link: { url_lifetime_seconds } })).toMatchObject({
        status: 400,
        body: { error_code: 'INVALID_FIELD' },
      });
    }
  });

  test('81: hosted_link_url is returned only when hosted_link was sent', async () => {
    expect((await create()).body).not.toHaveProperty('hosted_link_url');
    const { body } = await create({ hosted_link: {} });
    expect(body.hosted_link_url).toBe(`${fixture.emulator.url}/link/${String(body.link_token)}`);
  });

  test('83: language, country_codes and client_user_id are checked', async () => {
    const invalid = { status: 400, body: { error_code: 'INVALID_FIELD' } };
    expect(await create({ language: 'xx' })).toMatchObject(invalid);
    expect(await create({ country_codes: [] })).toMatchObject(invalid);
    expect(await create({ country_codes: ['ZZ'] })).toMatchObject(invalid);
    expect(await create({ user: { client_user_id: '' } })).toMatchObject(invalid);
  });

  test('83: user or user_id is required', async () => {
    expect(await create({ user: undefined })).toMatchObject({ status: 400, body: { error_code: 'MISSING_FIELDS' } });
    const userId = await userOf('person-1');
    expect((await create({ user: undefined, user_id: userId })).body).toMatchObject({ user_id: userId });
  });

  test('84: products are required except in update mode; balance and overlaps are refused', async () => {
    expect(await create({ products: undefined })).toMatchObject({
      status: 400,
      body: { error_code: 'MISSING_FIELDS' },
    });
    expect(await create({ products: ['balance'] })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_PRODUCT' },
    });
    expect(await create({ optional_products: ['auth'] })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
    expect((await create({ optional_products: ['transactions'] })).status).toBe(200);
  });

  test('86: a redirect_uri with a query is refused', async () => {
    expect(await create({ redirect_uri: 'https://app.example/back?x=1' })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
    expect((await create({ redirect_uri: 'https://app.example/back' })).status).toBe(200);
  });

  test('87: micro-deposits require country_codes to be exactly US', async () => {
    const auth = { same_day_microdeposits_enabled: true };
    expect(await create({ auth, country_codes: ['US', 'CA'] })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
    expect((await create({ auth })).status).toBe(200);
  });

  test('88: /link/token/get returns account_filters and institution_data when given', async () => {
    const account_filters = {
      depository: { account_subtypes: ['checking'], limited_purpose_types: ['RENT_MORTGAGE'] },
      credit: { account_subtypes: ['credit card'] },
    };
    const institution_data = { routing_number: '011401533' };
    const given = await get(await token({ account_filters, institution_data }));
    expect(given.body.metadata).toMatchObject({ account_filters, institution_data });
    const plain = await get(await token({ account_filters: { other: { account_subtypes: ['other'] } } }));
    expect(plain.body.metadata).toMatchObject({ account_filters: {} });
    expect(plain.body.metadata).not.toHaveProperty('institution_data');
    expect((await get(await token({}))).body.metadata).not.toHaveProperty('account_filters');
  });

  test('88: /link/token/get returns the request and the session with its events and results', async () => {
    const linkToken = await token({
      webhook: fixture.hooks.url,
      redirect_uri: 'https://app.example/back',
      hosted_link: {},
    });
    expect((await get(linkToken)).body).toMatchObject({
      link_token: linkToken,
      link_sessions: [],
      metadata: {
        initial_products: ['auth'],
        webhook: fixture.hooks.url,
        country_codes: ['US'],
        language: 'en',
        redirect_uri: 'https://app.example/back',
        client_name: 'Piggy Budget',
      },
    });
    const finished = await succeed(linkToken, { institutionId: 'ins_56', accounts: ['checking'] });
    const [session] = await sessions(linkToken);
    expect(session?.link_session_id).toBe(finished.linkSessionId);
    expect(session?.events.map((event) => event.event_name)).toEqual([
      'OPEN',
      'SELECT_INSTITUTION',
      'SUBMIT_CREDENTIALS',
      'HANDOFF',
    ]);
    const [result] = session?.results.item_add_results ?? [];
    expect(result).toMatchObject({
      public_token: finished.publicTokens[0],
      accounts: [{ name: 'Total Checking' }],
      institution: { institution_id: 'ins_56' },
    });
    expect(session?.on_success?.public_token).toBe(finished.publicTokens[0]);
    expect(session?.exit).toBeNull();
  });

  test('88: a session is returned for 6 h after it finished, even when the Link token has expired', async () => {
    const linkToken = await token({ hosted_link: {} });
    await succeed(linkToken);
    await advance(6 * HOUR_MS - MINUTE_MS);
    expect(await sessions(linkToken)).toHaveLength(1);
    await advance(2 * MINUTE_MS);
    expect(await get(linkToken)).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_LINK_TOKEN' },
    });
  });

  test('the public token of a session belongs to an Item with the chosen accounts and the webhook of the Link token', async () => {
    const linkToken = await token({ webhook: fixture.hooks.url, optional_products: ['transactions'] });
    const { publicTokens } = await succeed(linkToken, { accounts: ['Everyday Checking', 'credit card'] });
    const accessToken = await exchange(publicTokens[0]);
    const { body } = await plaid('/accounts/get', { access_token: accessToken });
    expect((body.accounts as { name: string }[]).map((account) => account.name)).toEqual([
      'Everyday Checking',
      'Riverbank Card',
    ]);
    expect(body.item).toMatchObject({
      webhook: fixture.hooks.url,
      billed_products: ['auth'],
      products: ['auth', 'transactions'],
    });
  });

  test('account_filters exclude the accounts and banks that do not match', async () => {
    const linkToken = await token({
      products: ['transactions'],
      account_filters: { credit: { account_subtypes: ['credit card'] } },
    });
    const { publicTokens } = await succeed(linkToken, { institutionId: 'ins_109508' });
    const { body } = await plaid('/accounts/get', { access_token: await exchange(publicTokens[0]) });
    expect((body.accounts as { name: string }[]).map((account) => account.name)).toEqual(['Riverbank Card']);
    const other = await token({
      products: ['transactions'],
      account_filters: { credit: { account_subtypes: ['credit card'] } },
    });
    expect(await runFlow(other, { outcome: 'success', institutionId: 'ins_12' })).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_INSTITUTION' },
    });
  });

  test('account_filters accept only the subtypes that Plaid lists for the type', async () => {
    const filtered = (account_filters: object) => create({ account_filters });
    expect((await filtered({ credit: { account_subtypes: ['all'] } })).status).toBe(200);
    for (const wrong of [{ credit: { account_subtypes: ['checking'] } }, { loan: { account_subtypes: ['x'] } }])
      expect(await filtered(wrong)).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
  });

  test('89: success sends ITEM_ADD_RESULT, EVENTS and SESSION_FINISHED with its public tokens', async () => {
    const linkToken = await token({ webhook: fixture.hooks.url, hosted_link: {} });
    const { publicTokens, linkSessionId } = await succeed(linkToken);
    const [added, events, finished] = await fixture.hooks.count(3);
    const head = {
      webhook_type: 'LINK',
      link_token: linkToken,
      link_session_id: linkSessionId,
      environment: 'sandbox',
    };
    expect(added?.body).toEqual({ ...head, webhook_code: 'ITEM_ADD_RESULT', public_token: publicTokens[0] });
    expect(events?.body).toMatchObject({ ...head, webhook_code: 'EVENTS' });
    expect(finished?.body).toEqual({
      ...head,
      webhook_code: 'SESSION_FINISHED',
      status: 'SUCCESS',
      public_tokens: publicTokens,
    });
  });

  test('89: an exit sends SESSION_FINISHED with EXITED and without public tokens, and the session has the error', async () => {
    const linkToken = await token({ webhook: fixture.hooks.url, hosted_link: {} });
    expect(
      (await runFlow(linkToken, { outcome: 'exit', institutionId: 'ins_56', errorCode: 'INVALID_CREDENTIALS' })).body,
    ).toMatchObject({ status: 'EXITED', publicTokens: [] });
    const hooks = await fixture.hooks.count(2);
    expect(hooks.map((hook) => hook.body.webhook_code)).toEqual(['EVENTS', 'SESSION_FINISHED']);
    expect(hooks[1]?.body).toMatchObject({ status: 'EXITED', public_tokens: [] });
    const [session] = await sessions(linkToken);
    expect(session?.exit).toMatchObject({
      error: { error_code: 'INVALID_CREDENTIALS' },
      metadata: { status: 'requires_credentials' },
    });
    expect(session?.on_exit).toEqual(session?.exit);
    expect(session?.on_success).toBeNull();
  });

  test('a Link token can be used again after an exit, but not after a success', async () => {
    const linkToken = await token();
    await runFlow(linkToken, { outcome: 'exit' });
    expect((await succeed(linkToken)).status).toBe('SUCCESS');
    expect(await runFlow(linkToken, { outcome: 'success' })).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_LINK_TOKEN' },
    });
    expect(await sessions(linkToken)).toHaveLength(2);
  });

  test('63, 85: update mode repairs the Item, keeps its access token, and sends webhooks to the URL of the Item, not to that of the request', async () => {
    const { accessToken, itemId } = await fixture.client.link({ webhook: fixture.hooks.url });
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    const linkToken = await token({
      access_token: accessToken,
      products: undefined,
      hosted_link: {},
      webhook: `${fixture.hooks.url}/ignored`,
    });
    expect(await succeed(linkToken)).toMatchObject({ status: 'SUCCESS', publicTokens: [] });
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { item_id: itemId, error: null },
    });
    expect((await plaid('/auth/get', { access_token: accessToken })).status).toBe(200);
    const hooks = await fixture.hooks.count(2);
    await advance(0);
    expect(hooks.map((hook) => hook.body.webhook_code)).toEqual(['ERROR', 'SESSION_FINISHED']);
    expect(hooks[1]).toMatchObject({ path: '/webhooks', body: { status: 'SUCCESS', public_tokens: [] } });
  });

  test('63: exiting update mode leaves the Item broken', async () => {
    const { accessToken } = await fixture.client.link();
    await plaid('/sandbox/item/reset_login', { access_token: accessToken });
    await runFlow(await token({ access_token: accessToken, products: undefined }), { outcome: 'exit' });
    expect((await plaid('/item/get', { access_token: accessToken })).body).toMatchObject({
      item: { error: { error_code: 'ITEM_LOGIN_REQUIRED' } },
    });
  });

  test('update mode with account selection adds the account that NEW_ACCOUNTS_AVAILABLE announced', async () => {
    const { accessToken } = await fixture.client.link({ webhook: fixture.hooks.url });
    const count = async () =>
      ((await plaid('/accounts/get', { access_token: accessToken })).body.accounts as unknown[]).length;
    await plaid('/sandbox/item/fire_webhook', { access_token: accessToken, webhook_code: 'NEW_ACCOUNTS_AVAILABLE' });
    expect(await count()).toBe(8);
    await succeed(
      await token({ access_token: accessToken, products: undefined, update: { account_selection_enabled: true } }),
    );
    expect(await count()).toBe(9);
  });

  test('90: an abandoned session sends EVENTS 5 to 15 minutes after the last action', async () => {
    const linkToken = await token({ webhook: fixture.hooks.url, hosted_link: {} });
    await fixture.client.send('GET', `/link/${linkToken}`);
    await advance(5 * MINUTE_MS);
    expect(fixture.hooks.received).toHaveLength(0);
    await advance(10 * MINUTE_MS);
    expect(fixture.hooks.received.map((hook) => hook.body.webhook_code)).toEqual(['EVENTS']);
  });

  test('91: Multi-Item Link requires a user and sends one ITEM_ADD_RESULT per Item', async () => {
    expect(await create({ enable_multi_item_link: true })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
    const userId = await userOf('person-1');
    const linkToken = await token({ enable_multi_item_link: true, user_id: userId, webhook: fixture.hooks.url });
    expect(await succeed(linkToken, { institutionId: 'ins_109508', keepOpen: true })).toMatchObject({ status: 'OPEN' });
    const finished = await succeed(linkToken, { institutionId: 'ins_56' });
    expect(finished).toMatchObject({ status: 'SUCCESS' });
    expect(finished.publicTokens).toHaveLength(2);
    const hooks = await fixture.hooks.count(3);
    expect(hooks.map((hook) => hook.body.webhook_code)).toEqual([
      'ITEM_ADD_RESULT',
      'ITEM_ADD_RESULT',
      'SESSION_FINISHED',
    ]);
    expect(hooks[2]?.body).toMatchObject({ public_tokens: finished.publicTokens, user_id: userId });
  });

  test('92: an unknown or expired Link token is INVALID_LINK_TOKEN, also in Link itself', async () => {
    const linkToken = await token();
    await advance(4 * HOUR_MS);
    const refused = { status: 400, body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_LINK_TOKEN' } };
    expect(await get(linkToken)).toMatchObject(refused);
    expect(await get('link-sandbox-00000000-0000-4000-8000-000000000000')).toMatchObject(refused);
    expect(await runFlow(linkToken, { outcome: 'success' })).toMatchObject({
      status: 400,
      body: { errorCode: 'INVALID_LINK_TOKEN' },
    });
    expect((await fixture.client.send('GET', `/link/${linkToken}`)).status).toBe(404);
  });

  test.each([
    [{}, 'outcome is missing'],
    [{ outcome: 'maybe' }, 'outcome must be one of'],
    [{ outcome: 'success', bank: 'x' }, 'bank is unknown'],
    [{ outcome: 'success', accounts: ['no such account'] }, 'accounts must be accounts'],
    [{ outcome: 'success', errorCode: 'ITEM_LOCKED' }, 'errorCode requires'],
    [{ outcome: 'exit', errorCode: 'NO_SUCH_CODE' }, 'errorCode is not'],
    [{ outcome: 'success', institutionId: 'ins_43' }, 'does not offer'],
  ])('a headless session refuses %j with a clear message and creates no session', async (body, why) => {
    const linkToken = await token();
    const response = await runFlow(linkToken, body);
    expect(response.status).toBe(400);
    expect(response.body.error).toContain(why);
    expect(await sessions(linkToken)).toEqual([]);
  });
});

describe('the Hosted Link page of the emulator without a browser', () => {
  let fixture: EmulatorFixture;
  beforeAll(async () => {
    fixture = await startEmulator();
  });
  afterAll(() => fixture.close());

  const token = async (more: object = {}) =>
    String((await fixture.client.plaid('/link/token/create', { ...basics, hosted_link: {}, ...more })).body.link_token);
  const page = async (linkToken: string) => (await fixture.client.send('GET', `/link/${linkToken}`)).text;
  const submit = (linkToken: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fixture.client.send('POST', `/link/${linkToken}`, {
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    });

  test('82: a client_name over 30 characters is shown as This Application', async () => {
    const linkToken = await token({ client_name: 'A name that is longer than thirty characters' });
    expect(await page(linkToken)).toContain('This Application wants to connect');
  });

  test('input is HTML-escaped', async () => {
    const html = await page(await token({ client_name: '<b>&"Bank"' }));
    expect(html).toContain('&lt;b&gt;&amp;&quot;Bank&quot; wants');
    expect(html).not.toContain('<b>&');
  });

  test('only banks with the requested country and products are offered', async () => {
    const html = await page(await token({ country_codes: ['GB', 'CA'] }));
    expect(html).toContain('Royal Bank of Plaid');
    expect(html).toContain('Tartan-Dominion');
    expect(html).not.toContain('First Platypus');
    expect(await page(await token())).not.toContain('Tattersall');
  });

  test('incorrect credentials show an error and record an event; the session continues', async () => {
    const linkToken = await token();
    await submit(linkToken, { action: 'choose', institution_id: 'ins_109508' });
    expect(await submit(linkToken, { action: 'sign-in', username: 'user_good', password: 'wrong' })).toMatchObject({
      status: 303,
    });
    expect(await page(linkToken)).toContain('is incorrect');
    const { body } = await fixture.client.plaid('/link/token/get', { link_token: linkToken });
    const [session] = body.link_sessions as SessionBody[];
    expect(session?.events.at(-1)).toMatchObject({
      event_name: 'ERROR',
      event_metadata: { error_code: 'INVALID_CREDENTIALS' },
    });
    expect(session?.finished_at).toBeNull();
  });

  test('accounts cannot be shared before the login', async () => {
    const linkToken = await token();
    await submit(linkToken, { action: 'choose', institution_id: 'ins_109508' });
    await submit(linkToken, { action: 'accounts', account: '4410' });
    expect(await page(linkToken)).toContain('Log in at First Platypus Bank');
  });

  test('a completion_redirect_uri that would run a script is not linked', async () => {
    const linkToken = await token({ hosted_link: { completion_redirect_uri: 'javascript:alert(1)' } });
    await submit(linkToken, { action: 'exit' });
    expect(await page(linkToken)).not.toContain('javascript:');
  });

  test('a request from another origin or through another host name is refused', async () => {
    const linkToken = await token();
    expect((await submit(linkToken, { action: 'exit' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await submit(linkToken, { action: 'exit' }, { host: 'evil.example' })).status).toBe(403);
    expect((await submit(linkToken, { action: 'exit' }, { origin: fixture.emulator.url })).status).toBe(303);
  });
});
