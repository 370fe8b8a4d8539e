import { createPublicKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../observability/logger.js';
import type { WebhookVerificationKey } from '../plaid/plaid-client.js';
import type { WebhookSubject } from '../store/store.js';
import { createFetchWindow } from './fetch-budget.js';
import { createKeyWaitingRoom, type WaitingLimits } from './key-waiting-room.js';
import type { VerificationKeyStore } from './verification-key-store.js';

export type FoundKey = { outcome: 'found'; key: KeyObject } | { outcome: 'unknown' } | { outcome: 'unreachable' };

/** Plaid's webhook keys by key id. */
export interface VerificationKeys {
  /**
   * `unknown`: Plaid has no such key, or it has expired. `unreachable`: Plaid did not answer in time, answered something
   * else, or was not asked in time, because of so many forged key ids. Keys already known are found all the same.
   * `findSubject` is asked when Plaid has to be: what the webhook claims to be about.
   */
  find(
    keyId: string,
    findSubject: () => Promise<WebhookSubject | null>,
    delivery?: KeySeekingDelivery,
  ): Promise<FoundKey>;
  /** A genuine webhook was signed with this key: it is kept past a restart, in the background. */
  markTrusted(keyId: string): void;
  /** From now on no delivery waits for its turn to have Plaid asked. */
  stopWaiting(): void;
}

/** What a delivery is while it waits. */
export interface KeySeekingDelivery {
  /** What it holds in memory. */
  bytes: number;
  /** Aborts when its sender has gone. */
  signal?: AbortSignal | undefined;
}

export interface VerificationKeyDeps {
  /** /webhook_verification_key/get; null when there is no such key. */
  fetchKey: (keyId: string, signal: AbortSignal) => Promise<WebhookVerificationKey | null>;
  kept: VerificationKeyStore;
  now: () => number;
  log: Pick<Logger, 'warn'>;
  /** How long and how many deliveries wait; those of key-waiting-room.ts unless given. */
  waitingLimits?: WaitingLimits | undefined;
}

/** Plaid has a few keys at a time; more than this is not a cache any more. */
const MAX_KEYS = 100;
/** references/security T17: forged key ids must not become a flood of upstream calls, nor of memory. */
const MAX_UNKNOWN = 1_000;
const UNKNOWN_FOR_MS = 60_000;
/** Together 400, the least that Plaid lets a client ask in a minute of any endpoint whose limit it publishes: ADR 27. */
const FETCH_LIMITS = {
  perMinuteOfStrangers: 210,
  perMinuteOfRepeated: 60,
  burst: 5,
  perMinuteOfSubject: 5,
  perMinuteOfOwner: 25,
  perMinuteOfKnown: 130,
};
const FETCH_TIMEOUT_MS = 3_000;
/** A key that Plaid retires gets its `expired_at` only then, so a cached one is asked for again. */
const REFRESH_AFTER_MS = 3_600_000;
/** How long a cached key is believed while Plaid cannot be asked about it. */
const BELIEVED_FOR_MS = 24 * 3_600_000;
const RETRY_REFRESH_AFTER_MS = 60_000;

interface CachedKey {
  key: KeyObject;
  /** As Plaid answered it. */
  answered: WebhookVerificationKey;
  isKept: boolean;
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
  const budget = createFetchWindow(FETCH_LIMITS, now);
  const room = createKeyWaitingRoom({ budget, fetch: learn, now, limits: deps.waitingLimits });

  async function find(
    keyId: string,
    findSubject: () => Promise<WebhookSubject | null>,
    { bytes, signal }: KeySeekingDelivery = { bytes: 0 },
  ): Promise<FoundKey> {
    const answer = remembered(keyId);
    if (answer !== null) return answer;
    const before = known.get(keyId) ?? (await recall(keyId));
    if (before !== null) return remembered(keyId) ?? once(keyId, () => refresh(keyId, before));
    const subject = await findSubject();
    // Another delivery may have brought it meanwhile.
    return remembered(keyId) ?? fetching.get(keyId) ?? room.wait(keyId, { subject, bytes, signal });
  }

  /** What can be said without asking Plaid; null: nothing. */
  function remembered(keyId: string): FoundKey | null {
    const cached = known.get(keyId);
    if (cached !== undefined && (cached.expiredAt !== null || cached.refreshAt > now())) return usable(cached, now());
    return (unknownUntil.get(keyId) ?? 0) > now() ? { outcome: 'unknown' } : null;
  }

  /** Deliveries that need the same key wait for one fetch. */
  function once(keyId: string, work: () => Promise<FoundKey>): Promise<FoundKey> {
    const underWay = fetching.get(keyId);
    if (underWay !== undefined) return underWay;
    const found = work().finally(() => fetching.delete(keyId));
    fetching.set(keyId, found);
    return found;
  }

  function markTrusted(keyId: string): void {
    const cached = known.get(keyId);
    if (cached === undefined || cached.isKept) return;
    cached.isKept = true;
    deps.kept.keep(cached.answered).catch((error: unknown) => {
      cached.isKept = false;
      deps.log.warn({ err: error }, 'cannot keep a webhook verification key');
    });
  }

  /** A key that was proven before this process began, or on another instance. */
  async function recall(keyId: string): Promise<CachedKey | null> {
    try {
      const found = await deps.kept.find(keyId);
      if (found === null) return null;
      const { key: answered, keptAt } = found;
      const { expiredAt } = answered;
      return { key: importKey(keyId, answered), answered, isKept: true, expiredAt, confirmedAt: keptAt, refreshAt: 0 };
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot read the webhook verification keys that were kept');
      return null;
    }
  }

  async function learn(keyId: string): Promise<FoundKey> {
    try {
      return await fetchAndCache(keyId);
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot fetch a webhook verification key');
      return { outcome: 'unreachable' };
    }
  }

  /** Outside the budget: a known key is Plaid's, so forged ids cannot cause this. */
  async function refresh(keyId: string, cached: CachedKey): Promise<FoundKey> {
    try {
      return await fetchAndCache(keyId);
    } catch (error) {
      deps.log.warn({ err: error }, 'cannot refresh a webhook verification key');
      if (now() - cached.confirmedAt > BELIEVED_FOR_MS) return { outcome: 'unreachable' };
      known.set(keyId, { ...cached, refreshAt: now() + RETRY_REFRESH_AFTER_MS });
      return usable(cached, now());
    }
  }

  async function fetchAndCache(keyId: string): Promise<FoundKey> {
    const fetched = await deps.fetchKey(keyId, AbortSignal.timeout(FETCH_TIMEOUT_MS));
    if (fetched === null) {
      known.delete(keyId);
      unknownUntil.set(keyId, now() + UNKNOWN_FOR_MS);
      return { outcome: 'unknown' };
    }
    const cached = {
      key: importKey(keyId, fetched),
      answered: fetched,
      isKept: false,
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

/** Fails when the answer is not the key that was asked for: another one under this id would poison the cache. */
function importKey(keyId: string, { alg, crv, kid, kty, use, x, y }: WebhookVerificationKey): KeyObject {
  if (kid !== keyId || kty !== 'EC' || crv !== 'P-256' || alg !== 'ES256' || use !== 'sig') {
    throw new Error('Plaid answered a webhook verification key other than the one asked for.');
  }
  return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
}
