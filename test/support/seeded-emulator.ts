import { DAY_MS, type EmulatorFixture } from './emulator-fixture.js';

type Body = Record<string, unknown>;

const LINK = {
  client_name: 'A shop',
  language: 'en',
  country_codes: ['US'],
  products: ['auth'],
  user: { client_user_id: 'someone' },
  hosted_link: { completion_redirect_uri: 'https://shop.example/done' },
};

const IDENTITY = {
  name: { given_name: 'Ann', family_name: 'Other' },
  date_of_birth: '1990-01-31',
  emails: [{ data: 'ann@example.com', primary: true }],
  phone_numbers: [{ data: '+14155550123', primary: true }],
  addresses: [{ street_1: 'Main 1', city: 'Springfield', country: 'US', primary: true }],
  id_numbers: [{ value: '1234', type: 'us_ssn_last_4' }],
};

/** A user_custom configuration with one account. */
const CUSTOM = JSON.stringify({
  override_accounts: [
    { type: 'depository', subtype: 'checking', starting_balance: 5, meta: { name: 'M', mask: '42' } },
  ],
});

/**
 * Fills every table of an emulator's state and every optional field at least once: Items in every state; open, finished and
 * abandoned Link sessions; a webhook that waits for its retry.
 */
export async function seedEmulator({ client, hooks }: EmulatorFixture): Promise<void> {
  const must = async (path: string, body: Body): Promise<Body> => {
    const response = await client.plaid(path, body);
    if (response.status !== 200) throw new Error(`${path} returned ${response.text}`);
    return response.body;
  };
  const control = async (path: string, body: Body): Promise<Body> => {
    const response = await client.control('POST', path, body);
    if (response.status !== 200) throw new Error(`${path} returned ${response.text}`);
    return response.body;
  };
  const linkToken = async (more: Body = {}): Promise<string> =>
    String((await must('/link/token/create', { ...LINK, ...more })).link_token);
  const headless = (token: string, body: Body) => control(`/emulator/link/${token}`, body);
  const form = (token: string, body: string) => client.send('POST', `/link/${token}`, { body });

  hooks.takeAnything();
  await control('/emulator/bank-transfers', { webhook: hooks.url });
  const user = await must('/user/create', { client_user_id: 'ann', identity: IDENTITY });
  await client.link({ institutionId: 'ins_56', products: ['auth'] });
  const british = await client.link({ institutionId: 'ins_116834' });
  await control(`/emulator/items/${british.itemId}/consent`, { expiresInMs: 3 * DAY_MS });
  await client.link({ institutionId: 'ins_43' });
  await client.link({ username: 'microdeposits_good', webhook: hooks.url });
  const healthy = await client.link({ webhook: hooks.url });
  const { accounts } = await must('/auth/get', { access_token: healthy.accessToken });
  const accountId = (accounts as { account_id: string }[])[0]?.account_id;
  await must('/accounts/balance/get', { access_token: healthy.accessToken });
  await must('/processor/token/create', {
    access_token: healthy.accessToken,
    account_id: accountId,
    processor: 'dwolla',
  });
  await must('/item/application/scopes/update', {
    access_token: healthy.accessToken,
    application_id: 'emulator-application',
    scopes: { product_access: { auth: true }, accounts: [{ unique_id: accountId, authorized: true }] },
    context: 'PORTAL',
  });
  await must('/auth/verify', {
    legal_name: 'Ann Other',
    numbers: { ach: { account: '1111222233330000', routing: '011401533' } },
  });

  const filtered = await linkToken({
    account_filters: { depository: { account_subtypes: ['checking', 'savings'] } },
    institution_data: { routing_number: '011401533' },
    webhook: hooks.url,
    user_id: user.user_id,
    user: undefined,
  });
  await headless(filtered, { outcome: 'success' });
  const left = await linkToken();
  await headless(left, { outcome: 'exit', institutionId: 'ins_109508', errorCode: 'INVALID_CREDENTIALS' });
  await headless(await linkToken({ auth: { same_day_microdeposits_enabled: true } }), {
    outcome: 'success',
    microdeposits: { account: '900011229999', routing: '011401533', subtype: 'checking' },
  });
  const open = await linkToken();
  await client.send('GET', `/link/${open}`);
  await form(open, 'action=choose&institution_id=ins_109508');
  await form(open, new URLSearchParams({ action: 'sign-in', username: 'user_custom', password: CUSTOM }).toString());
  await linkToken({
    access_token: healthy.accessToken,
    products: undefined,
    update: { account_selection_enabled: true },
  });

  await control('/emulator/clock', { advanceMs: DAY_MS });
  hooks.answerWith(503);
  const broken = await client.link({ webhook: hooks.url });
  await must('/sandbox/item/reset_login', { access_token: broken.accessToken });
  await must('/item/public_token/create', { access_token: healthy.accessToken });
  await control('/emulator/clock', { advanceMs: 0 });
}
