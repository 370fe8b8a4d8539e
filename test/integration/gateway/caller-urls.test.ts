import { readFileSync } from 'node:fs';
import {
  buildSchema,
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { inputRules } from '../../support/input-rules.js';
import {
  CANARY,
  createRawHttpClient,
  expectContractErrors,
  type RawHttpClient,
} from '../../support/raw-http-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

const schema = buildSchema(readFileSync(new URL('../../../schema/schema.graphql', import.meta.url), 'utf8'));

/** How names of URL fields end, whatever their type. */
const NAMED_AS_URL = /(ur[il]s?|webhook|redirect|callback|href|origin|endpoint|website)$/i;

const isUrl = (name: string, type: GraphQLInputType): boolean =>
  getNamedType(type).name === 'URL' || NAMED_AS_URL.test(name);

/** Every URL in an input: input fields as `Type.field`, arguments as `Type.field(argument)`. */
function urlsOfCallers(): { inSchema: string[]; arguments: string[] } {
  const found = { inSchema: [] as string[], arguments: [] as string[] };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        if (isUrl(field.name, field.type)) found.inSchema.push(`${type.name}.${field.name}`);
      }
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        for (const argument of field.args) {
          if (isUrl(argument.name, argument.type)) found.arguments.push(`${type.name}.${field.name}(${argument.name})`);
        }
      }
    }
  }
  return found;
}

/** The complete input that contains the URL. */
const INPUTS: Record<string, { mutation: string; path: string; input: (url: string) => object }> = {
  'CreateLinkSessionInput.redirectUri': {
    mutation: 'createLinkSession',
    path: 'input.redirectUri',
    input: (redirectUri) => ({ products: ['auth'], redirectUri }),
  },
  'HostedLinkInput.completionRedirectUri': {
    mutation: 'createLinkSession',
    path: 'input.hostedLink.completionRedirectUri',
    input: (completionRedirectUri) => ({ products: ['auth'], hostedLink: { completionRedirectUri } }),
  },
  'CreateLayerSessionInput.redirectUri': {
    mutation: 'createLayerSession',
    path: 'input.redirectUri',
    input: (redirectUri) => ({ templateId: 'template', redirectUri }),
  },
  'UpdateItemWebhookInput.webhook': {
    mutation: 'updateItemWebhook',
    path: 'input.webhook',
    input: (webhook) => ({ itemId: 'item', webhook }),
  },
  'ImportItemInput.webhook': {
    mutation: 'importItem',
    path: 'input.webhook',
    input: (webhook) => ({ products: ['auth'], userId: 'a', authToken: 'a', webhook }),
  },
};

const typeOf = (mutation: string): GraphQLNamedInputType | undefined => {
  const [argument] = schema.getMutationType()?.getFields()[mutation]?.args ?? [];
  return argument && getNamedType(argument.type);
};

const GOOD = 'https://allowed.example/return';
const BAD: [string, string][] = [
  ['a line break', `https://allowed.example/\r\nx-${CANARY}: 1`],
  ['a line feed in the host', `https://allowed\n.example/${CANARY}`],
  ['a tab', `https://allowed.example/\t${CANARY}`],
  ['a NUL character', `https://allowed.example/\u0000${CANARY}`],
  ['a C1 control character', `https://allowed.example/\u0085${CANARY}`],
  ['a line separator', `https://allowed.example/\u2028${CANARY}`],
  ['a leading space', ` https://allowed.example/${CANARY}`],
  ['a backslash', `https://allowed.example\\@${CANARY}.example/`],
  ['a backslash in the path', `https://allowed.example/\\${CANARY}`],
  ['a letter beyond ASCII', `https://allowed.example/\u00e9${CANARY}`],
  ['2,049 characters', `https://allowed.example/${CANARY}`.padEnd(2_049, 'a')],
  ['a user name', `https://${CANARY}@allowed.example/`],
  ['a user name and a password', `https://user:${CANARY}@allowed.example/`],
  ['an empty user name', `https://@allowed.example/${CANARY}`],
  ['javascript', `javascript:alert('${CANARY}')`],
  ['data', `data:text/html,${CANARY}`],
  ['blob', `blob:https://allowed.example/${CANARY}`],
  ['file', `file:///etc/${CANARY}`],
  ['one slash', `https:allowed.example/${CANARY}`],
  ['three slashes', `https:///allowed.example/${CANARY}`],
  ['plain http', `http://allowed.example/${CANARY}`],
  ['an origin that is not allowed', `https://${CANARY}.example/`],
  ['another port', `https://allowed.example:8443/${CANARY}`],
  ['a subdomain of an allowed host', `https://${CANARY}.allowed.example/`],
];

describe('T21: a URL from a caller (open redirect, SSRF)', () => {
  let gateway: TestGateway;
  let rawClient: RawHttpClient;

  beforeAll(async () => {
    gateway = await startGateway({
      LINK_ALLOWED_REDIRECT_ORIGINS: 'https://allowed.example,myapp:',
      PLAID_WEBHOOK_ALLOWED_ORIGINS: 'https://allowed.example',
    });
    rawClient = createRawHttpClient(gateway.url);
  });

  afterAll(async () => {
    await rawClient.close();
    await gateway.close();
  });

  const send = (name: string, url: string) => {
    const { mutation = '', input } = INPUTS[name] ?? {};
    const type = String(typeOf(mutation));
    const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
    return rawClient.post({ query, variables: { input: input?.(url) } });
  };

  it('has the URL rules everywhere in the schema, and is covered by this test', async () => {
    const { inSchema, arguments: inArguments } = urlsOfCallers();
    const ruled = (await inputRules()).filter(({ name }) => name === 'isCallerUrl').map(({ field }) => field);
    expect(inSchema.sort()).toEqual(Object.keys(INPUTS).sort());
    expect(ruled.sort()).toEqual(inSchema.sort());
    // An argument has no class for the rule. Use an input type instead.
    expect(inArguments).toEqual([]);
  });

  describe.each(Object.keys(INPUTS))('as %s', (name) => {
    it.each(BAD)(
      'with %s is rejected without a Plaid call, with path and rule but never the value',
      async (_what, url) => {
        const response = await assertUnchanged(gateway, () => send(name, url));
        expectContractErrors(response);
        const [error] = response.errors;
        expect(error?.extensions.code).toBe('BAD_USER_INPUT');
        expect(error?.extensions.fields?.map(({ path }) => path)).toEqual([INPUTS[name]?.path]);
        expect(error?.extensions.fields?.[0]?.rule).not.toBe('');
        expect(response.text).not.toContain(CANARY);
      },
    );

    it('is accepted by the URL rules', async () => {
      const { errors } = await send(name, GOOD);
      expect(errors.filter(({ extensions }) => extensions.code === 'BAD_USER_INPUT')).toEqual([]);
    });

    it('is rejected in the document as in a variable', async () => {
      const { mutation = '', input, path } = INPUTS[name] ?? {};
      const written = JSON.stringify(input?.(`https://allowed.example/\r\n${CANARY}`)).replace(/"(\w+)":/g, '$1:');
      const query = `mutation { ${mutation}(input: ${written}) { __typename } }`;
      const response = await assertUnchanged(gateway, () => rawClient.post({ query }));
      expect(response.errors.map(({ extensions }) => [extensions.code, extensions.fields?.[0]?.path])).toEqual([
        ['BAD_USER_INPUT', path],
      ]);
    });
  });
});
