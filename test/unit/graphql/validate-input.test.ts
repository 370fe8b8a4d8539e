import { graphql, type GraphQLSchema } from 'graphql';
import { createHash } from 'node:crypto';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createListCursors } from '../../../src/graphql/connection/connection.js';
import type { GatewayContext } from '../../../src/graphql/context.js';
import { buildGatewaySchema } from '../../../src/graphql/schema.js';
import { asOwnerId } from '../../../src/model/ids.js';
import { type Scope, SCOPES } from '../../../src/model/viewer.js';

/** Alice's cursors. */
const cursors = createListCursors(
  {
    fingerprint: (purpose, text) =>
      createHash('sha256')
        .update(purpose + text)
        .digest('base64url'),
  },
  asOwnerId('alice'),
);

/** A context whose loaders, actions and feed throw `accepted`: input that reaches them has passed validation. */
function contextWith(scopes: Scope[]): GatewayContext {
  const accepted = () => {
    throw new Error('accepted');
  };
  const acceptAll = new Proxy({}, { get: () => accepted });
  const context = {
    viewer: { id: 'alice', scopes: new Set(scopes), expiresAt: null },
    settings: {
      pageSize: 50,
      list: 3,
      countryCodes: ['US'],
      link: {
        clientName: 'Test',
        allowedRedirectOrigins: ['https://app.example', 'https://a.example'],
        allowClientName: true,
        allowSms: true,
      },
    },
    loaders: acceptAll,
    actions: acceptAll,
    feed: acceptAll,
    cursors,
  };
  return context as unknown as GatewayContext;
}

const EVERYTHING = {
  products: ['auth'],
  requiredIfSupportedProducts: ['identity'],
  optionalProducts: ['transactions'],
  additionalConsentedProducts: ['liabilities'],
  clientName: 'App',
  language: 'en',
  countryCodes: ['US'],
  user: {
    legalName: 'A B',
    phoneNumber: '+14155550123',
    emailAddress: 'a@example.com',
    dateOfBirth: '1990-01-02',
    name: { givenName: 'A', familyName: 'B' },
    address: { street: 's', street2: 't', city: 'c', region: 'CA', postalCode: '9', country: 'US' },
  },
  userId: 'usr_1',
  redirectUri: 'https://app.example/return',
  linkCustomizationName: 'dark',
  institutionId: 'ins_1',
  institutionData: { routingNumber: '021000021' },
  accountFilters: { depository: ['checking'], credit: ['all'], loan: ['all'], investment: ['all'], other: ['all'] },
  hostedLink: {
    deliveryMethod: 'sms',
    completionRedirectUri: 'https://a.example',
    urlLifetimeSeconds: 60,
    isMobileApp: true,
  },
  enableMultiItemLink: true,
  updateItemId: 'item-1',
  update: { accountSelectionEnabled: true },
  auth: { authTypeSelectEnabled: true, rerouteToCredentials: 'OFF' },
  transactions: { daysRequested: 30 },
  options: { statements: { start_date: '2026-01-01' } },
};

describe('input', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildGatewaySchema();
  });

  async function run(source: string, variableValues: Record<string, unknown> = {}, scopes?: Scope[]) {
    const contextValue = contextWith(scopes ?? ['items:read', 'items:write']);
    const { errors } = await graphql({ schema, source, variableValues, contextValue });
    return errors?.[0]?.originalError;
  }

  const create = (input: unknown) =>
    run('mutation ($input: CreateLinkSessionInput!) { createLinkSession(input: $input) { linkSession { id } } }', {
      input,
    });

  it('is accepted with every field of createLinkSession set, and with every field null', async () => {
    expect((await create(EVERYTHING))?.message).toBe('accepted');
    const empty = Object.fromEntries(Object.keys(EVERYTHING).map((name) => [name, null]));
    expect((await create({ ...empty, products: ['auth'] }))?.message).toBe('accepted');
  });

  it.each([
    ['a phone number in another format', { user: { phoneNumber: 'my-secret' } }, 'input.user.phoneNumber'],
    [
      'a number out of range',
      { hostedLink: { urlLifetimeSeconds: -7_654_321 } },
      'input.hostedLink.urlLifetimeSeconds',
    ],
    ['a string that is too long', { clientName: 'my-secret'.repeat(100) }, 'input.clientName'],
    ['an empty list', { countryCodes: [] }, 'input.countryCodes'],
    ['an invalid list entry', { products: ['my-secret'.repeat(20)] }, 'input.products'],
    ['a list above LIMIT_LIST', { products: ['a', 'b', 'c', 'd'] }, 'input.products'],
    [
      'a nested list above LIMIT_LIST',
      { accountFilters: { credit: ['a', 'b', 'c', 'd'] } },
      'input.accountFilters.credit',
    ],
  ])('is rejected for %s, with its path but never its value', async (_name, change, path) => {
    const error = await create({ ...EVERYTHING, ...change });
    expect(error).toBeInstanceOf(GatewayError);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', details: { fields: [{ path }] } });
    expect(JSON.stringify((error as GatewayError).details)).not.toMatch(/my-secret|7654321/);
  });

  it.each([
    ['nodes', '{ nodes(ids: ["a", "b", "c", "d"]) { id } }', 'ids'],
    ['first above the page limit', '{ items(first: 51) { totalCount } }', 'first'],
    ['first below one', '{ linkSessions(first: 0) { nodes { id } } }', 'first'],
    ['a string that is not a cursor', '{ items(after: "nonsense") { totalCount } }', 'after'],
    ['the cursor of another list', `{ items(after: "${cursors.encode('linkSessions', 1)}") { totalCount } }`, 'after'],
  ])('is rejected for %s', async (_name, source, path) => {
    expect(await run(source)).toMatchObject({ code: 'BAD_USER_INPUT', details: { fields: [{ path }] } });
  });

  it.each([
    ['{ item(id: "a") { id } }', 'items:read'],
    ['{ node(id: "a") { id } }', 'items:read'],
    ['mutation { rotateAccessToken(input: { itemId: "a" }) { item { id } } }', 'items:write'],
  ])('is not validated without the scope: %s', async (source, scope) => {
    const others = SCOPES.filter((name) => name !== scope);
    const error = await run(source, {}, others);
    expect(error).toMatchObject({ code: 'FORBIDDEN' });
    expect(error?.message).toContain(`"${scope}"`);
  });
});
