import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  type FetchImplementation,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';

/** How long fetching the key set may take. */
const TIMEOUT_MS = 5_000;
/** jose limits how often it fetches after a success, but not after a failure: forged tokens could trigger a fetch each. */
const PAUSE_AFTER_FAILURE_MS = 5_000;
/** How long cached keys are used while they cannot be fetched: long enough for an outage, and a revoked key expires. */
const MAX_STALE_MS = 60 * 60_000;

/**
 * Finds the key of a token in a JSON Web Key Set that is fetched when needed (again after ten minutes, and for an unknown key
 * id at most every 30 s). While it cannot be fetched, the cached keys are used. Rejects like jose: with JWKSNoMatchingKey for
 * an unknown key, and with the error of the fetch when no keys are cached.
 */
export function createJwks(
  url: URL,
  {
    isAboutToken,
    fetch,
    now,
  }: {
    /** Whether an error is about the token and not about the key set. */
    isAboutToken: (error: unknown) => boolean;
    fetch: FetchImplementation | undefined;
    /** Unix ms. */
    now: () => number;
  },
): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(url, { timeoutDuration: TIMEOUT_MS, ...(fetch && { [customFetch]: fetch }) });
  let fetchedAt = -Infinity;
  let failure: { at: number; error: unknown } | null = null;
  /** The cached keys, while they cannot be fetched. */
  let stale: JWTVerifyGetKey | null = null;

  return async (header, token) => {
    if (failure === null || now() - failure.at >= PAUSE_AFTER_FAILURE_MS) {
      try {
        const key = await remote(header, token);
        fetchedAt = now();
        failure = null;
        stale = null;
        return key;
      } catch (error) {
        if (isAboutToken(error)) throw error;
        failure = { at: now(), error };
      }
    }
    const known = stale ?? remote.jwks();
    if (known === undefined || now() - fetchedAt > MAX_STALE_MS) throw failure.error;
    stale ??= createLocalJWKSet(known as JSONWebKeySet);
    return stale(header, token);
  };
}
