import { readFileSync } from 'node:fs';
import { buildSchema, getNullableType, isListType, isObjectType, isScalarType } from 'graphql';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { inputRules } from '../../support/input-rules.js';
import {
  CANARY,
  createRawHttpClient,
  expectContractErrors,
  type RawHttpClient,
  type RawAnswer,
} from '../../support/raw-http-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

/** How an input of a class is passed, and its path. */
interface Place {
  operation: string;
  type: string;
  /** The complete input around this part. */
  wrap?: (part: object) => object;
  path?: string;
}

const ofLinkSession = (path: string, wrap: (part: object) => object): Place => ({
  operation: 'createLinkSession',
  type: 'CreateLinkSessionInput!',
  path: `input${path}`,
  wrap: (part) => ({ products: ['auth'], ...wrap(part) }),
});
const mutation = (operation: string, type: string): Place => ({ operation, type: `${type}!` });

const PLACES: Record<string, Place> = {
  BankTransferEventFilterInput: { operation: 'bankTransferEvents', type: 'BankTransferEventFilter', path: 'filter' },
  CompleteLinkSessionInput: mutation('completeLinkSession', 'CompleteLinkSessionInput'),
  CreateLayerSessionInput: mutation('createLayerSession', 'CreateLayerSessionInput'),
  CreateLinkSessionInput: ofLinkSession('', (part) => part),
  CreateProcessorTokenInput: mutation('createProcessorToken', 'CreateProcessorTokenInput'),
  CreateStripeBankAccountTokenInput: mutation('createStripeBankAccountToken', 'CreateStripeBankAccountTokenInput'),
  ExchangePublicTokenInput: mutation('exchangePublicToken', 'ExchangePublicTokenInput'),
  HostedLinkInput: ofLinkSession('.hostedLink', (hostedLink) => ({ hostedLink })),
  ImportItemInput: mutation('importItem', 'ImportItemInput'),
  LinkAccountFiltersInput: ofLinkSession('.accountFilters', (accountFilters) => ({ accountFilters })),
  LinkAuthInput: ofLinkSession('.auth', (auth) => ({ auth })),
  LinkInstitutionDataInput: ofLinkSession('.institutionData', (institutionData) => ({ institutionData })),
  LinkTransactionsInput: ofLinkSession('.transactions', (transactions) => ({ transactions })),
  LinkUserAddressInput: ofLinkSession('.user.address', (address) => ({ user: { address } })),
  LinkUserInput: ofLinkSession('.user', (user) => ({ user })),
  LinkUserNameInput: ofLinkSession('.user.name', (name) => ({ user: { name } })),
  RemoveItemInput: mutation('removeItem', 'RemoveItemInput'),
  RotateAccessTokenInput: mutation('rotateAccessToken', 'RotateAccessTokenInput'),
  SandboxCreateItemInput: mutation('sandboxCreateItem', 'SandboxCreateItemInput'),
  SandboxCreateProcessorTokenInput: mutation('sandboxCreateProcessorToken', 'SandboxCreateProcessorTokenInput'),
  SandboxFireWebhookInput: mutation('sandboxFireWebhook', 'SandboxFireWebhookInput'),
  SandboxResetLoginInput: mutation('sandboxResetLogin', 'SandboxResetLoginInput'),
  SandboxSetVerificationStatusInput: mutation('sandboxSetVerificationStatus', 'SandboxSetVerificationStatusInput'),
  UnlinkApplicationInput: mutation('unlinkApplication', 'UnlinkApplicationInput'),
  UpdateApplicationScopesInput: mutation('updateApplicationScopes', 'UpdateApplicationScopesInput'),
  UpdateItemWebhookInput: mutation('updateItemWebhook', 'UpdateItemWebhookInput'),
};

/** Valid values of the other fields of an input. */
const REST: Record<string, object> = {
  CreateLayerSessionInput: { templateId: 'a' },
  CreateProcessorTokenInput: { accountId: 'a', processor: 'a' },
  ImportItemInput: { products: ['auth'], userId: 'a', authToken: 'a' },
  LinkAccountFiltersInput: { depository: ['checking'] },
  LinkUserAddressInput: { country: 'US' },
  LinkUserNameInput: { givenName: 'a', familyName: 'a' },
  RemoveItemInput: { itemId: 'a' },
  UpdateItemWebhookInput: { itemId: 'a' },
  ExchangePublicTokenInput: { publicToken: 'a' },
  SandboxFireWebhookInput: { itemId: 'a', webhookCode: 'a' },
  SandboxSetVerificationStatusInput: { accountId: 'a', verificationStatus: 'a' },
  UnlinkApplicationInput: { itemId: 'a', applicationId: 'a' },
  UpdateApplicationScopesInput: { itemId: 'a', applicationId: 'a', context: 'PORTAL', scopes: {} },
};

/** A longer string that contains the canary. */
const over = (length: number): string => CANARY.repeat(Math.ceil((length + 1) / CANARY.length)).slice(0, length + 1);
/** Invalid values for a string of 1 to `length` characters. */
const text = (length: number): unknown[] => ['', over(length)];
/** Invalid values for each entry of a list. */
const texts = (length: number): unknown[] => [[''], ['a', over(length)]];
/** Invalid values for a list that must not be empty. */
const some = (length: number): unknown[] => [[], ...texts(length)];

/** One invalid value per URL rule. */
const urls = (): unknown[] => [
  `https://localhost/${over(2048)}`,
  `https://localhost/\r\n${CANARY}`,
  `javascript:${CANARY}`,
  `https://user:${CANARY}@localhost/`,
];

/** Values that break each rule of each field, one per bound. */
const BROKEN: Record<string, unknown[]> = {
  'BankTransferEventFilterInput.bankTransferId': text(256),
  'BankTransferEventFilterInput.accountId': text(256),
  'BankTransferEventFilterInput.bankTransferType': text(32),
  'BankTransferEventFilterInput.eventTypes': texts(64),
  'BankTransferEventFilterInput.originationAccountId': text(256),
  'BankTransferEventFilterInput.direction': text(32),
  'BankTransferEventFilterInput.offset': [-1],
  'CompleteLinkSessionInput.linkSessionId': text(256),
  'CreateLayerSessionInput.templateId': text(256),
  'CreateLayerSessionInput.redirectUri': ['', ...urls()],
  'CreateLayerSessionInput.androidPackageName': text(256),
  'CreateLinkSessionInput.products': texts(64),
  'CreateLinkSessionInput.requiredIfSupportedProducts': texts(64),
  'CreateLinkSessionInput.optionalProducts': texts(64),
  'CreateLinkSessionInput.additionalConsentedProducts': texts(64),
  'CreateLinkSessionInput.clientName': [...text(255), `${CANARY}\n`],
  'CreateLinkSessionInput.language': text(16),
  'CreateLinkSessionInput.countryCodes': [[], ['U'], ['USA']],
  'CreateLinkSessionInput.userId': text(256),
  'CreateLinkSessionInput.redirectUri': ['', ...urls()],
  'CreateLinkSessionInput.androidPackageName': text(256),
  'CreateLinkSessionInput.linkCustomizationName': text(256),
  'CreateLinkSessionInput.institutionId': text(256),
  'CreateLinkSessionInput.updateItemId': text(256),
  'CreateProcessorTokenInput.accountId': text(256),
  'CreateProcessorTokenInput.processor': text(128),
  'CreateStripeBankAccountTokenInput.accountId': text(256),
  'ExchangePublicTokenInput.publicToken': text(512),
  'ExchangePublicTokenInput.linkSessionId': text(256),
  'HostedLinkInput.deliveryMethod': text(32),
  'HostedLinkInput.completionRedirectUri': ['', ...urls()],
  'HostedLinkInput.urlLifetimeSeconds': [0, 21 * 24 * 60 * 60 + 1],
  'ImportItemInput.products': some(64),
  'ImportItemInput.userId': text(256),
  'ImportItemInput.authToken': text(4096),
  'ImportItemInput.ownerId': text(256),
  'ImportItemInput.webhook': urls(),
  'LinkAccountFiltersInput.depository': some(64),
  'LinkAccountFiltersInput.limitedPurposeTypes': some(64),
  'LinkAccountFiltersInput.credit': some(64),
  'LinkAccountFiltersInput.loan': some(64),
  'LinkAccountFiltersInput.investment': some(64),
  'LinkAccountFiltersInput.other': some(64),
  'LinkAuthInput.rerouteToCredentials': text(32),
  'LinkInstitutionDataInput.routingNumber': text(32),
  'LinkTransactionsInput.daysRequested': [0, 731],
  'LinkUserAddressInput.street': text(256),
  'LinkUserAddressInput.street2': text(256),
  'LinkUserAddressInput.city': text(256),
  'LinkUserAddressInput.region': text(64),
  'LinkUserAddressInput.postalCode': text(32),
  'LinkUserAddressInput.country': ['U', 'USA'],
  'LinkUserInput.legalName': text(512),
  'LinkUserInput.phoneNumber': [`0${CANARY}`],
  'LinkUserInput.emailAddress': ['a@', over(320)],
  'LinkUserInput.dateOfBirth': [CANARY],
  'LinkUserNameInput.givenName': text(256),
  'LinkUserNameInput.familyName': text(256),
  'RemoveItemInput.itemId': text(256),
  'RemoveItemInput.reasonCode': text(64),
  'RemoveItemInput.reasonNote': text(512),
  'RotateAccessTokenInput.itemId': text(256),
  'SandboxCreateItemInput.institutionId': text(256),
  'SandboxCreateItemInput.initialProducts': some(64),
  'SandboxCreateItemInput.overrideUsername': text(256),
  'SandboxCreateItemInput.overridePassword': text(65_536),
  'SandboxCreateProcessorTokenInput.institutionId': text(256),
  'SandboxFireWebhookInput.itemId': text(256),
  'SandboxFireWebhookInput.webhookCode': text(128),
  'SandboxFireWebhookInput.webhookType': text(128),
  'SandboxResetLoginInput.itemId': text(256),
  'SandboxSetVerificationStatusInput.accountId': text(256),
  'SandboxSetVerificationStatusInput.verificationStatus': text(64),
  'UnlinkApplicationInput.itemId': text(256),
  'UnlinkApplicationInput.applicationId': text(256),
  'UpdateApplicationScopesInput.itemId': text(256),
  'UpdateApplicationScopesInput.applicationId': text(256),
  'UpdateApplicationScopesInput.scopes': [[CANARY]],
  'UpdateApplicationScopesInput.state': text(256),
  'UpdateApplicationScopesInput.context': text(32),
  'UpdateItemWebhookInput.itemId': text(256),
  'UpdateItemWebhookInput.webhook': urls(),
};

const MANY = Array.from({ length: 101 }, () => 'a');

/** Arguments with a range or format: values that break the rule, and the path. */
const ARGUMENTS: Record<string, [selection: string, ...values: unknown[]]> = {
  'Item.accounts(ids)': ['item(id: "$item") { accounts(ids: $v) { id } }', MANY],
  'Item.accounts(types)': ['item(id: "$item") { accounts(types: $v) { id } }', MANY.map(() => 'LOAN')],
  'Item.activity(after)': ['item(id: "$item") { activity(after: $v) { pageInfo { hasNextPage } } }', ...text(1_024)],
  'Item.activity(first)': ['item(id: "$item") { activity(first: $v) { pageInfo { hasNextPage } } }', 0, 101],
  'Item.authNumbers(accountIds)': ['item(id: "$item") { authNumbers(accountIds: $v) { ach { mask } } }', MANY],
  'Item.webhookEvents(after)': ['item(id: "$item") { webhookEvents(after: $v) { nodes { id } } }', CANARY],
  'Item.webhookEvents(first)': ['item(id: "$item") { webhookEvents(first: $v) { nodes { id } } }', 0, 101],
  'Item.webhookEvents(types)': [
    'item(id: "$item") { webhookEvents(types: $v) { nodes { id } } }',
    MANY,
    [`${CANARY}/`],
  ],
  'Query.bankTransferEvents(afterEventId)': ['bankTransferEvents(afterEventId: $v) { eventId }', -1],
  'Query.bankTransferEvents(first)': ['bankTransferEvents(first: $v) { eventId }', 0, 26],
  'Query.institution(countryCodes)': ['institution(id: "ins_1", countryCodes: $v) { id }', MANY],
  'Query.institutions(countryCodes)': ['institutions(query: "a", countryCodes: $v) { id }', MANY],
  'Query.institutions(first)': ['institutions(query: "a", first: $v) { id }', 0, 101],
  'Query.institutions(products)': ['institutions(query: "a", products: $v) { id }', MANY],
  'Query.institutions(query)': ['institutions(query: $v) { id }', '', over(4_000)],
  'Query.items(after)': ['items(after: $v) { totalCount }', CANARY],
  'Query.items(first)': ['items(first: $v) { totalCount }', 0, 101],
  'Query.items(status)': ['items(status: $v) { totalCount }', MANY.map(() => 'ERROR')],
  'Query.linkSessions(after)': ['linkSessions(after: $v) { nodes { id } }', CANARY],
  'Query.linkSessions(first)': ['linkSessions(first: $v) { nodes { id } }', 0, 101],
  'Query.nodes(ids)': ['nodes(ids: $v) { id }', MANY],
  'Query.webhookEvents(after)': ['webhookEvents(after: $v) { nodes { id } }', CANARY],
  'Query.webhookEvents(first)': ['webhookEvents(first: $v) { nodes { id } }', 0, 101],
  'Query.webhookEvents(types)': ['webhookEvents(types: $v) { nodes { id } }', MANY, [`${CANARY}/`]],
  'Viewer.items(after)': ['viewer { items(after: $v) { totalCount } }', CANARY],
  'Viewer.items(first)': ['viewer { items(first: $v) { totalCount } }', 0, 101],
  'Viewer.items(status)': ['viewer { items(status: $v) { totalCount } }', MANY.map(() => 'ERROR')],
};

const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));
let gateway: TestGateway;
let rawClient: RawHttpClient;
let itemId: string;

beforeAll(async () => {
  gateway = await startGateway({ LIMIT_BODY_BYTES: '200000' });
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

/** Checks for BAD_USER_INPUT at one path, without changes or a Plaid call. Returns the reported rules. */
async function refused(body: object, path: string): Promise<string[]> {
  const response: RawAnswer = await assertUnchanged(gateway, () => rawClient.post(body));
  expectContractErrors(response);
  expect(response.errors.map((error) => error.extensions.code)).toEqual(['BAD_USER_INPUT']);
  const fields = response.errors[0]?.extensions.fields ?? [];
  expect([...new Set(fields.map((field) => field.path))]).toEqual([path]);
  return fields.map((field) => field.rule);
}

describe('the rules of inputs', () => {
  it('are all in the table, and so are the inputs', async () => {
    const rules = await inputRules();
    expect([...new Set(rules.map(({ field }) => field))].sort()).toEqual(Object.keys(BROKEN).sort());
  });

  it.each(Object.entries(BROKEN))(
    '%s is rejected before Plaid is called, naming path and rule',
    async (field, values) => {
      const [input = '', property = ''] = field.split('.');
      const place = PLACES[input];
      if (place === undefined) throw new Error(`${input} has no place`);
      const { operation, type, wrap = (part: object) => part, path = 'input' } = place;
      const root = path.split('.')[0] ?? '';
      const kind = root === 'filter' ? 'query' : 'mutation';
      const query = `${kind} ($${root}: ${type}) { ${operation}(${root}: $${root}) { __typename } }`;
      const named = new Set<string>();
      for (const value of values) {
        const variables = { [root]: wrap({ ...REST[input], [property]: value }) };
        for (const rule of await refused({ query, variables }, `${path}.${property}`)) named.add(rule);
      }
      const bounds = (await inputRules())
        .filter((rule) => rule.field === field)
        .reduce((sum, { bounds: n }) => sum + n, 0);
      expect(named.size).toBe(bounds);
    },
  );
});

describe('the rules of arguments', () => {
  it('are in the table for every number, list and cursor of the schema', () => {
    const limited = Object.values(schema.getTypeMap()).flatMap((type) => {
      if (!isObjectType(type) || type.name.startsWith('__') || type.name === 'Subscription') return [];
      return Object.values(type.getFields()).flatMap((field) =>
        field.args
          .filter(({ name, type: argument }) => {
            const bare = getNullableType(argument);
            const isNumber = isScalarType(bare) && bare.name === 'Int';
            return isNumber || isListType(bare) || ['after', 'query'].includes(name);
          })
          .map(({ name }) => `${type.name}.${field.name}(${name})`),
      );
    });
    expect(limited.sort()).toEqual(Object.keys(ARGUMENTS).sort());
  });

  it.each(Object.entries(ARGUMENTS))(
    '%s is rejected before Plaid is called, naming its path',
    async (name, [selection, ...values]) => {
      const [, typeName = '', fieldName = '', argument = ''] = /^(\w+)\.(\w+)\((\w+)\)$/.exec(name) ?? [];
      const type = schema.getType(typeName);
      const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
      const declared = String(field?.args.find((one) => one.name === argument)?.type);
      // An invalid variable is reported by the variable's name, which is the argument's name here.
      const selected = selection.replace('$item', itemId).replaceAll('$v', `$${argument}`);
      const query = `query ($${argument}: ${declared}) { ${selected} }`;
      for (const value of values) await refused({ query, variables: { [argument]: value } }, argument);
    },
  );
});
