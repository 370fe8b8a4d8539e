import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT } from 'jose';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AuthConfig, Config } from '../../src/config/config.js';
import { parseConfig } from '../../src/config/parse-config.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { createRawHttpClient } from '../support/raw-http-client.js';
import { TEST_JWT_SECRET } from '../support/access-tokens.js';
import { openStream } from '../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../support/tiny-server.js';
import { signToken, TEST_SECRET } from '../support/tokens.js';
import { LIVE_TRANSPORTS, type Said, say, type Transport, TRANSPORTS } from '../support/transports.js';
import { openSocket } from '../support/ws-client.js';

const EVERY = TRANSPORTS.map((transport): [Transport] => [transport]);
function now() {
  return Math.floor(Date.now() / 1000);
}
function part(value: object) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
const REFUSED: Record<Transport, string> = {
  HTTP: 'UNAUTHENTICATED',
  WebSocket: 'closed 4401',
  SSE: 'UNAUTHENTICATED',
  multipart: 'UNAUTHENTICATED',
};

let tiny: TinyServer;
async function start(auth: AuthConfig, config: Partial<Config> = {}): Promise<void> {
  tiny = await startTinyServer({
    config: { ...config, auth },
    limits: { socketsPerViewer: 1_000, subscribesPerMinute: 0 },
  });
}
function ask(by: Transport, authorization?: string): Promise<Said> {
  return say({ url: tiny.url, ...(authorization !== undefined && { authorization }) }, by, {
    query: by === 'HTTP' ? '{ me }' : 'subscription { ticks(count: 1) }',
  });
}

/** A valid claim set with changes, signed with the given key. */
function hs256(claims: JWTPayload = {}, header: object = {}) {
  return new SignJWT({ sub: 'ada', iss: 'https://id.example', aud: 'gateway', exp: now() + 300, ...claims })
    .setProtectedHeader({ alg: 'HS256', ...header })
    .sign(TEST_SECRET);
}

/** Signs by hand what the library refuses to sign. */
function signed(header: object, claims: object): string {
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac('sha256', TEST_SECRET).update(text).digest('base64url')}`;
}

describe('with a shared secret', () => {
  beforeAll(() =>
    start({ mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: 'https://id.example', audience: 'gateway' }),
  );
  afterAll(() => tiny.server.close());

  /** One invalid token of each kind. */
  async function wrongTokens(): Promise<string[]> {
    const claims = { sub: 'ada', iss: 'https://id.example', aud: 'gateway', exp: now() + 300 };
    const { privateKey } = await generateKeyPair('RS256');
    const good = await hs256();
    return [
      'nonsense',
      'a.b.c',
      `${part({ alg: 'none' })}.${part(claims)}.`,
      `${part({ alg: 'None', typ: 'JWT' })}.${part(claims)}.`,
      `${part({ alg: 'HS256' })}.${part(claims)}.`,
      `${good.slice(0, -4)}AAAA`,
      `${good.split('.')[0] ?? ''}.${part({ ...claims, sub: 'bob' })}.${good.split('.')[2] ?? ''}`,
      await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(TEST_SECRET),
      await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 7)),
      await hs256({ nbf: now() + 120 }),
      await hs256({ iss: 'https://evil.example' }),
      await hs256({ aud: 'other' }),
      await hs256({ sub: '' }),
      await hs256({ sub: 'x'.repeat(256) }),
      await new SignJWT({ ...claims, exp: undefined }).setProtectedHeader({ alg: 'HS256' }).sign(TEST_SECRET),
      signed({ alg: 'HS256', kid: '../../dev/null', crit: ['x'], x: 1 }, claims),
    ];
  }

  it('T10: every invalid token gets the same response, byte for byte except for the request id', async () => {
    const rawClient = createRawHttpClient(tiny.url);
    const responses = new Set<string>();
    const authorizations = [...(await wrongTokens()).map((token) => `Bearer ${token}`), 'Bearer', 'Basic YTpi', ''];
    for (const path of ['/graphql', '/graphql/stream']) {
      for (const authorization of [undefined, ...authorizations]) {
        const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
        const reply = await rawClient.send({ path, headers, body: '{"query":"{ me }"}' });
        const id = reply.headers['x-request-id'];
        const rest = { ...reply.headers, 'x-request-id': '', date: '' };
        responses.add(`${reply.status} ${JSON.stringify(rest)} ${reply.text.replaceAll(String(id), '')}`);
      }
    }
    expect([...responses]).toEqual([expect.stringContaining('UNAUTHENTICATED')]);
    await rawClient.close();
  });

  it.each(EVERY)('T10: %s accepts a valid token and rejects invalid ones', async (by) => {
    expect((await ask(by, `Bearer ${await hs256()}`)).codes).toEqual([]);
    for (const token of await wrongTokens()) expect((await ask(by, `Bearer ${token}`)).codes).toEqual([REFUSED[by]]);
    expect((await ask(by)).codes).toEqual([REFUSED[by]]);
  });

  it.each(EVERY)('T12: %s tolerates a clock skew of 30 seconds and no more', async (by) => {
    expect((await ask(by, `Bearer ${await hs256({ exp: now() - 20 })}`)).codes).not.toContain(REFUSED[by]);
    expect((await ask(by, `Bearer ${await hs256({ nbf: now() + 20 })}`)).codes).toEqual([]);
    const expired = by === 'WebSocket' ? 'closed 4403' : REFUSED[by];
    expect((await ask(by, `Bearer ${await hs256({ exp: now() - 40 })}`)).codes).toEqual([expired]);
    expect((await ask(by, `Bearer ${await hs256({ nbf: now() + 40 })}`)).codes).toEqual([REFUSED[by]]);
  });

  it.each(LIVE_TRANSPORTS)('T11: a subscription over %s ends when its token expires', async (by) => {
    const authorization = `Bearer ${await hs256({ exp: now() + 2 })}`;
    const query = 'subscription { forever }';
    if (by === 'WebSocket') {
      const client = await openSocket(tiny.socketUrl);
      client.send({ type: 'connection_init', payload: { authorization } });
      await client.next();
      client.send({ type: 'subscribe', id: '1', payload: { query } });
      expect((await client.closed).code).toBe(4403);
      return;
    }
    const stream = await openStream(tiny.url, by, { query }, { authorization });
    expect(await stream.next()).toMatchObject({ payload: { data: { forever: 0 } } });
    expect(JSON.stringify(await stream.next())).toContain('UNAUTHENTICATED');
    expect(await stream.next()).toEqual({ type: 'complete' });
    await stream.ended;
  });

  it('T37: tokens are compared by the library and never by our code', async () => {
    // A signature that is half right is rejected with the same message as one that is entirely wrong.
    const [head = '', body = '', signature = ''] = (await hs256()).split('.');
    const halves = [signature.slice(0, 20) + 'A'.repeat(23), 'A'.repeat(23) + signature.slice(23), 'A'.repeat(43)];
    const texts = await Promise.all(halves.map((half) => ask('HTTP', `Bearer ${head}.${body}.${half}`)));
    expect(new Set(texts.map(({ text }) => text)).size).toBe(1);
  });
});

describe('with a JWKS', () => {
  let keySet: Server;
  let jwks: object[] = [];
  let fetched = 0;
  const realNow = Date.now;
  let aheadMs = 0;

  async function newKey(kid: string, alg = 'ES256') {
    const { publicKey, privateKey } = await generateKeyPair(alg);
    const sign = (claims: JWTPayload = {}, header: object = {}) =>
      new SignJWT({ sub: 'ada', exp: now() + 300, ...claims })
        .setProtectedHeader({ alg, kid, ...header })
        .sign(privateKey);
    return { jwk: { ...(await exportJWK(publicKey)), kid, alg }, sign };
  }

  beforeAll(async () => {
    keySet = createServer((_request, response) => {
      fetched += 1;
      response.end(JSON.stringify({ keys: jwks }));
    });
    await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve));
  });
  beforeEach(async () => {
    aheadMs = 0;
    fetched = 0;
    // jose uses Date.now for the age of its keys.
    Date.now = () => realNow() + aheadMs;
    const jwksUrl = `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/`;
    await start({ mode: 'jwt', verifier: { jwksUrl }, issuer: null, audience: null });
  });
  afterEach(() => tiny.server.close());
  afterAll(async () => {
    Date.now = realNow;
    await new Promise((resolve) => keySet.close(resolve));
  });

  const bearer = async (token: Promise<string>) => `Bearer ${await token}`;

  it('T10: a rotated key is fetched, and a removed one is no longer accepted', async () => {
    const [first, second] = [await newKey('first'), await newKey('second')];
    jwks = [first.jwk];
    const accepted = await bearer(first.sign());
    expect((await ask('HTTP', accepted)).codes).toEqual([]);
    jwks = [second.jwk];
    aheadMs += 31_000;
    expect((await ask('HTTP', await bearer(second.sign()))).codes).toEqual([]);
    expect((await ask('HTTP', accepted)).codes).toEqual(['UNAUTHENTICATED']);
    expect((await ask('HTTP', await bearer(first.sign()))).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('T10: a flood of unknown key ids causes one fetch in 30 seconds', async () => {
    const key = await newKey('known');
    jwks = [key.jwk];
    await ask('HTTP', await bearer(key.sign()));
    const floods = Array.from({ length: 30 }, (_, n) => key.sign({}, { kid: `made-up-${n}` }));
    for (const token of floods) expect((await ask('HTTP', await bearer(token))).codes).toEqual(['UNAUTHENTICATED']);
    expect(fetched).toBe(1);
    aheadMs += 31_000;
    await Promise.all(floods.map(async (token) => ask('HTTP', await bearer(token))));
    expect(fetched).toBe(2);
  });

  it.each(EVERY)(
    "T10: %s accepts no public key as a shared secret, no algorithm other than the key's, and no key from the token (algorithm confusion)",
    async (by) => {
      const [key, other] = [await newKey('pub', 'RS256'), await newKey('mine', 'ES256')];
      jwks = [key.jwk];
      const claims = { sub: 'ada', exp: now() + 300 };
      const confusions = [
        new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'pub' }).sign(Buffer.from(JSON.stringify(key.jwk))),
        new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'pub' }).sign(Buffer.from(String(key.jwk.n))),
        other.sign({}, { kid: 'pub' }),
        other.sign({}, { kid: 'mine', jwk: other.jwk }),
        other.sign({}, { kid: 'pub', jku: `${tiny.url}/keys` }),
        Promise.resolve(`${part({ alg: 'none', kid: 'pub' })}.${part(claims)}.`),
      ];
      for (const token of confusions) expect((await ask(by, await bearer(token))).codes).toEqual([REFUSED[by]]);
      expect((await ask(by, await bearer(key.sign()))).codes).toEqual([]);
    },
  );

  it('T10: a symmetric key in the JWKS verifies nothing', async () => {
    const jwk = { kty: 'oct', k: TEST_SECRET.toString('base64url'), kid: 'oct', alg: 'HS256' };
    jwks = [jwk];
    const token = new SignJWT({ sub: 'ada', exp: now() + 300 })
      .setProtectedHeader({ alg: 'HS256', kid: 'oct' })
      .sign(await importJWK(jwk));
    expect((await ask('HTTP', await bearer(token))).codes).toEqual(['UNAUTHENTICATED']);
  });
});

describe('without a token, in development', () => {
  beforeAll(() => start({ mode: 'development', verifier: null, issuer: null, audience: null }));
  afterAll(() => tiny.server.close());

  it('T33: a page whose host name resolves to this machine is not authenticated, over every transport (DNS rebinding)', async () => {
    const host = `evil.example:${new URL(tiny.url).port}`;
    const rawClient = createRawHttpClient(tiny.url);
    for (const path of ['/graphql', '/graphql/stream']) {
      const reply = await rawClient.send({
        path,
        headers: { host, origin: `http://${host}` },
        body: '{"query":"{ me }"}',
      });
      expect([reply.status, reply.errors[0]?.extensions.code]).toEqual([401, 'UNAUTHENTICATED']);
    }
    const client = await openSocket(tiny.socketUrl, { origin: `http://${host}`, headers: { host } });
    client.send({ type: 'connection_init' });
    expect((await client.closed).code).toBe(4401);
    await rawClient.close();
    expect((await ask('HTTP')).data).toEqual({ me: 'dev-user' });
  });

  it('T43: is refused where other machines could connect', () => {
    const key = Buffer.from(Array.from({ length: 32 }, (_, n) => n * 7)).toString('base64');
    const secrets = {
      PLAID_CLIENT_ID: 'id',
      PLAID_SECRET: 's',
      VAULT_KEYS: `k:${key}`,
      AUTH_JWT_SECRET: TEST_JWT_SECRET,
    };
    for (const env of [
      { HOST: '0.0.0.0' },
      { HOST: '::' },
      { HOST: '10.1.2.3' },
      { HOST: 'localhost.example.com' },
      { ...secrets, NODE_ENV: 'production', AUTH_MODE: 'development' },
      { ...secrets, PLAID_ENV: 'production', AUTH_MODE: 'development' },
    ]) {
      expect(() => parseConfig(env)).toThrow(/AUTH_MODE development (is only allowed|cannot be used|is not allowed)/);
    }
    expect(parseConfig({ ...secrets, PLAID_ENV: 'sandbox' }).auth.mode).toBe('jwt');
  });
});

describe('scopes', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startGateway({ AUTH_MODE: 'jwt' });
    await (await gateway.as('ada')).must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
  });
  afterAll(() => gateway.close());

  const sendAs = async (scope: string, by: Transport, query: string): Promise<Said> => {
    const authorization = `Bearer ${await signToken({ sub: 'ada', scope }, Buffer.from(TEST_JWT_SECRET))}`;
    return say({ url: gateway.url, authorization }, by, { query });
  };

  it.each(EVERY)(
    'T10: %s returns account numbers only with their scope, and does not call Plaid without it',
    async (by) => {
      const fields = 'id authNumbers { ach { account } }';
      const query = by === 'HTTP' ? `{ items { nodes { ${fields} } } }` : `subscription { itemUpdated { ${fields} } }`;
      const before = await gateway.plaidCalls();
      const refused = await sendAs('items:read', by, query);
      expect(refused.codes).toEqual(['FORBIDDEN']);
      expect(refused.text).not.toMatch(/"account":"/);
      expect((await gateway.plaidCalls())['/auth/get']).toBe(before['/auth/get']);
      expect((await sendAs('items:read auth_numbers:read', by, query)).text).toMatch(/"account":"\d/);
    },
  );

  it.each(EVERY)('T10: %s returns FORBIDDEN for a token without scopes', async (by) => {
    const query = by === 'HTTP' ? '{ items { nodes { id } } }' : 'subscription { itemUpdated { id } }';
    expect((await sendAs('', by, query)).codes).toEqual(['FORBIDDEN']);
    expect((await sendAs('items:write', by, query)).codes).toEqual(['FORBIDDEN']);
  });
});
