/** Names that live in the emulator while the samples are used. */
export interface LiveNames {
  accessToken: string;
  publicToken: string;
  linkToken: string;
  accountId: string;
  userId: string;
}

type Body = Record<string, unknown>;

const link = {
  client_name: 'A shop',
  language: 'en',
  country_codes: ['US'],
  products: ['auth'],
  user: { client_user_id: 'someone', legal_name: 'Some One', address: { country: 'US', street: 'Main 1', city: 'X' } },
  webhook: 'https://example.com/hook',
  redirect_uri: 'https://example.com/back',
  hosted_link: { url_lifetime_seconds: 600, is_mobile_app: false },
  account_filters: { depository: { account_subtypes: ['checking'] } },
  auth: { automated_microdeposits_enabled: true },
  update: { account_selection_enabled: true },
};

/** One request per path that the emulator would take: what malformed ones are bent from. */
export const sampleBodies: Record<string, (live: LiveNames) => Body> = {
  '/item/get': ({ accessToken }) => ({ access_token: accessToken }),
  '/item/remove': ({ accessToken }) => ({ access_token: accessToken, reason_code: 'OTHER', reason_note: 'x' }),
  '/item/webhook/update': ({ accessToken }) => ({ access_token: accessToken, webhook: 'https://example.com/hook' }),
  '/item/public_token/exchange': ({ publicToken }) => ({ public_token: publicToken }),
  '/item/public_token/create': ({ accessToken }) => ({ access_token: accessToken }),
  '/item/access_token/invalidate': ({ accessToken }) => ({ access_token: accessToken }),
  '/accounts/get': ({ accessToken, accountId }) => ({
    access_token: accessToken,
    options: { account_ids: [accountId] },
  }),
  '/accounts/balance/get': ({ accessToken, accountId }) => ({
    access_token: accessToken,
    options: { account_ids: [accountId], min_last_updated_datetime: '2026-01-31T12:00:00Z' },
  }),
  '/auth/get': ({ accessToken, accountId }) => ({ access_token: accessToken, options: { account_ids: [accountId] } }),
  '/institutions/get': () => ({
    count: 5,
    offset: 0,
    country_codes: ['US'],
    options: { products: ['auth'], routing_numbers: ['011000015'], oauth: true, include_optional_metadata: true },
  }),
  '/institutions/get_by_id': () => ({
    institution_id: 'ins_109508',
    country_codes: ['US'],
    options: { include_optional_metadata: true, include_status: true },
  }),
  '/institutions/search': () => ({
    query: 'bank',
    country_codes: ['US'],
    products: ['auth'],
    options: { oauth: true },
  }),
  '/link/token/create': () => link,
  '/link/token/get': ({ linkToken }) => ({ link_token: linkToken }),
  '/sandbox/public_token/create': () => ({
    institution_id: 'ins_109508',
    initial_products: ['auth'],
    options: { webhook: 'https://example.com/hook', override_username: 'user_good', override_password: 'pass_good' },
  }),
  '/sandbox/item/reset_login': ({ accessToken }) => ({ access_token: accessToken }),
  '/sandbox/item/set_verification_status': ({ accessToken, accountId }) => ({
    access_token: accessToken,
    account_id: accountId,
    verification_status: 'automatically_verified',
  }),
  '/sandbox/item/fire_webhook': ({ accessToken }) => ({
    access_token: accessToken,
    webhook_type: 'ITEM',
    webhook_code: 'NEW_ACCOUNTS_AVAILABLE',
  }),
  '/webhook_verification_key/get': () => ({ key_id: 'nobody' }),
  '/item/activity/list': ({ accessToken }) => ({ access_token: accessToken, cursor: '', count: 10 }),
  '/item/application/list': ({ accessToken }) => ({ access_token: accessToken }),
  '/item/application/unlink': ({ accessToken }) => ({
    access_token: accessToken,
    application_id: 'emulator-application',
  }),
  '/item/application/scopes/update': ({ accessToken, accountId }) => ({
    access_token: accessToken,
    application_id: 'emulator-application',
    scopes: {
      product_access: { auth: true },
      accounts: [{ unique_id: accountId, authorized: true, account_product_access: { account_data: true } }],
      new_accounts: true,
    },
    state: 'x',
    context: 'PORTAL',
  }),
  '/item/import': () => ({
    institution_id: 'ins_109508',
    products: ['auth'],
    user_auth: { user_id: 'u', auth_token: 't' },
    options: { webhook: 'https://example.com/hook' },
  }),
  '/auth/verify': () => ({
    legal_name: 'Some One',
    numbers: { ach: { account: '1111222233330000', routing: '011401533' } },
  }),
  '/bank_transfer/event/list': ({ accountId }) => ({
    start_date: '2026-01-01T00:00:00Z',
    end_date: '2026-12-31T00:00:00Z',
    account_id: accountId,
    bank_transfer_type: 'debit',
    event_types: ['posted'],
    count: 5,
    offset: 0,
    direction: 'outbound',
  }),
  '/bank_transfer/event/sync': () => ({ after_id: 0, count: 5 }),
  '/processor/token/create': ({ accessToken, accountId }) => ({
    access_token: accessToken,
    account_id: accountId,
    processor: 'dwolla',
  }),
  '/sandbox/processor_token/create': () => ({
    institution_id: 'ins_109508',
    options: { override_username: 'user_good', override_password: 'pass_good' },
  }),
  '/processor/stripe/bank_account_token/create': ({ accessToken, accountId }) => ({
    access_token: accessToken,
    account_id: accountId,
  }),
  '/session/token/create': () => ({ template_id: 'template_x', user: { client_user_id: 'someone' } }),
  '/user/create': () => ({ client_user_id: 'someone', identity: { name: { given_name: 'A', family_name: 'B' } } }),
  '/user/get': ({ userId }) => ({ user_id: userId }),
  '/user/remove': ({ userId }) => ({ user_id: userId }),
  '/user/items/get': ({ userId }) => ({ user_id: userId }),
  '/sandbox/user/reset_login': ({ userId }) => ({ user_id: userId, item_ids: [] }),
};
