import { startGateway, type TestGateway } from '../../support/gateway.js';
import {
  CANARY,
  createRawHttpClient,
  expectContractErrors,
  type RawHttpClient,
  type RawAnswer,
} from '../../support/raw-http-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

let gateway: TestGateway;
let rawClient: RawHttpClient;
let itemId: string;

beforeAll(async () => {
  gateway = await startGateway();
  rawClient = createRawHttpClient(gateway.url);
  const made = await gateway
    .withToken(null)
    .must<{ sandboxCreateItem: { item: { id: string } } }, object>(
      'mutation { sandboxCreateItem(input: {}) { item { id } } }',
    );
  itemId = made.sandboxCreateItem.item.id;
});

afterAll(async () => {
  await rawClient.close();
  await gateway.close();
});

/** Runs the mutation, and checks that it changed nothing, made no Plaid call and follows the contract. */
async function refused(mutation: string, input: unknown): Promise<RawAnswer> {
  // Both mutations that create a test Item have the same input.
  const name = mutation === 'sandboxCreatePublicToken' ? 'sandboxCreateItem' : mutation;
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { ${mutation}(input: $input) { __typename } }`;
  const response = await assertUnchanged(gateway, () => rawClient.post({ query, variables: { input } }));
  expectContractErrors(response);
  expect(response.headers['x-upstream-calls']).toBe('0');
  expect(response.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  return response;
}

const pathsOf = (response: RawAnswer) => [
  ...new Set(response.errors[0]?.extensions.fields?.map((field) => field.path)),
];

const LONG = CANARY.repeat(200);

describe('an input that breaks a rule of its class', () => {
  it.each<[string, object, string[]]>([
    ['removeItem', { itemId: '' }, ['input.itemId']],
    ['removeItem', { itemId: LONG }, ['input.itemId']],
    ['removeItem', { itemId: 'a', reasonCode: LONG, reasonNote: '' }, ['input.reasonCode', 'input.reasonNote']],
    ['updateItemWebhook', { itemId: '', webhook: null }, ['input.itemId']],
    ['rotateAccessToken', { itemId: LONG }, ['input.itemId']],
    ['completeLinkSession', { linkSessionId: LONG }, ['input.linkSessionId']],
    ['exchangePublicToken', { publicToken: '' }, ['input.publicToken']],
    ['exchangePublicToken', { publicToken: LONG, linkSessionId: LONG }, ['input.publicToken', 'input.linkSessionId']],
    ['sandboxCreateItem', { institutionId: '', initialProducts: [] }, ['input.institutionId', 'input.initialProducts']],
    [
      'sandboxCreateItem',
      { initialProducts: ['auth', LONG], overrideUsername: LONG, overridePassword: '' },
      ['input.initialProducts', 'input.overrideUsername', 'input.overridePassword'],
    ],
    ['sandboxResetLogin', { itemId: LONG }, ['input.itemId']],
    [
      'sandboxFireWebhook',
      { itemId: '', webhookCode: LONG, webhookType: '' },
      ['input.itemId', 'input.webhookCode', 'input.webhookType'],
    ],
    ['createLinkSession', { products: [''], clientName: LONG }, ['input.products', 'input.clientName']],
    [
      'createLinkSession',
      { products: ['auth'], countryCodes: ['USA'], language: LONG, institutionId: '', userId: LONG },
      ['input.countryCodes', 'input.language', 'input.userId', 'input.institutionId'],
    ],
    [
      'createLinkSession',
      {
        products: ['auth'],
        user: {
          phoneNumber: CANARY,
          dateOfBirth: CANARY,
          name: { givenName: '', familyName: 'a' },
          address: { country: CANARY },
        },
      },
      ['input.user.phoneNumber', 'input.user.dateOfBirth', 'input.user.name.givenName', 'input.user.address.country'],
    ],
    [
      'createLinkSession',
      { products: ['auth'], hostedLink: { urlLifetimeSeconds: -1 }, transactions: { daysRequested: 731 } },
      ['input.hostedLink.urlLifetimeSeconds', 'input.transactions.daysRequested'],
    ],
    [
      'createLinkSession',
      { products: ['auth'], accountFilters: { depository: [], credit: [LONG] } },
      ['input.accountFilters.depository', 'input.accountFilters.credit'],
    ],
    ['createLinkSession', { products: ['auth'], updateItemId: '' }, ['input.updateItemId']],
    ['createProcessorToken', { accountId: '', processor: LONG }, ['input.accountId', 'input.processor']],
    ['createStripeBankAccountToken', { accountId: LONG }, ['input.accountId']],
    [
      'importItem',
      { products: [], userId: '', authToken: '', ownerId: LONG },
      ['input.products', 'input.userId', 'input.authToken', 'input.ownerId'],
    ],
    ['createLayerSession', { templateId: '', redirectUri: '' }, ['input.templateId', 'input.redirectUri']],
    ['unlinkApplication', { itemId: LONG, applicationId: '' }, ['input.itemId', 'input.applicationId']],
    [
      'updateApplicationScopes',
      { itemId: '', applicationId: LONG, scopes: {}, state: '', context: '' },
      ['input.itemId', 'input.applicationId', 'input.state', 'input.context'],
    ],
    [
      'sandboxCreatePublicToken',
      { institutionId: '', initialProducts: [] },
      ['input.institutionId', 'input.initialProducts'],
    ],
    ['sandboxCreateProcessorToken', { institutionId: LONG }, ['input.institutionId']],
    [
      'sandboxSetVerificationStatus',
      { accountId: '', verificationStatus: LONG },
      ['input.accountId', 'input.verificationStatus'],
    ],
  ])('%s reports the paths: %j', async (mutation, input, paths) => {
    const response = await refused(mutation, input);
    expect(pathsOf(response).sort()).toEqual([...paths].sort());
    expect(response.errors[0]?.path).toEqual([mutation]);
  });

  it('has a case for every mutation of the schema', async () => {
    const response = await rawClient.post({ query: '{ __schema { mutationType { fields { name } } } }' });
    const { __schema } = response.data as { __schema: { mutationType: { fields: { name: string }[] } } };
    expect(__schema.mutationType.fields.map((field) => field.name).sort()).toEqual([
      'completeLinkSession',
      'createLayerSession',
      'createLinkSession',
      'createProcessorToken',
      'createStripeBankAccountToken',
      'exchangePublicToken',
      'importItem',
      'removeItem',
      'rotateAccessToken',
      'sandboxCreateItem',
      'sandboxCreateProcessorToken',
      'sandboxCreatePublicToken',
      'sandboxFireWebhook',
      'sandboxResetLogin',
      'sandboxSetVerificationStatus',
      'unlinkApplication',
      'updateApplicationScopes',
      'updateItemWebhook',
    ]);
  });
});

/** An options object with the value nested this many levels deep. */
function nested(levels: number, inside: unknown): Record<string, unknown> {
  return { identity: Array.from({ length: levels }).reduce<unknown>((value) => [value], inside) };
}

describe('an invalid Link session', () => {
  const base = { products: ['auth'] };

  it.each<[string, object, string[]]>([
    ['no products', {}, ['input.products']],
    ['an empty list of products', { products: [] }, ['input.products']],
    ['only optional products', { optionalProducts: ['auth'] }, ['input.products']],
    ['balance', { products: ['balance'] }, ['input.products']],
    ['a product twice', { products: ['auth', 'auth'] }, ['input.products']],
    ['a product in two lists', { ...base, optionalProducts: ['auth'] }, ['input.optionalProducts']],
    [
      'overlaps in the later lists',
      { ...base, requiredIfSupportedProducts: ['identity'], additionalConsentedProducts: ['identity'] },
      ['input.additionalConsentedProducts'],
    ],
    ['update without an Item', { ...base, update: { accountSelectionEnabled: true } }, ['input.update']],
    ['a redirect with a query', { ...base, redirectUri: `https://a.example/?${CANARY}` }, ['input.redirectUri']],
    ['a redirect with a fragment', { ...base, redirectUri: `https://a.example/#${CANARY}` }, ['input.redirectUri']],
    ['a redirect URI that is not a URL', { ...base, redirectUri: CANARY }, ['input.redirectUri']],
    [
      'a redirect URI with an Android package',
      { ...base, redirectUri: 'https://a.example/', androidPackageName: 'a.b' },
      ['input.redirectUri'],
    ],
    [
      'limitedPurposeTypes without depository',
      { ...base, accountFilters: { limitedPurposeTypes: ['a'] } },
      ['input.accountFilters.limitedPurposeTypes'],
    ],
    [
      'micro-deposits outside the US',
      { ...base, countryCodes: ['GB'], auth: { sameDayMicrodepositsEnabled: true } },
      ['input.countryCodes'],
    ],
    [
      'micro-deposits by SMS in several countries',
      { ...base, countryCodes: ['US', 'CA'], auth: { smsMicrodepositsVerificationEnabled: true } },
      ['input.countryCodes'],
    ],
    ['several institutions without a Plaid user', { ...base, enableMultiItemLink: true }, ['input.userId']],
    ['an option that Plaid does not have', { ...base, options: { [CANARY]: 1 } }, ['input.options']],
    ['an option that has a field of its own', { ...base, options: { products: [CANARY] } }, ['input.options']],
    ['an access token', { ...base, options: { access_token: CANARY } }, ['input.options']],
    ['a client id', { ...base, options: { client_id: CANARY } }, ['input.options']],
    ['a secret', { ...base, options: { secret: CANARY } }, ['input.options']],
    ['a webhook', { ...base, options: { webhook: `https://${CANARY}.example` } }, ['input.options']],
    ['another user', { ...base, options: { user: { client_user_id: CANARY } } }, ['input.options']],
    ['a deeply nested webhook', { ...base, options: nested(5, { webhook: CANARY }) }, ['input.options']],
    [
      'an access token in a list',
      { ...base, options: { transfer: [[{ access_tokens: [CANARY] }]] } },
      ['input.options'],
    ],
    ['options that are nested too deeply', { ...base, options: nested(33, CANARY) }, ['input.options']],
  ])('is rejected without a Plaid call: %s', async (_name, input, paths) => {
    const response = await refused('createLinkSession', input);
    expect(pathsOf(response)).toEqual(paths);
  });

  it('is rejected as BAD_USER_INPUT however deeply its options are nested', async () => {
    const query = 'mutation ($i: CreateLinkSessionInput!) { createLinkSession(input: $i) { __typename } }';
    const options = `{"identity":${'['.repeat(40_000)}${']'.repeat(40_000)}}`;
    const body = `{"query":"${query}","variables":{"i":{"products":["auth"],"options":${options}}}}`;
    const response = await assertUnchanged(gateway, () => rawClient.post(body));
    expectContractErrors(response);
    expect(response.errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('other invalid input', () => {
  it.each<[string, string, object, string[]]>([
    [
      'a Layer redirect URI with query parameters',
      'createLayerSession',
      { templateId: 'a', redirectUri: `https://a.example/?${CANARY}` },
      ['input.redirectUri'],
    ],
    [
      'scopes that contain an access token',
      'updateApplicationScopes',
      { itemId: 'a', applicationId: 'b', context: 'PORTAL', scopes: { accounts: [{ access_token: CANARY }] } },
      ['input.scopes'],
    ],
    [
      'an import with a webhook URL of another origin',
      'importItem',
      { products: ['auth'], userId: 'u', authToken: 't', webhook: `https://${CANARY}.example/` },
      ['input.webhook'],
    ],
  ])('is rejected without a Plaid call: %s', async (_name, mutation, input, paths) => {
    expect(pathsOf(await refused(mutation, input))).toEqual(paths);
  });
});

describe('a webhook URL of another origin', () => {
  const own = () => new URL(gateway.url);

  it.each<[string, () => string]>([
    ['another origin', () => `https://${CANARY}.example/webhooks/plaid`],
    ['our host as user info', () => `http://${own().host}@${CANARY}.example/`],
    ['user info in our URL', () => `http://${CANARY}:x@${own().host}/webhooks/plaid`],
    ['another port', () => `http://${own().hostname}:1/webhooks/plaid`],
    ['another scheme', () => `https://${own().host}/webhooks/plaid`],
    ['another host name of this machine', () => `http://localhost:${own().port}/webhooks/plaid`],
    ['our host as a subdomain', () => `http://${own().hostname}.${CANARY}.example:${own().port}/`],
    ['a backslash', () => `http://${CANARY}.example\\@${own().host}/`],
    ['a blob URL of our origin', () => `blob:${own().origin}/${CANARY}`],
    ['a javascript URL', () => `javascript:${CANARY}`],
    ['a file URL', () => `file:///${CANARY}`],
    ['a WebSocket URL', () => `ws://${own().host}/`],
  ])('is rejected without a Plaid call: %s', async (_name, webhook) => {
    const response = await refused('updateItemWebhook', { itemId, webhook: webhook() });
    expect(pathsOf(response)).toEqual(['input.webhook']);
  });
});
