import { SignJWT } from 'jose';
import { gzipSync } from 'node:zlib';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import {
  CANARY,
  createRawHttpClient,
  expectContractErrors,
  type RawHttpClient,
  type RawRequest,
} from '../../support/raw-http-client.js';
import { signIn, TEST_JWT_SECRET } from '../../support/access-tokens.js';
import { assertUnchanged } from '../../support/assert-unchanged.js';

const VIEWER = '{ viewer { id } }';

let gateway: TestGateway;
let rawClient: RawHttpClient;

async function start(env: Record<string, string> = {}): Promise<void> {
  gateway = await startGateway(env);
  rawClient = createRawHttpClient(gateway.url);
}

afterEach(async () => {
  await rawClient.close();
  await gateway.close();
});

function token(claims: Record<string, unknown>, secret = TEST_JWT_SECRET): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 300;
  return new SignJWT({ sub: CANARY, scope: 'items:read items:write', exp, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(secret));
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('returns the same 401 and UNAUTHENTICATED for every invalid access token', async () => {
  await start({ AUTH_MODE: 'jwt' });
  const valid = await signIn(CANARY);
  const authorizations = [
    undefined,
    '',
    'Bearer',
    `Bearer ${CANARY}`,
    `Basic ${CANARY}`,
    `Bearer ${await token({ exp: 1_000_000_000 })}`,
    `Bearer ${await token({ exp: undefined })}`,
    `Bearer ${await token({ sub: '' })}`,
    `Bearer ${await token({ sub: 'x'.repeat(300) })}`,
    `Bearer ${await token({}, 'another-secret-that-is-also-32-bytes-long')}`,
    `Bearer ${part({ alg: 'none' })}.${part({ sub: CANARY, exp: 9_999_999_999 })}.`,
    `Bearer ${valid}x`,
    `Bearer ${valid} ${valid}`,
  ];
  const messages = new Set<string>();
  for (const authorization of authorizations) {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const response = await assertUnchanged(gateway, () => rawClient.post({ query: VIEWER }, headers));
    expectContractErrors(response);
    expect([response.status, response.errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    messages.add(response.errors[0]?.message ?? '');
  }
  expect(messages.size).toBe(1);
  expect((await rawClient.post({ query: VIEWER }, { authorization: `Bearer ${valid}` })).status).toBe(200);
});

it('rejects a mutation with only the read scope', async () => {
  await start({ AUTH_MODE: 'jwt' });
  const authorization = `Bearer ${await signIn('ada', 'items:read')}`;
  const query = 'mutation { sandboxCreateItem(input: {}) { item { id } } }';
  const response = await assertUnchanged(gateway, () => rawClient.post({ query }, { authorization }));
  expectContractErrors(response);
  expect(response.errors[0]?.extensions.code).toBe('FORBIDDEN');
});

it('responds to an invalid webhook with an empty body, and records nothing', async () => {
  await start();
  const json = { 'content-type': 'application/json' };
  const attacks: [RawRequest, number][] = [
    [{ method: 'GET' }, 405],
    [{ method: 'PUT', body: CANARY }, 405],
    [{ method: 'DELETE' }, 405],
    [{ method: 'OPTIONS' }, 405],
    [{ method: 'PROPFIND' }, 405],
    [{ headers: { 'content-type': 'text/plain' }, body: CANARY }, 415],
    [{ headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync('{}') }, 415],
    [{ headers: { ...json, 'content-encoding': 'br' }, body: '{}' }, 415],
    [{ body: 'x'.repeat(10_000_000) }, 413],
    [{ body: '' }, 401],
    [{ body: JSON.stringify({ webhook_type: 'ITEM', webhook_code: 'ERROR' }) }, 401],
    [{ headers: { ...json, 'plaid-verification': CANARY }, body: '{}' }, 401],
    [
      { headers: { ...json, 'plaid-verification': `${part({ alg: 'none', kid: 'a' })}.${part({})}.` }, body: '{}' },
      401,
    ],
  ];
  for (const [attack, status] of attacks) {
    const response = await assertUnchanged(gateway, () => rawClient.send({ ...attack, path: '/webhooks/plaid' }));
    expect([attack.method, response.status, response.text]).toEqual([attack.method, status, '']);
    expect(response.headers['x-request-id']).toEqual(expect.any(String));
  }
});

const many = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ');

it.each<[string, string, string, string]>([
  ['LIMIT_DOCUMENT_BYTES', '64', `{ viewer { id } } # ${CANARY.repeat(9)}`, 'LIMIT_EXCEEDED'],
  ['LIMIT_BODY_BYTES', '64', `{ viewer { id } } # ${CANARY.repeat(9)}`, 'LIMIT_EXCEEDED'],
  ['LIMIT_TOKENS', '9', `{ viewer { ${many(9, () => 'id')} } }`, 'LIMIT_EXCEEDED'],
  ['LIMIT_DEPTH', '3', '{ viewer { items { nodes { id } } } }', 'LIMIT_EXCEEDED'],
  ['LIMIT_ALIASES', '2', `{ viewer { ${many(3, (n) => `a${n}: id`)} } }`, 'LIMIT_EXCEEDED'],
  ['LIMIT_ROOT_FIELDS', '2', `{ ${many(3, () => 'viewer { id }')} }`, 'LIMIT_EXCEEDED'],
  ['LIMIT_DIRECTIVES', '2', `{ viewer { ${many(3, () => 'id @include(if: true)')} } }`, 'LIMIT_EXCEEDED'],
  ['LIMIT_PAGE_SIZE', '5', '{ items(first: 6) { totalCount } }', 'BAD_USER_INPUT'],
  ['LIMIT_LIST', '2', '{ nodes(ids: ["a", "b", "c"]) { id } }', 'BAD_USER_INPUT'],
])('enforces %s', async (name, limit, query, code) => {
  await start({ [name]: limit });
  const response = await assertUnchanged(gateway, () => rawClient.post({ query }));
  expectContractErrors(response);
  expect(response.errors[0]?.extensions.code).toBe(code);
});

it('enforces LIMIT_OPERATIONS_PER_MINUTE per viewer, with retryAfterMs', async () => {
  await start({ LIMIT_OPERATIONS_PER_MINUTE: '2' });
  await rawClient.post({ query: VIEWER });
  await rawClient.post({ query: VIEWER });
  const response = await assertUnchanged(gateway, () => rawClient.post({ query: VIEWER }));
  expectContractErrors(response);
  expect([response.status, response.errors[0]?.extensions.code]).toEqual([429, 'LIMIT_EXCEEDED']);
  const { retryAfterMs = 0 } = response.errors[0]?.extensions ?? {};
  expect(retryAfterMs).toBeGreaterThan(0);
  expect(retryAfterMs).toBeLessThanOrEqual(60_000);
  expect((await (await gateway.as('somebody-else')).run(VIEWER)).status).toBe(200);
});
