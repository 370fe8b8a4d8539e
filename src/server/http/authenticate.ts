import { errors, type FetchImplementation, type JWTPayload, jwtVerify } from 'jose';
import { isLoopback } from '../../config/addresses.js';
import type { AuthConfig, JwtVerifier, TokenRules } from '../../config/config.js';
import type { ErrorCode } from '../../errors/codes.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { asOwnerId, parseOwnerId } from '../../model/ids.js';
import { type Scope, SCOPES, type Viewer } from '../../model/viewer.js';
import { createJwks } from './jwks.js';

/**
 * Finds out who is calling from the Authorization value and the Host header of the request. Fails with SignInError:
 * UNAUTHENTICATED, or UPSTREAM_UNAVAILABLE when the keys cannot be fetched.
 */
export type Authenticate = (authorization: string | undefined, host: string | undefined) => Promise<Viewer>;

/** Why a caller was not signed in. Over HTTP all but the last look alike to the caller. */
export const SIGN_IN_FAULTS = [
  'token_missing',
  'token_malformed',
  'token_signature',
  'token_expired',
  'token_times',
  'token_issuer',
  'token_audience',
  'token_owner',
  'keys_unavailable',
] as const;
export type SignInFault = (typeof SIGN_IN_FAULTS)[number];

const NO_KEYS: [ErrorCode, string] = [
  'UPSTREAM_UNAVAILABLE',
  'The keys to check sign-ins with cannot be fetched just now.',
];
const NO_VALID_TOKEN: [ErrorCode, string] = [
  'UNAUTHENTICATED',
  'Sign in: send a valid token as "Authorization: Bearer …". Expired, unknown and malformed tokens are refused alike.',
];

/**
 * Nobody was signed in. `fault` says why, for close codes, the log and metrics. That a token has expired, or that its claims
 * are wrong, is only said of tokens whose signature is right.
 */
export class SignInError extends GatewayError {
  constructor(
    readonly fault: SignInFault,
    options: { cause?: unknown } = {},
  ) {
    super(...(fault === 'keys_unavailable' ? NO_KEYS : NO_VALID_TOKEN), {}, options);
  }
}

/** Clocks of two machines may differ by this much. */
const CLOCK_TOLERANCE_S = 30;
/** A key set may hold keys of any of these kinds; symmetric ones never, because a public key must not verify as a secret. */
const KEY_SET_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
/** Where scopes are looked for, in this order, unless AUTH_SCOPES_CLAIM names a claim. */
const SCOPES_CLAIMS = ['scope', 'scopes', 'scp', 'permissions'];
/** The last second that a JavaScript date can hold. */
const MAX_TIME_S = 8_640_000_000_000;

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
    if (authorization === undefined) {
      if (auth.mode === 'development' && isThisMachine(host)) return DEV_VIEWER;
      throw new SignInError('token_missing');
    }
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new SignInError('token_malformed');
    if (verify === null) throw new SignInError('token_signature');
    return viewerOf(await verify(token), auth);
  };
}

function isThisMachine(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** Answers the claims of a token whose signature, algorithm, issuer, audience and times are right. */
function createVerify(
  verifier: JwtVerifier,
  expected: TokenRules,
  fetch: FetchImplementation | undefined,
): (token: string) => Promise<JWTPayload> {
  const options = {
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp'],
    ...(expected.issuer && { issuer: expected.issuer }),
    ...(expected.audience && { audience: expected.audience }),
  };
  if ('secret' in verifier) {
    return (token) => checked(token, jwtVerify(token, verifier.secret, { ...options, algorithms: ['HS256'] }));
  }
  const keys = createJwks(new URL(verifier.jwksUrl), { isAboutToken, fetch, now: () => Date.now() });
  return (token) => checked(token, jwtVerify(token, keys, { ...options, algorithms: KEY_SET_ALGORITHMS }));
}

async function checked(token: string, verification: Promise<{ payload: JWTPayload }>): Promise<JWTPayload> {
  try {
    const { payload } = await verification;
    checkEncoding(token);
    checkTimes(payload);
    return payload;
  } catch (error) {
    if (error instanceof SignInError) throw error;
    throw new SignInError(faultOf(error), { cause: error });
  }
}

function faultOf(error: unknown): SignInFault {
  if (!isAboutToken(error)) return 'keys_unavailable';
  if (error instanceof errors.JWTExpired) return 'token_expired';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'token_signature';
  if (error.claim === 'iss') return 'token_issuer';
  return error.claim === 'aud' ? 'token_audience' : 'token_times';
}

/** Everything but a key set that cannot be had is the token's fault. */
function isAboutToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  const isAboutKeySet = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return !isAboutKeySet && error.code !== errors.JOSEError.code;
}

/** Bytes that are not UTF-8 would be read as U+FFFD, and so make one name of several. */
function checkEncoding(token: string): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  } catch {
    throw new SignInError('token_owner');
  }
}

/** The NumericDate claims that jose compares with the clock. */
const LIMITING_TIMES = ['exp', 'nbf'] as const;
/** The NumericDate claims of RFC 7519 and OpenID Connect that say when something happened. */
const PAST_TIMES = ['iat', 'auth_time', 'updated_at'] as const;

/**
 * JSON numbers may be too large to be finite when parsed (1e400): such a token would never expire. A token that says that
 * something happened in the future was not issued by this clock. Some identity providers write `updated_at` as text: it is
 * then not a time that anything depends on, and is not checked.
 */
function checkTimes(payload: JWTPayload): void {
  for (const claim of [...LIMITING_TIMES, ...PAST_TIMES]) {
    const time = payload[claim];
    if (time === undefined || (claim === 'updated_at' && typeof time === 'string')) continue;
    if (typeof time !== 'number' || !(Math.abs(time) <= MAX_TIME_S)) throw new SignInError('token_times');
  }
  const latest = Date.now() / 1000 + CLOCK_TOLERANCE_S;
  if (PAST_TIMES.some((claim) => Number(payload[claim] ?? -Infinity) > latest)) throw new SignInError('token_times');
}

function viewerOf(claims: JWTPayload, { ownerClaim = 'sub', scopesClaim = null }: TokenRules): Viewer {
  const id = parseOwnerId(claimOf(claims, ownerClaim));
  if (id === null) throw new SignInError('token_owner');
  if (claims.exp === undefined) throw new SignInError('token_times');
  const named = namesIn(
    (scopesClaim === null ? SCOPES_CLAIMS : [scopesClaim])
      .map((claim) => claimOf(claims, claim))
      .find((value) => value !== undefined && value !== null),
  );
  const known = SCOPES.filter((name: Scope) => named.includes(name));
  return { id, scopes: new Set(known), expiresAt: claims.exp * 1000 };
}

/** Only what the token itself says: `constructor` and the like are in every object. */
function claimOf(claims: JWTPayload, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** A string of names with spaces between them (RFC 8693), or a list of names; anything else names nothing. */
function namesIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ') : [];
}
