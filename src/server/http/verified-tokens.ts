import type { JWTHeaderParameters } from 'jose';
import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import type { Viewer } from '../../model/viewer.js';

/** What is remembered of a token whose signature and claims have been verified. */
export interface VerifiedToken {
  readonly viewer: Viewer;
  /** Its protected header, which names the key. */
  readonly header: JWTHeaderParameters;
  /** The key that it was verified with. Once another key is current, the token has to be verified again. */
  readonly key: unknown;
  /** When its verification began, Unix ms. */
  readonly verifiedAt: number;
}

/** Remembers verified tokens, so that the next request with the same token need not verify it again. */
export interface VerifiedTokens {
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
export function createVerifiedTokens(max = MAX_TOKENS): VerifiedTokens {
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
