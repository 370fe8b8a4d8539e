import { createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability/logger.js';
import type { WebhookVerificationKey } from '../plaid/plaid-client.js';
import type { WebhookSubject } from '../store/store.js';
import { createKeyFetchRateLimit } from './key-fetch-rate-limit.js';
import { createKeyWaitingRoom, type FoundKey, type WaitingLimits } from './key-waiting-room.js';
import type { VerificationKeyStore } from './verification-key-store.js';

/** Plaid's webhook verification keys by key id. */
export interface VerificationKeys {
  /**
   * `unknown`: Plaid has no such key, or the key has expired. `unavailable`: Plaid did not respond in time or correctly, or
   * the key could not be fetched in time because of forged key ids. Known keys are found in any case.
   * `findSubject` returns the known Item or Link session that the webhook names. It is called only when the key is unknown.
   */
  find(
    keyId: string,
    findSubject: () => Promise<WebhookSubject | null>,
    delivery?: KeySeekingDelivery,
  ): Promise<FoundKey>;
  /** A genuine webhook was signed with this key: stores it in the background, so that it survives a restart. */
  markTrusted(keyId: string): void;
  /** From now on, no delivery waits for its key to be fetched, except for fetches in progress. */
  stopWaiting(): void;
}

/** A delivery that may have to wait for its key. */
export interface KeySeekingDelivery {
  /** The memory that it takes. */
  bytes: number;
  /** Aborts when its sender has gone. */
  signal?: AbortSignal | undefined;
}

export interface VerificationKeyDeps {
  /** /webhook_verification_key/get; null when there is no such key. */
  fetchKey: (keyId: string, signal: AbortSignal) => Promise<WebhookVerificationKey | null>;
  stored: VerificationKeyStore;
  now: () => number;
  log: Pick<Logger, 'warn'>;
  /** How long, and how many, deliveries wait. Default: WAITING_LIMITS. */
  waitingLimits?: WaitingLimits | undefined;
}

/** Plaid has a few keys at a time. */
const MAX_KEYS = 100;
/** Forged key ids must flood neither Plaid nor the memory. */
const MAX_UNKNOWN = 1_000;
const UNKNOWN_TTL_MS = 60_000;
/** Together 400 a minute: the lowest limit per client that Plaid publishes for any endpoint (ADR 27). */
const FETCH_LIMITS = {
  perMinuteOfUnverified: 210,
  perMinuteOfRepeated: 60,
  burst: 5,
  perMinuteOfSubject: 5,
  perMinuteOfOwner: 25,
  perMinuteOfKnown: 130,
};
const FETCH_TIMEOUT_MS = 3_000;
/** Plaid sets `expired_at` only when it retires a key, so a cached key is fetched again. */
const REFRESH_AFTER_MS = 3_600_000;
/** How long a cached key is trusted while Plaid cannot confirm it. */
const TRUSTED_UNCONFIRMED_MS = 24 * 3_600_000;
const RETRY_REFRESH_AFTER_MS = 60_000;

interface CachedKey {
  key: KeyObject;
  /** As Plaid returned it. */
  fetched: WebhookVerificationKey;
  isStored: boolean;
  /** Unix seconds; null while current. */
  expiredAt: number | null;
  confirmedAt: number;
  refreshAt: number;
}

export function createVerificationKeys(deps: VerificationKeyDeps): VerificationKeys {
  const { now } = deps;
  const known = new LRUCache<string, CachedKey>({ max: MAX_KEYS });
  const unknownUntil = new LRUCache<string, number>({ max: MAX_UNKNOWN });
  const fetching = new Map<string, Promise<FoundKey>>();
  const rateLimit = createKeyFetchRateLimit(FETCH_LIMITS, now);
  const room = createKeyWaitingRoom({ rateLimit, fetch: learn, now, limits: deps.waitingLimits });

  async function find(
    keyId: string,
    findSubject: () => Promise<WebhookSubject | null>,
    { bytes, signal }: KeySeekingDelivery = { bytes: 0 },
  ): Promise<FoundKey> {
    const cached = findCached(keyId);
    if (cached !== null) return cached;
    const outdated = known.get(keyId) ?? (await loadStored(keyId));
    if (outdated !== null) return findCached(keyId) ?? coalesce(keyId, () => refresh(keyId, outdated));
    const subject = await findSubject();
    // Another delivery may have fetched the key meanwhile, or may be fetching it.
    return findCached(keyId) ?? fetching.get(keyId) ?? room.wait(keyId, { subject, bytes, signal });
  }

  /** null: Plaid has to be called. */
  function findCached(keyId: string): FoundKey | null {
    const cached = known.get(keyId);
    if (cached !== undefined && (cached.expiredAt !== null || cached.refreshAt > now())) return usable(cached, now());
    return (unknownUntil.get(keyId) ?? 0) > now() ? { outcome: 'unknown' } : null;
  }

  /** Deliveries that need the same key wait for one fetch. */
  function coalesce(keyId: string, fetch: () => Promise<FoundKey>): Promise<FoundKey> {
    const inProgress = fetching.get(keyId);
    if (inProgress !== undefined) return inProgress;
    const found = fetch().finally(() => fetching.delete(keyId));
    fetching.set(keyId, found);
    return found;
  }

  function markTrusted(keyId: string): void {
    const cached = known.get(keyId);
    if (cached === undefined || cached.isStored) return;
    cached.isStored = true;
    deps.stored.save(cached.fetched).catch((error: unknown) => {
      cached.isStored = false;
      deps.log.warn({ err: error }, 'cannot store a webhook verification key');
    });
  }

  /** A key that was trusted before this process started, or by another instance. */
  async function loadStored(keyId: string): Promise<CachedKey | null> {
    try {
      const found = await deps.stored.find(keyId);
      if (found === null) return null;
      const { key: fetched, keptAt } = found;
      const { expiredAt } = fetched;
      return { key: importKey(keyId, fetched), fetched, isStored: true, expiredAt, confirmedAt: keptAt, refreshAt: 0 };
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot read the stored webhook verification keys');
      return null;
    }
  }

  async function learn(keyId: string): Promise<FoundKey> {
    try {
      return await fetchAndCache(keyId);
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot fetch a webhook verification key');
      return { outcome: 'unavailable' };
    }
  }

  /** Outside the rate limit: a known key is Plaid's, so forged key ids cannot cause this. */
  async function refresh(keyId: string, cached: CachedKey): Promise<FoundKey> {
    try {
      return await fetchAndCache(keyId);
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot refresh a webhook verification key');
      if (now() - cached.confirmedAt > TRUSTED_UNCONFIRMED_MS) return { outcome: 'unavailable' };
      known.set(keyId, { ...cached, refreshAt: now() + RETRY_REFRESH_AFTER_MS });
      return usable(cached, now());
    }
  }

  async function fetchAndCache(keyId: string): Promise<FoundKey> {
    const fetched = await deps.fetchKey(keyId, AbortSignal.timeout(FETCH_TIMEOUT_MS));
    if (fetched === null) {
      known.delete(keyId);
      unknownUntil.set(keyId, now() + UNKNOWN_TTL_MS);
      return { outcome: 'unknown' };
    }
    const cached = {
      key: importKey(keyId, fetched),
      fetched,
      isStored: false,
      expiredAt: fetched.expiredAt,
      confirmedAt: now(),
      refreshAt: now() + REFRESH_AFTER_MS,
    };
    known.set(keyId, cached);
    return usable(cached, now());
  }

  return {
    find,
    markTrusted,
    stopWaiting: () => {
      room.close();
    },
  };
}

function usable(cached: CachedKey, nowMs: number): FoundKey {
  if (cached.expiredAt !== null && cached.expiredAt * 1_000 <= nowMs) return { outcome: 'unknown' };
  return { outcome: 'found', key: cached.key };
}

/** Throws when Plaid returned another key than the one requested: caching it under this id would poison the cache. */
function importKey(keyId: string, { alg, crv, kid, kty, use, x, y }: WebhookVerificationKey): KeyObject {
  if (kid !== keyId || kty !== 'EC' || crv !== 'P-256' || alg !== 'ES256' || use !== 'sig') {
    throw new Error('Plaid returned a webhook verification key other than the one requested.');
  }
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
}
