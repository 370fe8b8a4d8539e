import { type KeyObject, verify } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';

/** What Plaid signs about a webhook. */
export interface Claims {
  /** When it was signed, Unix seconds. */
  iat: number;
  /** Lower-case hex. */
  bodySha256: string;
}

/** Plaid's tokens have about 350 characters. */
const MAX_TOKEN_CHARACTERS = 2_048;
/** Ids may change form, but not so far that one becomes a path or a page of text. */
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Two numbers of 32 bytes. Node's own decoder would overlook characters that are not base64url. */
const ES256_SIGNATURE = /^[A-Za-z0-9_-]{86}$/;
/** Plaid's own rule for receivers: five minutes. */
const MAX_AGE_SECONDS = 300;
/** How far Plaid's clock may be ahead of ours. */
const MAX_AHEAD_SECONDS = 60;

/**
 * The key id of a token whose form is right and whose algorithm is ES256, decided from its header before anything else
 * is looked at; null otherwise. Nothing in it is proven yet.
 */
export function keyIdOf(token: string): string | null {
  if (token.length > MAX_TOKEN_CHARACTERS) return null;
  const [, , signature = '', ...more] = token.split('.');
  if (more.length > 0 || !ES256_SIGNATURE.test(signature)) return null;
  const header = headerOf(token);
  if (header?.alg !== 'ES256' || header.crit !== undefined) return null;
  return typeof header.kid === 'string' && KEY_ID.test(header.kid) ? header.kid : null;
}

function headerOf(token: string): ReturnType<typeof decodeProtectedHeader> | null {
  try {
    return decodeProtectedHeader(token);
  } catch {
    return null;
  }
}

/**
 * Whether the key's owner signed the token's header and claims; for a token whose form `keyIdOf` has approved. Decided here
 * and now: by way of the thread pool, as WebCrypto does it, each delivery would wait for two turns of a busy machine.
 */
export function isSignedWith(key: KeyObject, token: string): boolean {
  const endOfClaims = token.lastIndexOf('.');
  const signature = token.slice(endOfClaims + 1);
  const signed = Buffer.from(token.slice(0, endOfClaims));
  return verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'));
}

/** The claims in a token's second part; null when one is missing or not of its form. Proven only if the token's signature is. */
export function unverifiedClaims(token: string): Claims | null {
  const claims = parseObject(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  if (claims === null) return null;
  const { iat, request_body_sha256: bodySha256 } = claims;
  if (typeof iat !== 'number' || typeof bodySha256 !== 'string' || !SHA256_HEX.test(bodySha256)) return null;
  return { iat, bodySha256 };
}

/** Neither too old nor from the future. */
export function isFresh(claims: Claims, nowMs: number): boolean {
  const ageSeconds = Math.floor(nowMs / 1_000) - claims.iat;
  return ageSeconds <= MAX_AGE_SECONDS && ageSeconds >= -MAX_AHEAD_SECONDS;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
