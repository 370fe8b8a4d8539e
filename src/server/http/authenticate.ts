import { createHash } from 'node:crypto';
import {
  errors,
  type FetchImplementation,
  type JWTHeaderParameters,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyResult,
  type ResolvedKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { isLoopback } from '../../config/addresses.js';
import type { AuthConfig, JwtVerifier, TokenRules } from '../../config/config.js';
import type { ErrorCode } from '../../errors/codes.js';
import { GatewayError } from '../../errors/gateway-error.js';
import { asOwnerId, parseOwnerId } from '../../model/ids.js';
import { type Scope, SCOPES, type Viewer } from '../../model/viewer.js';
import { createJwks } from './jwks.js';
import type { RefusalReason } from './refusals.js';

/**
 * Authenticates the caller by the Authorization value and the Host header of the request. Fails with AuthenticationError:
 * UNAUTHENTICATED, or UPSTREAM_UNAVAILABLE when the keys cannot be fetched.
 */
export type Authenticate = (authorization: string | undefined, host: string | undefined) => Promise<Viewer>;

/** Why authentication failed. Over HTTP, the caller can distinguish only the last one. */
export type AuthenticationFault = Extract<RefusalReason, `token_${string}` | 'keys_unavailable'>;

const NO_KEYS: [ErrorCode, string] = [
  'UPSTREAM_UNAVAILABLE',
  'The keys that verify access tokens cannot be fetched at the moment.',
];
const NO_VALID_TOKEN: [ErrorCode, string] = [
  'UNAUTHENTICATED',
  'Send a valid access token as "Authorization: Bearer …". Expired, unknown and malformed tokens get this same error.',
];

/**
 * Authentication failed. `fault` says why, for close codes, the log and metrics. Faults about expiry and claims are only
 * reported for tokens whose signature is valid.
 */
export class AuthenticationError extends GatewayError {
  constructor(
    readonly fault: AuthenticationFault,
    options: { cause?: unknown } = {},
  ) {
    super(...(fault === 'keys_unavailable' ? NO_KEYS : NO_VALID_TOKEN), {}, options);
  }
}

/** How far the clocks of two machines may differ. */
const CLOCK_TOLERANCE_S = 30;
/** Never a symmetric algorithm: with one, a public key could be used as the secret (JWT algorithm confusion). */
const KEY_SET_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
/** The claims to read scopes from, in this order, unless AUTH_SCOPES_CLAIM names one. */
const SCOPES_CLAIMS = ['scope', 'scopes', 'scp', 'permissions'];
/** The latest second that a JavaScript date can represent. */
const MAX_TIME_S = 8_640_000_000_000;

/** The viewer of a request without a token in development. */
const DEV_VIEWER: Viewer = { id: asOwnerId('dev-user'), scopes: new Set(SCOPES), expiresAt: null };

/**
 * In development a request without a token is `dev-user` with every scope, if its Host header names this machine: a DNS
 * rebinding page can make its own host name resolve to this machine, but its requests carry that name. A token is verified
 * in development too. Everywhere else a valid token is required.
 */
export function createAuthenticate(
  auth: AuthConfig,
  options: {
    fetch?: FetchImplementation;
    /** The key of tokens that `npm run token` creates; null before there is one. Used only in development. */
    developmentKey?: () => Buffer | null;
    /** The most verified tokens to remember. */
    maxTokens?: number;
  } = {},
): Authenticate {
  let verifier = auth.verifier && createVerifier(auth.verifier, auth, options.fetch);
  const tokens = createVerifiedTokens(options.maxTokens);

  function createDevelopmentVerifier(): TokenVerifier | null {
    const secret = auth.mode === 'development' ? (options.developmentKey?.() ?? null) : null;
    return secret && createVerifier({ secret }, auth, options.fetch);
  }

  return async (authorization, host) => {
    if (authorization === undefined) {
      if (auth.mode === 'development' && isThisMachine(host)) return DEV_VIEWER;
      throw new AuthenticationError('token_missing');
    }
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) throw new AuthenticationError('token_malformed');
    verifier ??= createDevelopmentVerifier();
    if (verifier === null) throw new AuthenticationError('token_signature');
    const known = tokens.find(token);
    if (known && (await verifier.isKeyCurrent(known))) return known.viewer;
    const verifiedAt = Date.now();
    const { payload, ...verified } = await verifier.verify(token);
    const viewer = viewerOf(payload, auth);
    tokens.remember(token, { viewer, verifiedAt, ...verified });
    return viewer;
  };
}

function isThisMachine(host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  return URL.canParse(url) && isLoopback(new URL(url).hostname);
}

/** A token with a valid signature, algorithm, issuer, audience and times. */
interface VerifiedClaims {
  readonly payload: JWTPayload;
  readonly header: JWTHeaderParameters;
  /** The key that its signature was verified with. */
  readonly key: unknown;
}

interface TokenVerifier {
  /** Fails with AuthenticationError. */
  verify(token: string): Promise<VerifiedClaims>;
  /**
   * Whether a token with this header would be verified with the same key now. It looks the key up as `verify` does, so the key
   * set is fetched again when it is due, also when every token has been verified before.
   */
  isKeyCurrent(verified: Pick<VerifiedClaims, 'header' | 'key'>): Promise<boolean>;
}

function createVerifier(
  verifier: JwtVerifier,
  expected: TokenRules,
  fetch: FetchImplementation | undefined,
): TokenVerifier {
  const rules = () => ({
    // The clock of the other checks.
    currentDate: new Date(Date.now()),
    clockTolerance: CLOCK_TOLERANCE_S,
    requiredClaims: ['exp'],
    ...(expected.issuer && { issuer: expected.issuer }),
    ...(expected.audience && { audience: expected.audience }),
  });
  if ('secret' in verifier) {
    const key = verifier.secret;
    return {
      verify: (token) =>
        checked(
          token,
          jwtVerify(token, () => key, { ...rules(), algorithms: ['HS256'] }),
        ),
      isKeyCurrent: (verified) => Promise.resolve(verified.key === key),
    };
  }
  const keys = createJwks(new URL(verifier.jwksUrl), { isAboutToken, fetch, now: () => Date.now() });
  return {
    verify: (token) => checked(token, jwtVerify(token, keys, { ...rules(), algorithms: KEY_SET_ALGORITHMS })),
    async isKeyCurrent({ header, key }) {
      try {
        return (await keys(header, NO_TOKEN)) === key;
      } catch {
        // `verify` fails in the same way, and says why.
        return false;
      }
    },
  };
}

/** A key is looked up by the header of the token alone. */
const NO_TOKEN = { payload: '', signature: '' };

async function checked(token: string, verification: Promise<JWTVerifyResult & ResolvedKey>): Promise<VerifiedClaims> {
  try {
    const { payload, protectedHeader, key } = await verification;
    checkEncoding(token);
    checkTimes(payload);
    return { payload, header: protectedHeader, key };
  } catch (error) {
    if (error instanceof AuthenticationError) throw error;
    throw new AuthenticationError(faultOf(error), { cause: error });
  }
}

function faultOf(error: unknown): AuthenticationFault {
  if (!isAboutToken(error)) return 'keys_unavailable';
  if (error instanceof errors.JWTExpired) return 'token_expired';
  if (!(error instanceof errors.JWTClaimValidationFailed)) return 'token_signature';
  if (error.claim === 'iss') return 'token_issuer';
  return error.claim === 'aud' ? 'token_audience' : 'token_times';
}

/** Every error of jose is about the token, except those about fetching the key set. */
function isAboutToken(error: unknown): boolean {
  if (!(error instanceof errors.JOSEError)) return false;
  const isAboutKeySet = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
  return !isAboutKeySet && error.code !== errors.JOSEError.code;
}

/** Invalid UTF-8 would be decoded as U+FFFD, so different owner claims could become equal. */
function checkEncoding(token: string): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(token.split('.')[1] ?? '', 'base64url'));
  } catch {
    throw new AuthenticationError('token_owner');
  }
}

/** The NumericDate claims that jose compares with the clock. */
const LIMITING_TIMES = ['exp', 'nbf'] as const;
/** The NumericDate claims of RFC 7519 and OpenID Connect that say when something happened. */
const PAST_TIMES = ['iat', 'auth_time', 'updated_at'] as const;

/**
 * A JSON number such as 1e400 is parsed as Infinity, and such a token would never expire. A token that dates something in
 * the future was not issued by a clock that agrees with ours. Some identity providers write `updated_at` as text; nothing
 * depends on it then, so it is not checked.
 */
function checkTimes(payload: JWTPayload): void {
  for (const claim of [...LIMITING_TIMES, ...PAST_TIMES]) {
    const time = payload[claim];
    if (time === undefined || (claim === 'updated_at' && typeof time === 'string')) continue;
    if (typeof time !== 'number' || !(Math.abs(time) <= MAX_TIME_S)) throw new AuthenticationError('token_times');
  }
  const latest = Date.now() / 1000 + CLOCK_TOLERANCE_S;
  if (PAST_TIMES.some((claim) => Number(payload[claim] ?? -Infinity) > latest))
    throw new AuthenticationError('token_times');
}

function viewerOf(claims: JWTPayload, { ownerClaim = 'sub', scopesClaim = null }: TokenRules): Viewer {
  const id = parseOwnerId(claimOf(claims, ownerClaim));
  if (id === null) throw new AuthenticationError('token_owner');
  if (claims.exp === undefined) throw new AuthenticationError('token_times');
  const named = scopeNames(
    (scopesClaim === null ? SCOPES_CLAIMS : [scopesClaim])
      .map((claim) => claimOf(claims, claim))
      .find((value) => value !== undefined && value !== null),
  );
  const known = SCOPES.filter((name: Scope) => named.includes(name));
  return { id, scopes: new Set(known), expiresAt: claims.exp * 1000 };
}

/** Own properties only: every object inherits `constructor` and others. */
function claimOf(claims: JWTPayload, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** A space-separated string (RFC 8693) or a list; any other value holds no names. */
function scopeNames(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(' ') : [];
}

/** What is remembered of a token whose signature and claims have been verified. */
interface VerifiedToken {
  readonly viewer: Viewer;
  /** Its protected header, which names the key. */
  readonly header: JWTHeaderParameters;
  /** The key that it was verified with. Once another key is current, the token has to be verified again. */
  readonly key: unknown;
  /** When its verification began, Unix ms. */
  readonly verifiedAt: number;
}

/** Remembers verified tokens, so that the next request with the same token need not verify it again. */
interface VerifiedTokens {
  /** undefined: the token has to be verified. The caller checks that its key is still current. */
  find(token: string): VerifiedToken | undefined;
  /** Only for tokens that were verified: one that failed must not take the place of one that did not. */
  remember(token: string, verified: VerifiedToken): void;
}

/** A token takes less than 1 KB, however long it is. */
const MAX_TOKENS = 5_000;

/**
 * Holds the SHA-256 of each token and never the token. Nothing is found from the token's `exp` on, nor after the clock was set
 * back: claims that were not in the future when they were verified may be now.
 */
function createVerifiedTokens(max = MAX_TOKENS): VerifiedTokens {
  const tokens = new LRUCache<string, VerifiedToken>({ max });
  return {
    find(token) {
      const key = hashOf(token);
      const found = tokens.get(key);
      if (!found) return undefined;
      const now = Date.now();
      if (now >= found.verifiedAt && found.viewer.expiresAt !== null && now < found.viewer.expiresAt) return found;
      tokens.delete(key);
      return undefined;
    },
    remember(token, verified) {
      tokens.set(hashOf(token), verified);
    },
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
