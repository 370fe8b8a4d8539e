import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayError } from '../../../src/errors/gateway-error.js';
import { createAuthenticate as createRealAuthenticate } from '../../../src/server/http/authenticate.js';
import { signToken, TEST_SECRET } from '../../support/tokens.js';

const now = () => Math.floor(Date.now() / 1000);
const jwt = { mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: null, audience: null } as const;
/** With a Host header that names this machine. */
const createAuthenticate = (...args: Parameters<typeof createRealAuthenticate>) => {
  const authenticate = createRealAuthenticate(...args);
  return (authorization: string | undefined) => authenticate(authorization, 'localhost:4000');
};
const bearer = async (token: Promise<string>) => `Bearer ${await token}`;

async function refusalOf(attempt: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof GatewayError) return error;
  throw new Error('expected a refusal');
}

/** Counts verified signatures and moves the clock, for the tests of one block. Only the clock: everything else runs as it does. */
function watchVerifications() {
  let startedAt = 0;
  const watch = () => ({ verify: jest.spyOn(globalThis.crypto.subtle, 'verify'), clock: jest.spyOn(Date, 'now') });
  let watched: ReturnType<typeof watch>;
  beforeEach(() => {
    startedAt = Date.now();
    watched = watch();
    watched.verify.mockClear();
    watched.clock.mockImplementation(() => startedAt);
  });
  afterEach(() => {
    watched.verify.mockRestore();
    watched.clock.mockRestore();
  });
  return {
    verifications: () => watched.verify,
    passSeconds: (seconds: number) => watched.clock.mockImplementation(() => startedAt + seconds * 1_000),
  };
}

describe('a signed token', () => {
  const authenticate = createAuthenticate(jwt);

  it('yields the owner, the known scopes and the expiry', async () => {
    const exp = now() + 60;
    const viewer = await authenticate(await bearer(signToken({ sub: 'bob', exp, scope: 'items:read other operator' })));
    expect(viewer).toEqual({ id: 'bob', scopes: new Set(['items:read', 'operator']), expiresAt: exp * 1000 });
  });

  it('may have its scopes as an array', async () => {
    const token = signToken({ scope: undefined, scopes: ['items:write', 7] });
    expect((await authenticate(await bearer(token))).scopes).toEqual(new Set(['items:write']));
  });

  it.each([
    ['scope as text', { scope: 'items:read operator' }],
    ['scope as a list', { scope: ['items:read', 'operator'] }],
    ['scopes as text', { scopes: 'items:read operator' }],
    ['scopes as a list', { scopes: ['operator', 7, 'items:read'] }],
    ['scp as text', { scp: 'items:read operator' }],
    ['scp as a list', { scp: ['items:read', 'operator'] }],
    ['permissions as text', { permissions: 'other items:read operator' }],
    ['permissions as a list', { permissions: ['items:read', 'operator', 'other'] }],
    ['the first claim that is present', { scopes: null, scp: 'items:read operator', permissions: ['items:write'] }],
  ])('may have its scopes in %s', async (_name, claims) => {
    const { scopes } = await authenticate(await bearer(signToken({ scope: undefined, ...claims })));
    expect(scopes).toEqual(new Set(['items:read', 'operator']));
  });

  it.each([
    ['a claim of lower precedence', { scope: '', permissions: ['operator'] }],
    ['a claim of another type', { scope: { operator: true }, scp: 'operator' }],
    ['a name with a space', { scope: ['items:read operator'] }],
    ['another claim', { roles: ['operator'] }],
  ])('gets no scope from %s', async (_name, claims) => {
    expect((await authenticate(await bearer(signToken({ scope: undefined, ...claims })))).scopes).toEqual(new Set());
  });

  it('has its scopes in the configured claim, and then in no other', async () => {
    const custom = createAuthenticate({ ...jwt, scopesClaim: 'rights' });
    const token = signToken({ scope: 'operator', rights: 'items:write' });
    expect((await custom(await bearer(token))).scopes).toEqual(new Set(['items:write']));
    expect((await custom(await bearer(signToken({ scope: 'operator' })))).scopes).toEqual(new Set());
  });

  it('without scopes grants none', async () => {
    expect((await authenticate(await bearer(signToken({ scope: undefined })))).scopes).toEqual(new Set());
  });

  it('is accepted up to 30 seconds after its expiry, for clock skew', async () => {
    await expect(authenticate(await bearer(signToken({ exp: now() - 20 })))).resolves.toBeDefined();
  });

  it('is rejected with the same error, whatever is wrong with it', async () => {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"a"}').toString('base64url')}.`;
    const { privateKey } = await generateKeyPair('RS256');
    const otherAlgorithm = new SignJWT({ sub: 'a', exp: now() + 60 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);
    const wrong = [
      undefined,
      '',
      'Bearer ',
      'Bearer nonsense',
      `Basic ${Buffer.from('a:b').toString('base64')}`,
      `Bearer ${unsigned}`,
      await bearer(otherAlgorithm),
      await bearer(signToken({ exp: now() - 60 })),
      await bearer(signToken({ exp: undefined })),
      await bearer(signToken({ sub: undefined })),
      await bearer(signToken({ sub: '' })),
      await bearer(signToken({ sub: 'x'.repeat(300) })),
      await bearer(signToken({ nbf: now() + 600 })),
      await bearer(signToken({}, Buffer.from('another secret, just as long as the first'))),
    ];
    const refusals = await Promise.all(wrong.map((value) => refusalOf(authenticate(value))));
    expect(new Set(refusals.map(({ code, message }) => `${code} ${message}`)).size).toBe(1);
    expect(refusals[0]?.code).toBe('UNAUTHENTICATED');
  });

  it('must have the configured issuer and audience', async () => {
    const strict = createAuthenticate({ ...jwt, issuer: 'https://id.example', audience: 'gateway' });
    const right = { iss: 'https://id.example', aud: 'gateway' };
    await expect(strict(await bearer(signToken(right)))).resolves.toBeDefined();
    for (const wrong of [{ ...right, iss: 'https://evil.example' }, { ...right, aud: 'other' }, {}]) {
      expect((await refusalOf(strict(await bearer(signToken(wrong))))).code).toBe('UNAUTHENTICATED');
    }
  });
});

describe('a token that was verified before', () => {
  const { verifications, passSeconds } = watchVerifications();

  it('is verified once, and yields the same viewer again', async () => {
    const authenticate = createAuthenticate(jwt);
    const token = await bearer(signToken({ sub: 'grace', scope: 'items:read' }));
    const viewers = [await authenticate(token), await authenticate(token), await authenticate(token)];
    expect(viewers.map(({ id }) => id)).toEqual(['grace', 'grace', 'grace']);
    expect(viewers[2]).toEqual(viewers[0]);
    expect(verifications()).toHaveBeenCalledTimes(1);
  });

  it('T12: is verified again from its exp on, and rejected once the clock tolerance has passed too', async () => {
    const authenticate = createAuthenticate(jwt);
    const token = await bearer(signToken({ exp: now() + 60 }));
    await authenticate(token);
    passSeconds(59);
    await authenticate(token);
    expect(verifications()).toHaveBeenCalledTimes(1);
    passSeconds(61);
    await authenticate(token);
    await authenticate(token);
    expect(verifications()).toHaveBeenCalledTimes(3);
    passSeconds(91);
    expect(await refusalOf(authenticate(token))).toMatchObject({ fault: 'token_expired' });
  });

  it.each([
    ['issued', 'iat'],
    ['not valid before', 'nbf'],
  ])('is rejected when the clock was set back to before it was %s', async (_name, claim) => {
    const authenticate = createAuthenticate(jwt);
    const token = await bearer(signToken({ [claim]: now(), exp: now() + 600 }));
    await authenticate(token);
    passSeconds(-120);
    expect(await refusalOf(authenticate(token))).toMatchObject({ fault: 'token_times' });
  });

  it('is not mistaken for a token that differs anywhere', async () => {
    const authenticate = createAuthenticate(jwt);
    const [head = '', claims = '', signature = ''] = (await signToken({ sub: 'heidi' })).split('.');
    await authenticate(`Bearer ${head}.${claims}.${signature}`);
    const others = [
      `${head}.${claims}.${'A'.repeat(signature.length)}`,
      `${head}.${claims}.`,
      `${head}.${Buffer.from('{"sub":"heidi","exp":9999999999}').toString('base64url')}.${signature}`,
      `${head}.${claims}.${signature}.`,
    ];
    for (const other of others) {
      expect((await refusalOf(authenticate(`Bearer ${other}`))).code).toBe('UNAUTHENTICATED');
      // A refusal is not remembered as anything else.
      expect((await refusalOf(authenticate(`Bearer ${other}`))).code).toBe('UNAUTHENTICATED');
    }
  });

  it('is evicted when too many others were verified after it', async () => {
    const authenticate = createAuthenticate(jwt, { maxTokens: 2 });
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => bearer(signToken({ sub }))));
    for (const token of tokens) await authenticate(token);
    await authenticate(tokens[2]);
    expect(verifications()).toHaveBeenCalledTimes(3);
    expect((await authenticate(tokens[0])).id).toBe('a');
    expect(verifications()).toHaveBeenCalledTimes(4);
  });
});

describe('in development', () => {
  it('a request without a token is dev-user with every scope', async () => {
    const viewer = await createAuthenticate({ mode: 'development', verifier: null, issuer: null, audience: null })(
      undefined,
    );
    expect(viewer.id).toBe('dev-user');
    expect(viewer.scopes.has('operator')).toBe(true);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:4000', '10.0.0.1', '', undefined, '%'])(
    'a request without a token to the host %p is not authenticated',
    async (host) => {
      const authenticate = createRealAuthenticate({
        mode: 'development',
        verifier: null,
        issuer: null,
        audience: null,
      });
      expect((await refusalOf(authenticate(undefined, host))).code).toBe('UNAUTHENTICATED');
    },
  );

  it.each(['localhost', 'LOCALHOST:4000', '127.0.0.1:80', '127.9.8.7', '[::1]:4000'])(
    'a request without a token to the host %p is dev-user',
    async (host) => {
      const authenticate = createRealAuthenticate({
        mode: 'development',
        verifier: null,
        issuer: null,
        audience: null,
      });
      expect((await authenticate(undefined, host)).id).toBe('dev-user');
    },
  );

  it('a token is verified if a verifier is configured, and rejected if none is', async () => {
    const withSecret = createAuthenticate({ ...jwt, mode: 'development' });
    expect((await withSecret(await bearer(signToken({ sub: 'carol' })))).id).toBe('carol');
    expect((await refusalOf(withSecret('Bearer wrong'))).code).toBe('UNAUTHENTICATED');
    const without = createAuthenticate({ mode: 'development', verifier: null, issuer: null, audience: null });
    expect((await refusalOf(without(await bearer(signToken())))).code).toBe('UNAUTHENTICATED');
  });
});

describe('a JWKS', () => {
  let keySet: Server;
  let jwksUrl: string;
  let body = '';
  let status = 200;
  let fetches = 0;
  beforeAll(async () => {
    keySet = createServer((_request, response) => {
      fetches += 1;
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => keySet.listen(0, '127.0.0.1', resolve));
    jwksUrl = `http://127.0.0.1:${(keySet.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => keySet.close(resolve)));

  it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])(
    'verifies %s, and accepts no public key as a shared secret',
    async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg);
      const jwk = { ...(await exportJWK(publicKey)), kid: alg, alg };
      [status, body] = [200, JSON.stringify({ keys: [jwk] })];
      const authenticate = createAuthenticate({ ...jwt, verifier: { jwksUrl } });
      const claims = { sub: 'dave', exp: now() + 60 };
      const token = new SignJWT(claims).setProtectedHeader({ alg, kid: alg }).sign(privateKey);
      expect((await authenticate(await bearer(token))).id).toBe('dave');
      const forged = new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: alg })
        .sign(Buffer.from(JSON.stringify(jwk)));
      expect((await refusalOf(authenticate(await bearer(forged)))).code).toBe('UNAUTHENTICATED');
    },
  );

  it.each([
    ['responds with an error', 500, '{}'],
    ['responds with invalid JSON', 200, 'nonsense'],
  ])('that %s is an outage, not an invalid token', async (_name, responseStatus, text) => {
    [status, body] = [responseStatus, text];
    const authenticate = createAuthenticate({ ...jwt, verifier: { jwksUrl } });
    const { privateKey } = await generateKeyPair('ES256');
    const token = new SignJWT({ sub: 'a', exp: now() + 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(privateKey);
    expect((await refusalOf(authenticate(await bearer(token)))).code).toBe('UPSTREAM_UNAVAILABLE');
  });

  it('that fails is not fetched again for every token', async () => {
    [status, body, fetches] = [500, '{}', 0];
    const authenticate = createAuthenticate({ ...jwt, verifier: { jwksUrl } });
    const { privateKey } = await generateKeyPair('ES256');
    for (const kid of Array.from({ length: 30 }, (_, n) => `made-up-${n}`)) {
      const token = new SignJWT({ sub: 'a', exp: now() + 60 })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
      expect((await refusalOf(authenticate(await bearer(token)))).code).toBe('UPSTREAM_UNAVAILABLE');
    }
    expect(fetches).toBe(1);
  });

  it('that fails verifies with the last known keys for an hour, and rejects others as before', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const signedBy = (kid: string) =>
      new SignJWT({ sub: 'erin', exp: now() + 86_400 }).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
    const [known, unknown] = [await bearer(signedBy('known')), await bearer(signedBy('unknown'))];
    [status, body] = [200, JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'known', alg: 'ES256' }] })];
    const authenticate = createAuthenticate({ ...jwt, verifier: { jwksUrl } });
    expect((await authenticate(known)).id).toBe('erin');
    [status, fetches] = [503, 0];
    // Only the clock: everything else runs as it does.
    const clock = jest.spyOn(Date, 'now');
    const startedAt = Date.now();
    try {
      clock.mockImplementation(() => startedAt + 20 * 60_000);
      for (let count = 0; count < 10; count += 1) {
        expect((await authenticate(known)).id).toBe('erin');
        expect((await refusalOf(authenticate(unknown))).code).toBe('UNAUTHENTICATED');
      }
      expect(fetches).toBe(1);
      clock.mockImplementation(() => startedAt + 61 * 60_000);
      expect((await refusalOf(authenticate(known))).code).toBe('UPSTREAM_UNAVAILABLE');
    } finally {
      clock.mockRestore();
    }
  });

  describe('with a token that was verified before', () => {
    const { verifications, passSeconds } = watchVerifications();
    const passMinutes = (minutes: number) => passSeconds(minutes * 60);

    async function newKey(kid: string) {
      const { publicKey, privateKey } = await generateKeyPair('ES256');
      const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256' };
      const token = new SignJWT({ sub: 'frank', exp: now() + 86_400 })
        .setProtectedHeader({ alg: 'ES256', kid })
        .sign(privateKey);
      return { jwk, authorization: await bearer(token) };
    }

    async function seenBefore(kid: string) {
      passMinutes(0);
      const { jwk, authorization } = await newKey(kid);
      [status, body] = [200, JSON.stringify({ keys: [jwk] })];
      const authenticate = createAuthenticate({ ...jwt, verifier: { jwksUrl } });
      expect((await authenticate(authorization)).id).toBe('frank');
      [fetches] = [0];
      verifications().mockClear();
      return { jwk, authenticate, authorization };
    }

    it('does not verify a signature again while its keys stay the same', async () => {
      const { authenticate, authorization } = await seenBefore('same');
      for (let count = 0; count < 5; count += 1) expect((await authenticate(authorization)).id).toBe('frank');
      expect([verifications().mock.calls.length, fetches]).toEqual([0, 0]);
    });

    it('is fetched again after ten minutes, and a token whose key was removed is rejected', async () => {
      const { authenticate, authorization } = await seenBefore('removed');
      body = JSON.stringify({ keys: [(await newKey('other')).jwk] });
      passMinutes(9);
      expect((await authenticate(authorization)).id).toBe('frank');
      expect(fetches).toBe(0);
      passMinutes(11);
      expect((await refusalOf(authenticate(authorization))).code).toBe('UNAUTHENTICATED');
      expect(fetches).toBe(1);
      // And it stays rejected.
      expect((await refusalOf(authenticate(authorization))).code).toBe('UNAUTHENTICATED');
    });

    it('rejects it once another key has the same id', async () => {
      const { authenticate, authorization } = await seenBefore('replaced');
      body = JSON.stringify({ keys: [(await newKey('replaced')).jwk] });
      passMinutes(11);
      expect((await refusalOf(authenticate(authorization))).code).toBe('UNAUTHENTICATED');
    });

    it('rejects it as soon as a token with an unknown key has caused a fetch in which its key is missing', async () => {
      const { authenticate, authorization } = await seenBefore('rotated');
      const next = await newKey('next');
      body = JSON.stringify({ keys: [next.jwk] });
      passMinutes(1);
      expect((await authenticate(next.authorization)).id).toBe('frank');
      expect((await refusalOf(authenticate(authorization))).code).toBe('UNAUTHENTICATED');
      expect(fetches).toBe(1);
    });

    it('accepts it for an hour while the keys cannot be fetched, and then no longer', async () => {
      const { authenticate, authorization } = await seenBefore('outage');
      status = 503;
      passMinutes(20);
      expect((await authenticate(authorization)).id).toBe('frank');
      expect((await authenticate(authorization)).id).toBe('frank');
      expect([verifications().mock.calls.length, fetches]).toEqual([1, 1]);
      passMinutes(61);
      expect((await refusalOf(authenticate(authorization))).code).toBe('UPSTREAM_UNAVAILABLE');
    });
  });

  it('that cannot be reached is an outage too', async () => {
    const authenticate = createAuthenticate({ ...jwt, verifier: { jwksUrl: 'http://127.0.0.1:1/' } });
    const { privateKey } = await generateKeyPair('ES256');
    const token = new SignJWT({ sub: 'a', exp: now() + 60 })
      .setProtectedHeader({ alg: 'ES256', kid: 'k' })
      .sign(privateKey);
    expect((await refusalOf(authenticate(await bearer(token)))).code).toBe('UPSTREAM_UNAVAILABLE');
  });
});
