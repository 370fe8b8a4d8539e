import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';

/** How long fetching the key set may take. */
const TIMEOUT_MS = 5_000;
/** jose waits between fetches that succeed; between those that fail it would not, and strangers' tokens could make it ask at will. */
const PAUSE_AFTER_FAILURE_MS = 5_000;
/** How long keys are believed that cannot be fetched anew: an outage is outlived, and a key that was withdrawn is not good for a day. */
const LONGEST_STALE_MS = 60 * 60_000;

/**
 * Finds the key of a token in a key set that is fetched when it is needed (anew after ten minutes, and for a key that is not in
 * it, at most every 30 s). While it cannot be fetched the keys known last are used. Fails as jose does: with JWKSNoMatchingKey
 * for an unknown key, and with the failure of the fetch when no keys are known.
 */
export function createJwks(
  url: URL,
  {
    isAboutToken,
    fetch,
    now,
  }: {
    /** Whether a failure is the token's, so that the key set is not to blame. */
    isAboutToken: (error: unknown) => boolean;
    fetch: FetchImplementation | undefined;
    /** Unix ms. */
    now: () => number;
  },
): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(url, { timeoutDuration: TIMEOUT_MS, ...(fetch && { [customFetch]: fetch }) });
  let lastGoodAt = -Infinity;
  let failure: { at: number; error: unknown } | null = null;

  return async (header, token) => {
    if (failure === null || now() - failure.at >= PAUSE_AFTER_FAILURE_MS) {
      try {
        const key = await remote(header, token);
        lastGoodAt = now();
        failure = null;
        return key;
      } catch (error) {
        if (isAboutToken(error)) throw error;
        failure = { at: now(), error };
      }
    }
    const known = remote.jwks();
    if (known === undefined || now() - lastGoodAt > LONGEST_STALE_MS) throw failure.error;
    return createLocalJWKSet(known)(header, token);
  };
}
