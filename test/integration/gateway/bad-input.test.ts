import { startGateway, type TestGateway } from '../../support/gateway.js';
import {
  CANARY,
  createRawHttpClient,
  expectContractErrors,
  type RawHttpClient,
  type RawAnswer,
  type RawRequest,
} from '../../support/raw-http-client.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

const VIEWER = '{ viewer { id } }';
const REMOVE = 'mutation ($i: RemoveItemInput!) { removeItem(input: $i) { removedItemId } }';
const ITEM = 'query ($id: ID!) { item(id: $id) { id } }';

let gateway: TestGateway;
let rawClient: RawHttpClient;
let sessionCursor: string;

beforeAll(async () => {
  gateway = await startGateway();
  rawClient = createRawHttpClient(gateway.url);
  const owner = gateway.withToken(null);
  // Reads the accounts too, so that a later lookup does not have to.
  await owner.must('mutation { sandboxCreateItem(input: {}) { item { id accounts { id } } } }');
  await owner.must('mutation { createLinkSession(input: { products: ["auth"] }) { linkSession { id } } }');
  const page = await owner.must<{ linkSessions: { edges: { cursor: string }[] } }, object>(
    '{ linkSessions { edges { cursor } } }',
  );
  sessionCursor = page.linkSessions.edges[0]?.cursor ?? '';
});

afterAll(async () => {
  await rawClient.close();
  await gateway.close();
});

/** Sends the request, and checks that it changed nothing and that its errors follow the contract. */
async function refused(request: RawRequest): Promise<RawAnswer> {
  const response = await assertUnchanged(gateway, () => rawClient.send(request));
  expectContractErrors(response);
  return response;
}

const refusedPost = (body: unknown): Promise<RawAnswer> => refused({ body: JSON.stringify(body) });

const codesOf = (response: RawAnswer) => response.errors.map((error) => error.extensions.code);

describe('a request that is not a GraphQL request', () => {
  it.each<[string, RawRequest, number, string]>([
    ['malformed JSON', { body: `{"query": ${CANARY}` }, 400, 'BAD_USER_INPUT'],
    ['a truncated body', { body: '{"query":"{ viewer' }, 400, 'BAD_USER_INPUT'],
    ['an empty body', { body: '' }, 400, 'BAD_USER_INPUT'],
    ['no body', {}, 400, 'BAD_USER_INPUT'],
    ['null', { body: 'null' }, 400, 'BAD_USER_INPUT'],
    ['a number', { body: '7' }, 400, 'BAD_USER_INPUT'],
    ['a string', { body: `"${CANARY}"` }, 400, 'BAD_USER_INPUT'],
    ['a batch', { body: JSON.stringify([{ query: VIEWER }, { query: VIEWER }]) }, 400, 'BAD_USER_INPUT'],
    ['no query', { body: JSON.stringify({ [CANARY]: 1 }) }, 400, 'BAD_USER_INPUT'],
    ['a query that is an object', { body: JSON.stringify({ query: { a: CANARY } }) }, 400, 'BAD_USER_INPUT'],
    ['variables that are text', { body: JSON.stringify({ query: VIEWER, variables: CANARY }) }, 400, 'BAD_USER_INPUT'],
    ['variables that are a list', { body: JSON.stringify({ query: VIEWER, variables: [] }) }, 400, 'BAD_USER_INPUT'],
    ['extensions that are text', { body: JSON.stringify({ query: VIEWER, extensions: 'x' }) }, 400, 'BAD_USER_INPUT'],
    ['a name that is a number', { body: JSON.stringify({ query: VIEWER, operationName: 7 }) }, 400, 'BAD_USER_INPUT'],
    [
      '__proto__ in variables (prototype pollution)',
      { body: `{"query":"${VIEWER}","variables":{"__proto__":{"a":1}}}` },
      400,
      'BAD_USER_INPUT',
    ],
    ['bytes that are not UTF-8', { body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }, 400, 'BAD_USER_INPUT'],
    ['plain text', { headers: { 'content-type': 'text/plain' }, body: VIEWER }, 415, 'BAD_USER_INPUT'],
    [
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' },
      415,
      'BAD_USER_INPUT',
    ],
    ['an unknown media type', { headers: { 'content-type': CANARY }, body: '{}' }, 415, 'BAD_USER_INPUT'],
    [
      'a CSV response',
      { headers: { accept: 'text/csv' }, body: JSON.stringify({ query: VIEWER }) },
      400,
      'BAD_USER_INPUT',
    ],
    ['PUT', { method: 'PUT', body: '{}' }, 405, 'BAD_USER_INPUT'],
    ['PUT without a body', { method: 'PUT' }, 405, 'BAD_USER_INPUT'],
    ['DELETE', { method: 'DELETE' }, 405, 'BAD_USER_INPUT'],
    ['PROPFIND', { method: 'PROPFIND' }, 405, 'BAD_USER_INPUT'],
    ['an unknown path', { path: `/${CANARY}`, body: '{}' }, 404, 'NOT_FOUND'],
    ['a malformed path', { path: `/${CANARY}%zz`, body: '{}' }, 400, 'BAD_USER_INPUT'],
    ['the API path with a trailing slash', { path: '/graphql/', body: '{}' }, 404, 'NOT_FOUND'],
    ['headers that are too long', { headers: { 'x-long': CANARY.repeat(3_000) }, body: '{}' }, 431, 'LIMIT_EXCEEDED'],
    ['10 MB of text', { body: 'x'.repeat(10_000_000) }, 413, 'LIMIT_EXCEEDED'],
    [
      '10 MB of JSON',
      { body: JSON.stringify({ query: VIEWER, variables: { a: 'x'.repeat(10_000_000) } }) },
      413,
      'LIMIT_EXCEEDED',
    ],
  ])('rejects %s', async (_name, request, status, code) => {
    const response = await refused(request);
    expect([response.status, codesOf(response)]).toEqual([status, [code]]);
  });

  it('rejects bytes that are not HTTP, with a request id', async () => {
    const response = await assertUnchanged(gateway, () => rawClient.bytes(`${CANARY} nonsense\r\n\r\n`));
    expect(response).toMatch(/^HTTP\/1\.1 400 /);
    expect(response).toContain('"code":"BAD_USER_INPUT"');
    const id = /x-request-id: (\S+)/.exec(response)?.[1];
    expect(response).toContain(`"requestId":"${String(id)}"`);
    expect(response).not.toContain(CANARY);
  });

  it('never runs a query sent by GET', async () => {
    const response = await assertUnchanged(gateway, () =>
      rawClient.send({ method: 'GET', path: `/graphql?query=${CANARY}` }),
    );
    expect(response.headers['content-type']).toContain('text/html');
    expect(response.text).not.toContain(CANARY);
  });
});

describe('an invalid document', () => {
  it.each([
    ['a syntax error', `{ viewer { ${CANARY}`, 'GRAPHQL_PARSE_FAILED'],
    ['a string instead of a name', `{ viewer "${CANARY}" }`, 'GRAPHQL_PARSE_FAILED'],
    ['only a comment', `# ${CANARY}`, 'GRAPHQL_PARSE_FAILED'],
    ['a control character', '{ viewer { \u0007 } }', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', `{ ${CANARY} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown argument', `{ item(id: "a", ${CANARY}: 1) { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown type', `query ($a: ${CANARY}) { item(id: $a) { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown fragment', `{ viewer { ...${CANARY} } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unused fragment', `{ viewer { id } } fragment ${CANARY} on Item { id }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown directive', `{ viewer @${CANARY} { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an undeclared variable', `{ item(id: $${CANARY}) { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['an unused variable', `query ($${CANARY}: Int) { viewer { id } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['conflicting fields', `{ viewer { ${CANARY}: id ${CANARY}: scopes } }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a recursive fragment',
      `{ viewer { ...${CANARY} } } fragment ${CANARY} on Viewer { ...${CANARY} }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['an unknown enum value', `{ items(status: [${CANARY}]) { totalCount } }`, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown input field',
      `mutation { removeItem(input: { itemId: "a", ${CANARY}: 1 }) { removedItemId } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['text for a number', `{ items(first: "${CANARY}") { totalCount } }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['a number beyond 32 bits', '{ items(first: 99999999999) { totalCount } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['null for an id', '{ item(id: null) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no id', '{ item { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'text for a date',
      `{ account(id: "a") { liveBalances(minLastUpdatedDatetime: "${CANARY}") { current } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'text for a URL',
      `mutation { updateItemWebhook(input: { itemId: "a", webhook: "${CANARY}" }) { item { id } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'text for an object',
      `mutation { createLinkSession(input: { products: ["auth"], options: "${CANARY}" }) { linkSession { id } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'an enum value in a JSON object',
      `mutation { createLinkSession(input: { products: ["auth"], options: { identity: ${CANARY} } }) { linkSession { id } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a type definition', `type ${CANARY} { a: Int }`, 'BAD_USER_INPUT'],
    [
      'two operations without an operationName',
      `query ${CANARY} { viewer { id } } query B { viewer { id } }`,
      'BAD_USER_INPUT',
    ],
    ['a subscription', 'subscription { itemUpdated { id } }', 'BAD_USER_INPUT'],
  ])('rejects %s', async (_name, query, code) => {
    const response = await refusedPost({ query });
    expect(response.status).toBe(400);
    expect(codesOf(response)).toContain(code);
    expect(response.data).toBeUndefined();
  });

  it('rejects an operationName that is not in the document', async () => {
    const response = await refusedPost({ query: 'query A { viewer { id } }', operationName: CANARY });
    expect([response.status, codesOf(response)]).toEqual([400, ['BAD_USER_INPUT']]);
  });

  it('still reports the schema names and locations', async () => {
    const { errors } = await refusedPost({ query: `{ viewer { ${CANARY} } }` });
    expect(errors[0]).toMatchObject({
      message: 'Cannot query field "…" on type "Viewer".',
      locations: [{ line: 1, column: 12 }],
    });
  });
});

describe('invalid variables', () => {
  it.each<[string, string, Record<string, unknown>, { path: string; rule: string }[]]>([
    ['missing', ITEM, {}, [{ path: 'id', rule: 'is required' }]],
    ['null where null is not allowed', ITEM, { id: null }, [{ path: 'id', rule: 'Expected a value of type "ID!".' }]],
    ['an object for an id', ITEM, { id: { a: CANARY } }, [{ path: 'id', rule: 'Expected a value of type "ID".' }]],
    ['a fraction for an id', ITEM, { id: 1.5 }, [{ path: 'id', rule: 'Expected a value of type "ID".' }]],
    [
      'text for a number',
      'query ($n: Int) { items(first: $n) { totalCount } }',
      { n: CANARY },
      [{ path: 'n', rule: 'Expected a value of type "Int".' }],
    ],
    [
      'an unknown enum value',
      'query ($s: [ItemStatus!]) { items(status: $s) { totalCount } }',
      { s: ['HEALTHY', CANARY] },
      [{ path: 's.1', rule: 'Expected a value of the enum "ItemStatus".' }],
    ],
    [
      'an unknown input field',
      REMOVE,
      { i: { itemId: 'a', [CANARY]: 1 } },
      [{ path: 'i', rule: 'Expected only fields that type "RemoveItemInput" defines.' }],
    ],
    [
      'a string that is not a URL',
      'mutation ($i: UpdateItemWebhookInput!) { updateItemWebhook(input: $i) { item { id } } }',
      { i: { itemId: 'a', webhook: CANARY } },
      [{ path: 'i.webhook', rule: 'Expected a value of type "URL".' }],
    ],
    [
      'text for an object',
      'mutation ($i: CreateLinkSessionInput!) { createLinkSession(input: $i) { linkSession { id } } }',
      { i: { products: ['auth'], options: CANARY } },
      [{ path: 'i.options', rule: 'Expected a value of type "JSONObject".' }],
    ],
  ])('rejects %s, with its path but never its value', async (_name, query, variables, fields) => {
    const response = await refusedPost({ query, variables });
    expect([response.status, codesOf(response)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(response.errors[0]?.extensions.fields).toEqual(fields);
  });

  it('rejects null in a variable with a default where null is not allowed', async () => {
    const response = await refusedPost({
      query: 'query ($id: ID = "a") { item(id: $id) { id } }',
      variables: { id: null },
    });
    expect(response.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'id', rule: 'must not be null' }],
    });
  });
});

describe('page arguments out of range', () => {
  const items = 'query ($first: Int, $after: String) { items(first: $first, after: $after) { totalCount } }';
  const cursor = (text: string) => Buffer.from(text).toString('base64url');

  it.each([0, -1, 101, 2_147_483_647, -2_147_483_648])('rejects first: %d', async (first) => {
    const response = await refusedPost({ query: items, variables: { first } });
    expect(response.errors[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'first', rule: 'must be between 1 and 100' }],
    });
  });

  it.each([
    ['garbage', () => CANARY],
    ['an empty string', () => ''],
    ['a cursor of another list', () => sessionCursor],
    ['a cursor with a suffix', () => cursor('v1:items:1:x')],
    ['a cursor with padding', () => `${cursor('v1:items:1')}=`],
    ['a negative position', () => cursor('v1:items:-1')],
    ['a position too large for a number', () => cursor('v1:items:99999999999999999999')],
    ['a huge cursor', () => 'A'.repeat(90_000)],
    ['lone surrogates', () => '\ud800'],
  ])('rejects %s as a cursor', async (_name, after) => {
    const response = await refusedPost({ query: items, variables: { after: after() } });
    expect(response.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
  });
});

describe('ids that do not exist', () => {
  const ids = {
    unknown: CANARY,
    empty: '',
    huge: 'x'.repeat(90_000),
    'with NUL': 'a\u0000b',
    'of control characters': '\u0001\u001b[31m\r\n',
    'with a lone surrogate': 'ls_\ud800',
    'of emoji': '🏦🏦',
    'SQL (SQL injection)': `' or 1=1 --`,
    '__proto__ (prototype pollution)': '__proto__',
  };

  it.each(Object.entries(ids))('return null for every lookup: %s', async (_name, id) => {
    const query = `query ($id: ID!) { item(id: $id) { id } account(id: $id) { id } linkSession(id: $id) { id } node(id: $id) { id } nodes(ids: [$id, $id]) { id } }`;
    const response = await assertUnchanged(gateway, () => rawClient.post({ query, variables: { id } }));
    expect(response.status).toBe(200);
    expect(JSON.parse(response.text)).toEqual({
      data: { item: null, account: null, linkSession: null, node: null, nodes: [null, null] },
    });
  });

  const mutations: [string, string][] = [
    ['removeItem', 'mutation ($id: ID!) { removeItem(input: { itemId: $id }) { removedItemId } }'],
    ['updateItemWebhook', 'mutation ($id: ID!) { updateItemWebhook(input: { itemId: $id }) { item { id } } }'],
    ['rotateAccessToken', 'mutation ($id: ID!) { rotateAccessToken(input: { itemId: $id }) { item { id } } }'],
    ['sandboxResetLogin', 'mutation ($id: ID!) { sandboxResetLogin(input: { itemId: $id }) { item { id } } }'],
    [
      'sandboxFireWebhook',
      'mutation ($id: ID!) { sandboxFireWebhook(input: { itemId: $id, webhookCode: "X" }) { webhookFired } }',
    ],
    [
      'createProcessorToken',
      'mutation ($id: ID!) { createProcessorToken(input: { accountId: $id, processor: "dwolla" }) { processorToken } }',
    ],
    [
      'createStripeBankAccountToken',
      'mutation ($id: ID!) { createStripeBankAccountToken(input: { accountId: $id }) { stripeBankAccountToken } }',
    ],
    [
      'unlinkApplication',
      'mutation ($id: ID!) { unlinkApplication(input: { itemId: $id, applicationId: "a" }) { item { id } } }',
    ],
    [
      'updateApplicationScopes',
      'mutation ($id: ID!) { updateApplicationScopes(input: { itemId: $id, applicationId: "a", scopes: {}, context: "PORTAL" }) { item { id } } }',
    ],
    [
      'sandboxSetVerificationStatus',
      'mutation ($id: ID!) { sandboxSetVerificationStatus(input: { accountId: $id, verificationStatus: "x" }) { account { id } } }',
    ],
    [
      'completeLinkSession',
      'mutation ($id: ID!) { completeLinkSession(input: { linkSessionId: $id }) { linkSession { id } } }',
    ],
    [
      'createLinkSession',
      'mutation ($id: ID!) { createLinkSession(input: { updateItemId: $id }) { linkSession { id } } }',
    ],
    [
      'exchangePublicToken',
      'mutation ($id: ID!) { exchangePublicToken(input: { publicToken: "public-x", linkSessionId: $id }) { item { id } } }',
    ],
  ];
  const sayable = [CANARY, 'a\u0000b', 'ls_\ud800', '🏦🏦', '__proto__'];
  const cases = mutations.flatMap(([name, query]) =>
    sayable.map((id) => [name, JSON.stringify(id), query, id] as const),
  );

  it.each(cases)('return NOT_FOUND for %s: %s', async (_name, _shown, query, id) => {
    const response = await refusedPost({ query, variables: { id } });
    expect(codesOf(response)).toEqual(['NOT_FOUND']);
  });
});
