import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNullableType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql';
import { assertUnchanged } from '../../support/assert-unchanged.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import type { GraphqlClient } from '../../support/graphql-client.js';

const SCHEMA = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
/** CR LF, NUL, ESC, DEL, next line, line separator, paragraph separator. */
const CONTROLS = ['\r\n', '\u0000', '\u001b[31m', '\u007f', '\u0085', '\u2028', '\u2029'];
const TEXTS = new Set(['String', 'ID', 'JSONObject']);
/** Ids of the gateway's own records are only looked up: bad-input.test.ts shows that such an id does not exist. */
const RECORD_IDS = new Set(['itemId', 'updateItemId', 'accountId', 'linkSessionId']);

/** A value of the type that breaks no rule of the schema. */
function plain(type: GraphQLInputType): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [plain(bare.ofType)];
  if (isEnumType(bare)) return bare.getValues()[0]?.name;
  if (isInputObjectType(bare)) return required(bare);
  return { Int: 1, Boolean: true, JSONObject: {} }[bare.name] ?? 'a';
}

type InputObject = Extract<GraphQLInputType, { getFields: unknown }>;
const required = (type: InputObject): Record<string, unknown> =>
  Object.fromEntries(
    Object.values(type.getFields())
      .filter(isRequiredInputField)
      .map((field) => [field.name, plain(field.type)]),
  );

interface Place {
  path: string;
  /** The whole argument, with this text at the path. */
  put: (text: string) => unknown;
}

/** Every text in a value of the type. */
function placesIn(type: GraphQLInputType, path: string): Place[] {
  const bare = getNullableType(type);
  if (isListType(bare)) {
    return placesIn(bare.ofType, path).map((place) => ({
      path: place.path,
      put: (text: string) => [place.put(text)],
    }));
  }
  if (isInputObjectType(bare)) {
    const fields = Object.values(bare.getFields()).filter(({ name }) => !RECORD_IDS.has(name));
    return fields.flatMap((field) =>
      placesIn(field.type, `${path}.${field.name}`).map((place) => ({
        path: place.path,
        put: (text: string) => ({ ...required(bare), [field.name]: place.put(text) }),
      })),
    );
  }
  if (!TEXTS.has(bare.name)) return [];
  if (bare.name !== 'JSONObject') return [{ path, put: (text) => text }];
  return [
    { path, put: (text) => ({ a: [{ b: text }] }) },
    { path, put: (text) => ({ [text]: true }) },
  ];
}

const OPERATIONS = [SCHEMA.getMutationType(), SCHEMA.getQueryType()].flatMap((root) =>
  Object.values(root?.getFields() ?? {}).map((field) => ({ field, kind: root?.name.toLowerCase() ?? '' })),
);

const PLACES = OPERATIONS.flatMap(({ field, kind }) =>
  field.args
    .filter(({ type }) => isInputObjectType(getNullableType(type)))
    .flatMap((argument) =>
      placesIn(argument.type, argument.name).map(({ path, put }) => ({
        name: `${field.name} ${path}`,
        path,
        put,
        query: `${kind} ($v: ${String(argument.type)}) { ${field.name}(${argument.name}: $v) { __typename } }`,
      })),
    ),
);

let gateway: TestGateway;
let client: GraphqlClient;

beforeAll(async () => {
  gateway = await startGateway();
  client = await gateway.as('ada', 'items:read items:write auth_numbers:read operator');
});

afterAll(async () => {
  await gateway.close();
});

describe('control characters in a text from a caller', () => {
  it('are tested in every input that is sent to Plaid', () => {
    expect(PLACES.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'createLinkSession input.androidPackageName',
        'createLinkSession input.user.address.street',
        'createLayerSession input.templateId',
        'importItem input.authToken',
        'createProcessorToken input.processor',
        'updateApplicationScopes input.applicationId',
        'updateApplicationScopes input.scopes',
        'updateApplicationScopes input.state',
        'removeItem input.reasonNote',
      ]),
    );
  });

  it.each(PLACES)('are rejected, and nothing is sent: $name', async ({ query, path, put }) => {
    await assertUnchanged(gateway, async () => {
      for (const control of CONTROLS.filter((one) => one !== '\r\n' || !path.endsWith('.overridePassword'))) {
        const { errors } = await client.run(query, { v: put(`a${control}b`) });
        expect(errors.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
        const fields = errors[0]?.extensions.fields as { path: string; rule: string }[];
        expect(fields.map((field) => field.path)).toContain(path);
      }
    });
  });

  it('are rejected in a search text', async () => {
    const query = 'query ($v: String!) { institutions(query: $v) { id } }';
    const { errors } = await assertUnchanged(gateway, () => client.run(query, { v: 'first\u0000bank' }));
    expect(errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'query', rule: 'must have no control characters' }],
    });
  });

  it('do not include the characters of names in other scripts', async () => {
    const query = `mutation ($v: CreateLinkSessionInput!) { createLinkSession(input: $v) { linkSession { id } } }`;
    const user = { legalName: 'Zoë Müller-Łukasz', name: { givenName: '‏محمد', familyName: 'क्‍ष' } };
    expect((await client.run(query, { v: { products: ['auth'], user } })).errors).toEqual([]);
  });
});
