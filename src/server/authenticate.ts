import { errors, type FetchImplementation, jwtVerify, type JWTPayload } from 'jose';
import { isLoopback } from '../config/addresses.js';
import type { AuthConfig, JwtVerifier } from '../config/config.js';
import { GatewayError } from '../errors/gateway-error.js';
import { asOwnerId } from '../model/ids.js';
import { type Scope, SCOPES, type Viewer } from '../model/viewer.js';
import { createKeySet } from './key-set.js';

/**
 * Finds out who is calling from the Authorization value and the Host header of the request. Fails with UNAUTHENTICATED, or
 * UPSTREAM_UNAVAILABLE when the keys cannot be fetched.
 */
export type Authenticate = (authorization: string | undefined, host: string | undefined) => Promise<Viewer>;

/** Clocks of two machines may differ by this much. */
const CLOCK_TOLERANCE_S = 30;
/** Longest `sub` that is taken: it becomes part of keys and rows. */
const MAX_SUBJECT_LENGTH = 255;
/** A key set may hold keys of any of these kinds; symmetric ones never, because a public key must not verify as a secret. */
const KEY_SET_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** Who calls in development without a token. */
const DEV_VIEWER: Viewer = { id: asOwnerId('dev-user'), scopes: new Set(SCOPES), expiresAt: null };

/**
 * In development a request without a token is `dev-user` with every scope, if it was sent to this machine by name: a page of
 * somewhere else can have its own name lead here, but cannot hide which one it asked for. A token that is given is verified all
 * the same, and refused when nothing is configured to verify it with. Everywhere else a valid token is needed.
 */
export function createAuthenticate(auth: AuthConfig, options: { fetch?: FetchImplementation } = {}): Authenticate {
  const verify = auth.verifier ? createVerify(auth.verifier, auth, options.fetch) : null;
  return async (authorization, host) => {
    if (authorization === undefined && auth.mode === 'development' && isThisMachine(host)) return DEV_VIEWER;
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || verify === null) throw unauthenticated();
    return viewerOf(await verify(token));
  };
}

function isThisMachine(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

function createVerify(
  verifier: JwtVerifier,
  expected: { issuer?: string | null; audience?: string | null },
  fetch: FetchImplementation | undefined,
): (token: string) => Promise<JWTPayload> {
  const options = {
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp', 'sub'],
    ...(expected.issuer && { issuer: expected.issuer }),
    ...(expected.audience && { audience: expected.audience }),
  };
  if ('secret' in verifier) {
    return (token) => checked(jwtVerify(token, verifier.secret, { ...options, algorithms: ['HS256'] }));
  }
  const keys = createKeySet(new URL(verifier.jwksUrl), { isAboutToken, fetch, now: () => Date.now() });
  return (token) => checked(jwtVerify(token, keys, { ...options, algorithms: KEY_SET_ALGORITHMS }));
}

async function checked(verification: Promise<{ payload: JWTPayload }>): Promise<JWTPayload> {
  try {
    return (await verification).payload;
  } catch (error) {
    if (isAboutToken(error)) throw unauthenticated();
    throw new GatewayError(
      'UPSTREAM_UNAVAILABLE',
      'The keys to check sign-ins with cannot be fetched just now.',
      {},
      { cause: error },
    );
  }
}

/** Everything but a key set that cannot be had is the token's fault; all such faults look alike to the caller. */
function isAboutToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  const isAboutKeySet = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return !isAboutKeySet && error.code !== errors.JOSEError.code;
}

function viewerOf({ sub, exp, scope, scopes }: JWTPayload): Viewer {
  if (!sub || sub.length > MAX_SUBJECT_LENGTH || exp === undefined) throw unauthenticated();
  const named: unknown[] = Array.isArray(scopes) ? scopes : typeof scope === 'string' ? scope.split(' ') : [];
  const known = SCOPES.filter((name: Scope) => named.includes(name));
  return { id: asOwnerId(sub), scopes: new Set(known), expiresAt: exp * 1000 };
}

function unauthenticated(): GatewayError {
  return new GatewayError(
    'UNAUTHENTICATED',
    'Sign in: send a valid token as "Authorization: Bearer …". Expired, unknown and malformed tokens are refused alike.',
  );
}
