import { createHash, type KeyObject, timingSafeEqual } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose';
import type { VerificationKeys } from './verification-keys.js';
import type { FindSubject } from './webhook-body.js';

export type Verification =
  /** Plaid signed exactly this body a short time ago. `replayKey`: the same for every copy of this delivery. */
  | { outcome: 'verified'; replayKey: string }
  /** Not from Plaid, altered, or too old. `reason` is for the log; every sender gets the same response. */
  | { outcome: 'refused'; reason: string }
  /** Plaid's key cannot be fetched now, so this cannot be decided. Plaid delivers the webhook again. */
  | { outcome: 'key_unavailable' };

/** Checks the Plaid-Verification header of a delivery against its raw body. `signal` aborts when the sender has gone. */
export type Verify = (rawBody: Buffer, header: string | undefined, signal?: AbortSignal) => Promise<Verification>;

/** `now`: Unix ms. Checks that cost nothing come before the key is looked up. */
export function createVerify(deps: { keys: VerificationKeys; findSubject: FindSubject; now: () => number }): Verify {
  return async (rawBody, token, signal) => {
    if (token === undefined) return refused('no signature');
    const keyId = keyIdOf(token);
    if (keyId === null) return refused('malformed token or wrong algorithm');
    const claims = unverifiedClaims(token);
    if (claims === null || !isFresh(claims, deps.now())) return refused('malformed claims or wrong age');
    if (!isBodySigned(rawBody, claims)) return refused('the body is not the one that was signed');

    const delivery = { bytes: rawBody.length + token.length, signal };
    const found = await deps.keys.find(keyId, () => deps.findSubject(rawBody), delivery);
    if (found.outcome === 'unavailable') return { outcome: 'key_unavailable' };
    if (found.outcome === 'unknown') return refused('unknown or expired key');
    if (!(await isSignedWith(found.key, token))) return refused('wrong signature');
    deps.keys.markTrusted(keyId);
    return { outcome: 'verified', replayKey: replayKeyOf(keyId, claims) };
  };
}

function refused(reason: string): Verification {
  return { outcome: 'refused', reason };
}

/** What Plaid signs about a webhook. */
interface Claims {
  /** When it was signed, Unix seconds. */
  iat: number;
  /** Lower-case hex. */
  bodySha256: string;
}

/** Plaid's tokens have about 350 characters. */
const MAX_TOKEN_CHARACTERS = 2_048;
/** Plaid may change the form of its key ids, but a key id must never be a path or a long text. */
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/;
/** Two numbers of 32 bytes, in base64url. */
const ES256_SIGNATURE = /^[A-Za-z0-9_-]{86}$/;
/** Plaid's own rule for receivers: five minutes. */
const MAX_AGE_SECONDS = 300;
/** How far Plaid's clock may be ahead of ours. */
const MAX_AHEAD_SECONDS = 60;

/**
 * The key id of a well-formed token whose algorithm is ES256; null for any other token. The algorithm is checked before a
 * key is looked up (JWT algorithm confusion). Nothing in the token is verified yet.
 */
function keyIdOf(token: string): string | null {
  if (token.length > MAX_TOKEN_CHARACTERS) return null;
  const [, , signature = '', ...more] = token.split('.');
  if (more.length > 0 || !ES256_SIGNATURE.test(signature)) return null;
  const header = nullIfThrown(() => decodeProtectedHeader(token));
  if (header?.alg !== 'ES256' || header.crit !== undefined) return null;
  return typeof header.kid === 'string' && KEY_ID.test(header.kid) ? header.kid : null;
}

/** The claims of a token; null when one is missing or malformed. Trustworthy only if the signature is. */
function unverifiedClaims(token: string): Claims | null {
  const { iat, request_body_sha256: bodySha256 } = nullIfThrown(() => decodeJwt(token)) ?? {};
  if (typeof iat !== 'number' || typeof bodySha256 !== 'string' || !SHA256_HEX.test(bodySha256)) return null;
  return { iat, bodySha256 };
}

function nullIfThrown<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch {
    return null;
  }
}

/** Neither too old nor from the future. */
function isFresh(claims: Claims, nowMs: number): boolean {
  const ageSeconds = Math.floor(nowMs / 1_000) - claims.iat;
  return ageSeconds <= MAX_AGE_SECONDS && ageSeconds >= -MAX_AHEAD_SECONDS;
}

/** Compares the bytes as received: parsing JSON and writing it again produces different bytes. */
function isBodySigned(rawBody: Buffer, claims: Claims): boolean {
  return timingSafeEqual(createHash('sha256').update(rawBody).digest(), Buffer.from(claims.bodySha256, 'hex'));
}

/** Whether the owner of the key signed the token's header and claims. */
function isSignedWith(key: KeyObject, token: string): Promise<boolean> {
  return compactVerify(token, key, { algorithms: ['ES256'] }).then(
    () => true,
    () => false,
  );
}

/**
 * Built from the signed values. The text of the token is not suitable: signature and base64 can be altered and stay valid, so
 * one delivery has many texts.
 */
function replayKeyOf(keyId: string, claims: Claims): string {
  return `${keyId}.${claims.iat}.${claims.bodySha256}`;
}
