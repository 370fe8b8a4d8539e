import { createHash } from 'node:crypto';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';

interface Body {
  data?: Record<string, unknown> | null;
  errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

describe('POST /graphql', () => {
  let tiny: TinyServer;
  beforeAll(async () => {
    tiny = await startTinyServer();
  });
  afterAll(() => tiny.server.close());

  async function post(body: unknown, headers?: Record<string, string>) {
    const response = await tiny.post(body, headers);
    return { response, text: '', body: (await response.json()) as Body };
  }

  it('returns the data of an operation, its request id and its number of upstream calls', async () => {
    const { response, body } = await post({ query: '{ hello me }' }, { 'x-request-id': 'my-request-1' });
    expect(response.status).toBe(200);
    expect(body).toEqual({ data: { hello: 'world', me: 'dev-user' } });
    expect(response.headers.get('x-request-id')).toBe('my-request-1');
    expect(response.headers.get('x-upstream-calls')).toBe('3');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('generates a request id when that of the client is not well-formed', async () => {
    const { response } = await post({ query: '{ hello }' }, { 'x-request-id': 'short' });
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('returns the code, the path and the details of a gateway error', async () => {
    const { response, body } = await post({ query: '{ hello fail(how: "gateway") }' });
    expect(response.status).toBe(200);
    expect(body.data).toEqual({ hello: 'world', fail: null });
    expect(body.errors?.[0]).toMatchObject({
      message: 'The end user has to log in again.',
      path: ['fail'],
      extensions: {
        code: 'ITEM_ACTION_REQUIRED',
        requiredAction: 'REAUTHENTICATE',
        plaid: { errorCode: 'ITEM_LOGIN_REQUIRED', requestId: 'plaid-1' },
        requestId: response.headers.get('x-request-id'),
      },
    });
  });

  it('masks every other failure, logs it, and returns the request id', async () => {
    const { response, body } = await post({ query: '{ fail(how: "internal") }' });
    const id = response.headers.get('x-request-id');
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(body.errors?.[0]).toEqual({
      message: `The gateway failed. Quote this requestId: ${String(id)}`,
      path: ['fail'],
      locations: [{ line: 1, column: 3 }],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: id },
    });
    expect(tiny.errors).toContainEqual(expect.objectContaining({ requestId: id }));
  });

  it.each([
    ['a document that does not parse', { query: '{ hello(text: "my-secret' }, 'GRAPHQL_PARSE_FAILED'],
    ['a string instead of a name', { query: '{ hello "my-secret" }' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a literal of the wrong type', { query: '{ echo(count: "my-secret") }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown enum value',
      { query: '{ echo(input: { text: "a", colors: [MYSECRET] }) }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['a missing variable', { query: 'query ($t: String!) { echo(text: $t) }' }, 'BAD_USER_INPUT'],
    [
      'a variable of the wrong type',
      { query: 'query ($c: Int) { echo(count: $c) }', variables: { c: 'my-secret' } },
      'BAD_USER_INPUT',
    ],
    [
      'a variable with an unknown field',
      { query: 'query ($i: EchoInput) { echo(input: $i) }', variables: { i: { text: 'a', other: 'my-secret' } } },
      'BAD_USER_INPUT',
    ],
    [
      'an unknown enum value in a variable',
      { query: 'query ($i: EchoInput) { echo(input: $i) }', variables: { i: { text: 'a', colors: ['my-secret'] } } },
      'BAD_USER_INPUT',
    ],
    ['an unknown operation name', { query: 'query A { hello }', operationName: 'my-secret' }, 'BAD_USER_INPUT'],
    ['a subscription', { query: 'subscription { forever }' }, 'BAD_USER_INPUT'],
    ['a batch', [{ query: '{ hello }' }], 'BAD_USER_INPUT'],
    ['no document', { variables: {} }, 'BAD_USER_INPUT'],
    ['variables that are not an object', { query: '{ hello }', variables: 'my-secret' }, 'BAD_USER_INPUT'],
    ['a body that is not JSON', '{"query": my-secret', 'BAD_USER_INPUT'],
    ['an empty body', '', 'BAD_USER_INPUT'],
  ])('rejects %s with 400 and a code, without quoting it', async (_name, request, code) => {
    const { response, body } = await post(request);
    expect(response.status).toBe(400);
    expect(body.data).toBeUndefined();
    expect(body.errors?.[0]?.extensions).toMatchObject({ code, requestId: response.headers.get('x-request-id') });
    expect(JSON.stringify(body)).not.toMatch(/my-?secret/i);
  });

  it('names the path of an invalid variable and the expected type', async () => {
    const query = 'query ($i: EchoInput) { echo(input: $i) }';
    const { body } = await post({ query, variables: { i: { count: 'x', colors: ['RED', 7], other: 1 } } });
    expect(body.errors?.[0]?.extensions.fields).toEqual([
      { path: 'i', rule: 'Field "text" of required type "String!" was not provided.' },
      { path: 'i.count', rule: 'Expected a value of type "Int".' },
      { path: 'i.colors.1', rule: 'Expected a value of the enum "Color".' },
      { path: 'i', rule: 'Expected only fields that type "EchoInput" defines.' },
    ]);
  });

  it('rejects null in a variable, where null is not allowed, as bad input', async () => {
    const { body } = await post({ query: 'query ($c: Int) { echo(count: $c) }', variables: { c: null } });
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it.each([
    ['tokens', `{ ${'hello '.repeat(1001)} }`],
    ['bytes', `{ hello } # ${'x'.repeat(17_000)}`],
    ['depth', `{ ${'deep { '.repeat(12)} name ${'}'.repeat(12)} }`],
    [
      'depth through fragments',
      `{ deep { ...A } } fragment A on Deep { ${'deep { '.repeat(11)} name ${'}'.repeat(11)} }`,
    ],
    ['aliases', `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: hello`).join(' ')} }`],
    ['root fields', `{ ${'hello '.repeat(11)} }`],
    ['directives', `{ hello ${'@include(if: true) '.repeat(51)} }`],
  ])('rejects too many %s with LIMIT_EXCEEDED', async (_name, query) => {
    const { response, body } = await post({ query });
    expect(response.status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
  });

  it('rejects a body above the limit with 413 and LIMIT_EXCEEDED', async () => {
    const { response, body } = await post({ query: '{ hello }', variables: { a: 'x'.repeat(200_000) } });
    expect(response.status).toBe(413);
    expect(body.errors?.[0]?.extensions.code).toBe('LIMIT_EXCEEDED');
  });

  it('rejects another media type with 415', async () => {
    const response = await fetch(tiny.graphqlUrl, { method: 'POST', body: '{"query":"{ hello }"}' });
    expect(response.status).toBe(415);
    expect(((await response.json()) as Body).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('rejects an Accept header without a supported media type', async () => {
    const { response, body } = await post({ query: '{ hello }' }, { accept: 'text/csv' });
    expect(response.status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('requests the document of a persisted query, and accepts it with its hash', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'ab'.repeat(32) } };
    const missing = await post({ extensions });
    expect(missing.body.errors?.[0]).toMatchObject({
      message: 'PersistedQueryNotFound',
      extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
    });
    const sha256Hash = createHash('sha256').update('{ hello }').digest('hex');
    const right = { persistedQuery: { version: 1, sha256Hash } };
    expect((await post({ query: '{ hello }', extensions: right })).body.data).toEqual({ hello: 'world' });
  });

  it('supports introspection, which tools nest deeper than the depth limit', async () => {
    const { body } = await post({ query: '{ __schema { types { fields { type { ofType { ofType { name } } } } } } }' });
    expect(body.errors).toBeUndefined();
  });

  it('responds to unknown paths with NOT_FOUND in JSON', async () => {
    const response = await fetch(`${tiny.url}/nothing`);
    expect(response.status).toBe(404);
    expect(((await response.json()) as Body).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  it('allows the configured origins to read responses, and no others', async () => {
    const headers = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    const allowed = await fetch(tiny.graphqlUrl, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://app.example' },
    });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://app.example');
    const other = await fetch(tiny.graphqlUrl, {
      method: 'OPTIONS',
      headers: { ...headers, origin: 'https://evil.example' },
    });
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const reply = await tiny.post({ query: '{ hello }' }, { origin: 'https://app.example' });
    expect(reply.headers.get('access-control-expose-headers')).toBe('x-request-id, x-upstream-calls');
  });

  it('serves the playground in development, with the first operation and a Content-Security-Policy', async () => {
    const response = await fetch(tiny.graphqlUrl, { headers: { accept: 'text/html' } });
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await response.text()).toContain('mutation LinkATestBank');
  });
});

describe('in production', () => {
  let tiny: TinyServer;
  beforeAll(async () => {
    tiny = await startTinyServer({ config: { production: true, introspection: false, playground: false } });
  });
  afterAll(() => tiny.server.close());

  it('has no playground', async () => {
    const response = await fetch(tiny.graphqlUrl);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
  });

  it('rejects introspection and makes no suggestions', async () => {
    const introspection = await tiny.post({ query: '{ __schema { types { name } } }' });
    expect(((await introspection.json()) as Body).errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    const typo = await tiny.post({ query: '{ helo }' });
    expect(await typo.text()).not.toContain('Did you mean');
  });
});
