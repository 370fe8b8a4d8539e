import { startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

describe('users of the emulator', () => {
  let fixture: EmulatorFixture;
  beforeEach(async () => {
    fixture = await startEmulator();
  });
  afterEach(() => fixture.close());

  const plaid = (path: string, body: unknown) => fixture.client.plaid(path, body);
  const createUser = async (clientUserId: string, more: object = {}) =>
    (await plaid('/user/create', { client_user_id: clientUserId, ...more })).body as {
      user_id: string;
      user_token?: string;
    };
  const itemOf = async (owner: object): Promise<{ itemId: string; accessToken: string }> => {
    const created = await plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
      options: { webhook: fixture.hooks.url },
      ...owner,
    });
    const { body } = await plaid('/item/public_token/exchange', { public_token: created.body.public_token });
    return { itemId: String(body.item_id), accessToken: String(body.access_token) };
  };
  const legacyIdentity = {
    first_name: 'Ann',
    last_name: 'Example',
    phone_numbers: ['+15550001111'],
    emails: ['ann@example.com'],
    date_of_birth: '1990-01-31',
    primary_address: { city: null, region: null, street: '1 Main', postal_code: null, country: 'US' },
  };
  const errorOf = async (accessToken: string) =>
    ((await plaid('/item/get', { access_token: accessToken })).body.item as { error: object | null }).error;

  test('97: a user_id starts with usr_, and /user/get returns the user', async () => {
    const identity = {
      name: { given_name: 'Ann', family_name: 'Example' },
      emails: [{ data: 'ann@example.com', primary: true }],
    };
    const user = await createUser('person-1', { identity });
    expect(user.user_id).toMatch(/^usr_[A-Za-z0-9]{14}$/);
    expect(user).not.toHaveProperty('user_token');
    expect((await plaid('/user/get', { user_id: user.user_id })).body).toMatchObject({
      user_id: user.user_id,
      client_user_id: 'person-1',
      identity,
      created_at: expect.stringMatching(/Z$/) as string,
    });
    expect((await createUser('person-1')).user_id).toBe(user.user_id);
    expect((await createUser('person-2')).user_id).not.toBe(user.user_id);
  });

  test('97: client_user_id has 1 to 128 characters, and identity is fully validated', async () => {
    const invalid = { status: 400, body: { error_code: 'INVALID_FIELD' } };
    expect(await plaid('/user/create', { client_user_id: '' })).toMatchObject(invalid);
    expect(await plaid('/user/create', { client_user_id: 'x'.repeat(129) })).toMatchObject(invalid);
    expect(
      await plaid('/user/create', { client_user_id: 'x', identity: { emails: [{ data: 'a', primary: 'yes' }] } }),
    ).toMatchObject(invalid);
    expect(await plaid('/user/create', { client_user_id: 'x', identity: { nickname: 'a' } })).toMatchObject({
      status: 400,
      body: { error_code: 'UNKNOWN_FIELDS' },
    });
  });

  test('97: a user of the older API has a user_token and is not available in /user/get', async () => {
    const user = await createUser('person-1', { consumer_report_user_identity: legacyIdentity });
    expect(user.user_token).toMatch(/^user-sandbox-/);
    expect(await plaid('/user/get', { user_id: user.user_id })).toMatchObject({ status: 400 });
    expect((await plaid('/user/items/get', { user_token: user.user_token })).body.items).toEqual([]);
  });

  test('97: /user/items/get returns the Items of the user, including those added with Link, and no others', async () => {
    const [ann, bob] = [await createUser('ann'), await createUser('bob')];
    const direct = await itemOf({ user_id: ann.user_id });
    await itemOf({ user_id: bob.user_id });
    await itemOf({});
    const link = await plaid('/link/token/create', {
      client_name: 'x',
      language: 'en',
      country_codes: ['US'],
      user_id: ann.user_id,
      products: ['auth'],
    });
    await fixture.client.control('POST', `/emulator/link/${String(link.body.link_token)}`, { outcome: 'success' });
    const items = (await plaid('/user/items/get', { user_id: ann.user_id })).body.items as { item_id: string }[];
    expect(items).toHaveLength(2);
    expect(items[0]?.item_id).toBe(direct.itemId);
  });

  test('69: /sandbox/user/reset_login breaks all or the given Items of the user and sends webhooks', async () => {
    const ann = await createUser('ann');
    const [one, two, other] = [
      await itemOf({ user_id: ann.user_id }),
      await itemOf({ user_id: ann.user_id }),
      await itemOf({}),
    ];
    await plaid('/sandbox/user/reset_login', { user_id: ann.user_id, item_ids: [two.itemId] });
    expect(await errorOf(one.accessToken)).toBeNull();
    expect(await errorOf(two.accessToken)).toMatchObject({ error_code: 'ITEM_LOGIN_REQUIRED' });
    await plaid('/sandbox/user/reset_login', { user_id: ann.user_id });
    expect(await errorOf(one.accessToken)).toMatchObject({ error_code: 'ITEM_LOGIN_REQUIRED' });
    expect(await errorOf(other.accessToken)).toBeNull();
    await fixture.hooks.count(3);
    expect(await plaid('/sandbox/user/reset_login', { user_id: ann.user_id, item_ids: [other.itemId] })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_FIELD' },
    });
  });

  test('97: /user/remove removes the user and their Items', async () => {
    const ann = await createUser('ann');
    const [own, other] = [await itemOf({ user_id: ann.user_id }), await itemOf({})];
    expect(Object.keys((await plaid('/user/remove', { user_id: ann.user_id })).body)).toEqual(['request_id']);
    expect(await plaid('/item/get', { access_token: own.accessToken })).toMatchObject({
      status: 400,
      body: { error_code: 'ITEM_NOT_FOUND' },
    });
    expect((await plaid('/item/get', { access_token: other.accessToken })).status).toBe(200);
    for (const path of ['/user/get', '/user/remove', '/user/items/get', '/sandbox/user/reset_login'])
      expect(await plaid(path, { user_id: ann.user_id })).toMatchObject({
        status: 400,
        body: { error_type: 'USER_ERROR', error_code: 'USER_NOT_FOUND' },
      });
  });

  test('97: a request must identify a user; an unknown token, or a token of another user, is refused', async () => {
    expect(await plaid('/user/items/get', {})).toMatchObject({ status: 400, body: { error_code: 'MISSING_FIELDS' } });
    const unknown = 'user-sandbox-00000000-0000-4000-8000-000000000000';
    expect(await plaid('/user/items/get', { user_token: unknown })).toMatchObject({
      status: 400,
      body: { error_type: 'INVALID_INPUT', error_code: 'INVALID_USER_TOKEN' },
    });
    const [ann, bob] = [
      await createUser('ann', { consumer_report_user_identity: legacyIdentity }),
      await createUser('bob'),
    ];
    expect(await plaid('/user/items/get', { user_id: bob.user_id, user_token: ann.user_token })).toMatchObject({
      status: 400,
      body: { error_code: 'INVALID_USER_TOKEN' },
    });
  });
});
