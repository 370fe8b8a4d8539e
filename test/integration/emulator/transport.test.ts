import { createEmulator } from '../../../src/emulator/emulator.js';
import type { Emulator } from '../../../src/emulator/emulator.js';
import { createEmulatorClient } from '../../support/emulator-client.js';
import type { EmulatorClient } from '../../support/emulator-client.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const KEYS = { 'plaid-client-id': 'emulator-client-id', 'plaid-secret': 'emulator-secret' };

describe('the emulator refuses requests as Plaid does', () => {
  let emulator: Emulator;
  let client: EmulatorClient;
  beforeAll(async () => {
    emulator = await createEmulator();
    client = createEmulatorClient(emulator.url);
  });
  afterAll(async () => {
    await client.close();
    await emulator.close();
  });
  const post = (path: string, body: string, headers: Record<string, string>) =>
    client.send('POST', path, { body, headers });

  test('2: credentials are accepted in the body', async () => {
    const body = JSON.stringify({
      client_id: 'emulator-client-id',
      secret: 'emulator-secret',
      query: 'platypus',
      country_codes: ['US'],
    });
    expect((await post('/institutions/search', body, JSON_TYPE)).status).toBe(200);
  });

  test('2: credentials are accepted in the headers', async () => {
    expect(
      (await post('/institutions/search', '{"query":"platypus","country_codes":["US"]}', { ...JSON_TYPE, ...KEYS }))
        .status,
    ).toBe(200);
  });

  test('3: the Plaid-Version header is accepted', async () => {
    const headers = { ...JSON_TYPE, ...KEYS, 'plaid-version': '2020-09-14' };
    expect((await post('/institutions/search', '{"query":"platypus","country_codes":["US"]}', headers)).status).toBe(
      200,
    );
  });

  test('4: a wrong secret is INVALID_API_KEYS with status 400', async () => {
    const response = await post('/item/get', '{}', { ...JSON_TYPE, ...KEYS, 'plaid-secret': 'another' });
    expect(response).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_API_KEYS' },
    });
    expect(response.text).not.toContain('another-');
  });

  test('5: missing credentials are named', async () => {
    const response = await post('/item/get', '{"client_id":"emulator-client-id"}', JSON_TYPE);
    expect(response).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_REQUEST', error_code: 'MISSING_FIELDS' },
    });
    expect(response.body.error_message).toMatch(/secret/);
    expect(response.body.error_message).not.toMatch(/client_id/);
  });

  test.each([
    ['invalid JSON', '{"access_token":', JSON_TYPE],
    ['an array', '[]', JSON_TYPE],
    ['null', 'null', JSON_TYPE],
    ['nothing', '', JSON_TYPE],
    ['a form', 'access_token=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['JSON without a content-type', '{}', {}],
    ['excessive nesting', '['.repeat(100_000), JSON_TYPE],
  ])('6: %s is INVALID_BODY', async (_, body, headers) => {
    expect(await post('/item/get', body, { ...KEYS, ...headers })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_BODY' },
    });
  });

  test('6: a body of 10 MB is refused as a Plaid error', async () => {
    const response = await post('/item/get', JSON.stringify({ access_token: 'x'.repeat(10_000_000) }), {
      ...JSON_TYPE,
      ...KEYS,
    }).catch(() => null);
    // The server may close the connection while the body is being sent.
    if (response !== null) expect(response).toMatchObject({ status: 400, body: { error_code: 'INVALID_BODY' } });
    expect((await client.plaid('/institutions/search', { query: 'a', country_codes: ['US'] })).status).toBe(200);
  });

  test('7: missing fields are named', async () => {
    const response = await client.plaid('/sandbox/public_token/create', {});
    expect(response).toMatchObject({ status: 400, body: { error_code: 'MISSING_FIELDS' } });
    expect(response.body.error_message).toMatch(/institution_id, initial_products/);
  });

  test('8: unknown fields are named, at top level and nested', async () => {
    const top = await client.plaid('/item/get', { access_token: 'x', acess_token: 'y' });
    expect(top).toMatchObject({ status: 400, body: { error_code: 'UNKNOWN_FIELDS' } });
    expect(top.body.error_message).toMatch(/acess_token/);
    const nested = await client.plaid('/auth/get', { access_token: 'x', options: { accounts: [] } });
    expect(nested).toMatchObject({ status: 400, body: { error_code: 'UNKNOWN_FIELDS' } });
    expect(nested.body.error_message).toMatch(/options\.accounts/);
  });

  test('8: __proto__ is an unknown field', async () => {
    const response = await post('/item/get', '{"access_token":"x","__proto__":{"admin":true}}', {
      ...JSON_TYPE,
      ...KEYS,
    });
    expect(response).toMatchObject({ status: 400, body: { error_code: 'UNKNOWN_FIELDS' } });
  });

  test.each([
    ['/item/get', { access_token: 7 }, 'access_token'],
    ['/institutions/get', { count: 501, offset: 0, country_codes: ['US'] }, 'count'],
    ['/institutions/get', { count: 1, offset: -1, country_codes: ['US'] }, 'offset'],
    ['/institutions/get', { count: 1, offset: 0, country_codes: ['XX'] }, 'country_codes[0]'],
    ['/institutions/get', { count: 1, offset: 0, country_codes: [] }, 'country_codes'],
    ['/auth/get', { access_token: 'x', options: { account_ids: 'all' } }, 'options.account_ids'],
    ['/sandbox/public_token/create', { institution_id: 'ins_109508', initial_products: [] }, 'initial_products'],
    [
      '/sandbox/public_token/create',
      { institution_id: 'ins_109508', initial_products: ['auth'], options: null },
      'options',
    ],
    [
      '/sandbox/public_token/create',
      { institution_id: 'ins_109508', initial_products: ['auth'], options: { webhook: 'nowhere' } },
      'options.webhook',
    ],
    ['/item/remove', { access_token: 'x', reason_note: 'x'.repeat(513) }, 'reason_note'],
  ])('9: %s refuses an invalid value and names the field', async (path, body, field) => {
    const response = await client.plaid(path, body);
    expect(response).toMatchObject({ status: 400, body: { error_code: 'INVALID_FIELD' } });
    expect(response.body.error_message).toContain(field);
  });

  test('10: an unknown path returns NOT_FOUND', async () => {
    for (const path of ['/nowhere', '/sandbox/item/public_token/create', '/item/credentials/update']) {
      expect(await client.plaid(path)).toMatchObject({
        status: 404,
        body: { error_type: 'INVALID_REQUEST', error_code: 'NOT_FOUND' },
      });
    }
  });

  test('1: paths require POST; every other method returns NOT_FOUND', async () => {
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await client.send(method, '/item/get', { headers: KEYS })).toMatchObject({
        status: 404,
        body: { error_type: 'INVALID_REQUEST', error_code: 'NOT_FOUND' },
      });
    }
  });

  test('a path that only Plaid supports returns NOT_MODELLED_BY_EMULATOR', async () => {
    const response = await client.plaid('/transactions/sync', { access_token: 'x' });
    expect(response).toMatchObject({ status: 400, body: { error_code: 'NOT_MODELLED_BY_EMULATOR' } });
  });

  test('11: every response has a unique request_id of 15 letters and digits', async () => {
    const responses = await Promise.all([
      client.plaid('/nowhere'),
      client.plaid('/item/get', {}),
      client.plaid('/institutions/search', { query: 'a', country_codes: ['US'] }),
    ]);
    const ids = responses.map((response) => response.body.request_id);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9]{15}$/);
    expect(new Set(ids).size).toBe(3);
  });

  test('12, 13: an HTTP error has all its fields, and no status', async () => {
    const { body } = await client.plaid('/item/get', { access_token: 'x' });
    expect(Object.keys(body).sort()).toEqual(
      [
        'display_message',
        'documentation_url',
        'error_code',
        'error_message',
        'error_type',
        'request_id',
        'suggested_action',
      ].sort(),
    );
  });

  test('responses never contain a token from the request', async () => {
    const token = 'access-sandbox-00000000-0000-4000-8000-000000000000';
    expect((await client.plaid('/item/get', { access_token: token })).text).not.toContain(token);
  });
});
