import { createHash, timingSafeEqual } from 'node:crypto';
import { type Claims, isSignedWith, isFresh, keyIdOf, unverifiedClaims } from './signed-token.js';
import type { FindSubject } from './webhook-subject.js';
import type { VerificationKeys } from './verification-keys.js';

export type Verification =
  /** Plaid signed exactly this body not long ago. `replayKey`: the same for every copy of this delivery. */
  | { outcome: 'verified'; replayKey: string }
  /** Not Plaid's, altered, or too old. `reason` is for the log; senders are all told the same. */
  | { outcome: 'refused'; reason: string }
  /** Cannot be decided now: the key is out of reach. Plaid delivers again. */
  | { outcome: 'undecided' };

/** Checks the Plaid-Verification header of a delivery against its raw body. `signal` aborts when the sender has gone. */
export type Verify = (rawBody: Buffer, header: string | undefined, signal?: AbortSignal) => Promise<Verification>;

/** `now` in Unix milliseconds. What costs nothing to check is checked before a key is looked for. */
export function createVerify(deps: { keys: VerificationKeys; findSubject: FindSubject; now: () => number }): Verify {
  return async (rawBody, header, signal) => {
    if (header === undefined) return refused('no signature');
    const keyId = keyIdOf(header);
    if (keyId === null) return refused('malformed token or wrong algorithm');
    const claims = unverifiedClaims(header);
    if (claims === null || !isFresh(claims, deps.now())) return refused('malformed claims or wrong age');
    if (!isBodySigned(rawBody, claims)) return refused('body is not the one that was signed');

    const delivery = { bytes: rawBody.length + header.length, signal };
    const found = await deps.keys.find(keyId, () => deps.findSubject(rawBody), delivery);
    if (found.outcome === 'unreachable') return { outcome: 'undecided' };
    if (found.outcome === 'unknown') return refused('unknown or expired key');
    if (!isSignedWith(found.key, header)) return refused('wrong signature');
    deps.keys.markTrusted(keyId);
    return { outcome: 'verified', replayKey: replayKeyOf(keyId, claims) };
  };
}

/**
 * Made of what is signed. The token's text would not do: signature and base64 can be altered and stay valid, so one
 * delivery has many texts.
 */
function replayKeyOf(keyId: string, claims: Claims): string {
  return `${keyId}.${claims.iat}.${claims.bodySha256}`;
}

/** The bytes as received: JSON that was parsed and written again is another text. */
function isBodySigned(rawBody: Buffer, claims: Claims): boolean {
  return timingSafeEqual(createHash('sha256').update(rawBody).digest(), Buffer.from(claims.bodySha256, 'hex'));
}

function refused(reason: string): Verification {
  return { outcome: 'refused', reason };
}
