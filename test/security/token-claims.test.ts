import { createHmac } from 'node:crypto';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { TEST_JWT_SECRET } from '../support/access-tokens.js';
import { say, type Transport, TRANSPORTS } from '../support/transports.js';
import { openSocket } from '../support/ws-client.js';

const EVERY = TRANSPORTS.map((transport): [Transport] => [transport]);
const REFUSED: Record<Transport, string> = {
  HTTP: 'UNAUTHENTICATED',
  WebSocket: 'closed 4401',
  SSE: 'UNAUTHENTICATED',
  multipart: 'UNAUTHENTICATED',
};
function now() {
  return Math.floor(Date.now() / 1000);
}

/** Signs by hand what an identity provider can send and no library signs. `claims` is the payload's text. */
function signed(claims: string | Buffer): string {
  const text = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(claims).toString('base64url')}`;
  return `${text}.${createHmac('sha256', TEST_JWT_SECRET).update(text).digest('base64url')}`;
}
const SCOPE = '"scope":"items:read items:write"';
function token(claims: string) {
  return signed(`{${SCOPE},${claims}}`);
}
function ofOwner(owner: string) {
  return token(`"exp":${now() + 300},"sub":${owner}`);
}

/** Invalid owners, as JSON. */
const OWNERS = [
  'true',
  'false',
  'null',
  '7',
  '""',
  '{"name":"ada"}',
  '{}',
  '["ada"]',
  '[]',
  '"x\\ud800"',
  '"\\udc00x"',
  '"ada\\u0000"',
  '"ada\\n"',
  '"ada\\u007f"',
  '"ada\\u0085"',
  `"${'x'.repeat(256)}"`,
];
/** Invalid time claims with a valid owner. */
const TIMES = [
  '"exp":1e400',
  '"exp":"2030-01-01"',
  '"exp":null',
  '"exp":true',
  `"exp":${'9'.repeat(300)}`,
  '"iat":0',
  `"exp":${now() + 300},"iat":${now() + 3_600}`,
  `"exp":${now() + 300},"iat":"yesterday"`,
  `"exp":${now() + 300},"iat":-1e400`,
  `"exp":${now() + 300},"nbf":${now() + 3_600}`,
  `"exp":${now() + 300},"nbf":"now"`,
  `"exp":${now() + 300},"nbf":-1e400`,
  `"exp":${now() + 300},"auth_time":1e400`,
  `"exp":${now() + 300},"auth_time":${now() + 3_600}`,
  `"exp":${now() + 300},"auth_time":"today"`,
  `"exp":${now() + 300},"updated_at":1e400`,
  `"exp":${now() + 300},"updated_at":${now() + 3_600}`,
];

let gateway: TestGateway;
let query: (by: Transport) => string;
beforeAll(async () => {
  gateway = await startGateway({ AUTH_MODE: 'jwt', LIMIT_SOCKETS_PER_VIEWER: '100' });
  for (const sub of ['ada', 'x\ufffd']) {
    const client = gateway.withToken(ofOwner(JSON.stringify(sub)));
    await client.must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
  }
  query = (by) => (by === 'HTTP' ? '{ items { nodes { id } } }' : 'subscription { itemUpdated { id } }');
});
afterAll(() => gateway.close());

async function sendRequest(by: Transport, jwt: string) {
  return say({ url: gateway.url, authorization: `Bearer ${jwt}` }, by, { query: query(by) });
}

it.each(EVERY)('T10: %s rejects a token with an invalid owner claim, and keeps serving', async (by) => {
  for (const owner of OWNERS) {
    const { codes, data } = await sendRequest(by, ofOwner(owner));
    expect([owner, codes, data ?? null]).toEqual([owner, [REFUSED[by]], null]);
  }
  const invalidUtf8 = Buffer.concat([
    Buffer.from(`{${SCOPE},"exp":${now() + 300},"sub":"x`),
    Buffer.from([0xff]),
    Buffer.from('"}'),
  ]);
  expect((await sendRequest(by, signed(invalidUtf8))).codes).toEqual([REFUSED[by]]);
  expect((await sendRequest(by, token(`"exp":${now() + 300}`))).codes).toEqual([REFUSED[by]]);
  expect((await sendRequest(by, ofOwner('"ada"'))).codes).toEqual([]);
  expect((await sendRequest(by, ofOwner('"x\\ufffd"'))).codes).toEqual([]);
});

it.each(EVERY)('T12: %s rejects a token whose time claims are invalid or in the future', async (by) => {
  for (const times of TIMES) {
    expect([times, (await sendRequest(by, token(`${times},"sub":"ada"`))).codes]).toEqual([times, [REFUSED[by]]]);
  }
  const soon = `"exp":${now() + 300},"iat":${now() + 10},"nbf":${now() + 10},"sub":"ada"`;
  expect((await sendRequest(by, token(soon))).codes).toEqual([]);
});

it('T12: a token that expired before the socket opened closes it with 4403 and a reason, like one that expires later', async () => {
  const client = await openSocket(`${gateway.url.replace('http', 'ws')}/graphql`);
  client.send({
    type: 'connection_init',
    payload: { authorization: `Bearer ${token(`"exp":${now() - 60},"sub":"ada"`)}` },
  });
  expect(await client.closed).toEqual({ code: 4403, reason: 'Token expired' });
});

it('T10: the owner that an operator names in importItem is validated by the same rule', async () => {
  const olga = await gateway.as('olga', 'items:read items:write operator');
  for (const ownerId of ['', 'x\ud800', 'ada\n', 'x'.repeat(256)]) {
    const { errors } = await olga.run(
      'mutation ($input: ImportItemInput!) { importItem(input: $input) { item { id } } }',
      { input: { products: ['auth'], userId: 'u', authToken: 't', ownerId } },
    );
    expect([ownerId, errors.map(({ extensions }) => extensions.code)]).toEqual([ownerId, ['BAD_USER_INPUT']]);
  }
});

it('AUTH_OWNER_CLAIM names the owner claim, with the same rules, and AUTH_SCOPES_CLAIM the scopes claim', async () => {
  const other = await startGateway({
    AUTH_MODE: 'jwt',
    AUTH_OWNER_CLAIM: 'https://id.example/user',
    AUTH_SCOPES_CLAIM: 'rights',
  });
  const claims = (owner: string) =>
    signed(
      `{"exp":${now() + 300},"sub":"somebody","scope":"operator","rights":["items:read"],"https://id.example/user":${owner}}`,
    );
  const { data } = await other.withToken(claims('"eve"')).run('{ viewer { id scopes } }');
  expect(data).toEqual({ viewer: { id: 'eve', scopes: ['items:read'] } });
  for (const owner of ['true', '7', '["eve"]', '""']) {
    const { errors } = await other.withToken(claims(owner)).run('{ viewer { id } }');
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED']);
  }
  await other.close();
});
