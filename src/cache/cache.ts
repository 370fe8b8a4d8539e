import type { Logger } from '../observability/logger.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import type { CacheRule } from '../plaid/endpoint.js';
import type { Callers } from '../plaid/fair-pool.js';
import type { PlaidCall } from '../plaid/plaid-call.js';
import type { Vault } from '../vault/vault.js';
import type { CacheStore, FetchLock } from './cache-store.js';
import {
  type CacheKey,
  type Entry,
  itemDataKey,
  type ItemDataKey,
  openEntry,
  publicDataKey,
  sealEntry,
} from './sealed-entry.js';
import { createMemoryStore } from './memory-store.js';
import { acquireFetchLock, noLock } from './fetch-lock.js';
import { createSingleFlight, type FlightResult } from './single-flight.js';

/**
 * A read-through cache with single flight: concurrent readers of one missing key cause one fetch, which is aborted only when
 * the last of them has gone. The endpoint's description says how long its data is cached. Failures are never cached. A cache
 * that is down is a miss, never an error. Several operations may hold the same value: they read it and never change it.
 */
export interface Cache {
  /** Data of one Item. The key contains the Item's generation, so nothing fetched before an invalidation is served after it. */
  readItemData<T>(
    rule: CacheRule,
    of: ItemDataKey,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T>;
  /** Data that is the same for all owners, such as an institution. */
  readPublicData<T>(rule: CacheRule, key: string, call: PlaidCall, fetch: (call: PlaidCall) => Promise<T>): Promise<T>;
  /** Rejects when the backing store does not answer; for readiness. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CacheOptions {
  /** null: in the memory of this process. */
  redisUrl: string | null;
  vault: Pick<Vault, 'seal' | 'open' | 'fingerprint'>;
  /** Unix ms. */
  now: () => number;
  /** The limit of the memory store. Redis has its own. */
  maxBytes: number;
  log?: Pick<Logger, 'warn'>;
  metrics?: Metrics;
}

/** TTLs vary by up to a tenth, so that entries written together do not expire together. */
const JITTER = 0.1;

/** This instance is to fetch the value. `result` says whether Redis was available. */
interface FetchTurn {
  lock: FetchLock;
  result: 'miss' | 'unavailable';
}

/** Opens the cache. It does not fail when Redis is unavailable. Its creator closes it. */
export async function createCache(options: CacheOptions): Promise<Cache> {
  const { vault, now, metrics = NO_METRICS } = options;
  // What this instance has read recently, in front of Redis. The key holds the generation, the entry its expiry.
  const local = createMemoryStore(options.maxBytes);
  const store = options.redisUrl === null ? null : await openRedisStore(options.redisUrl, now, options.log);
  const flights = createSingleFlight();

  const opened = (key: CacheKey, sealed: string | undefined): Entry | null =>
    sealed === undefined ? null : openEntry(vault, key, sealed, now);

  /** Copies an entry of Redis into the local store. */
  async function storeLocally(key: CacheKey, sealed: string | undefined): Promise<Entry | null> {
    const entry = opened(key, sealed);
    if (entry !== null && sealed !== undefined) await local.set(key.key, sealed, entry.expiresAt - now());
    return entry;
  }

  const read = <T>(
    { kind, ttlMs: baseTtlMs }: CacheRule,
    key: CacheKey,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T> =>
    flights.run(key.key, call, async (signal, callers): Promise<FlightResult<T>> => {
      const found = opened(key, await local.get(key.key)) ?? (store && (await findShared(store, key, signal)));
      const result = found === null ? 'miss' : 'lock' in found ? found.result : 'hit';
      metrics.add('plaid_gateway_cache_reads_total', { kind, result });
      if (found !== null && !('lock' in found)) return { value: found.value as T };
      try {
        const value = await fetch(sharedCall(call, signal, callers));
        const ttlMs = jittered(baseTtlMs, key.key);
        const sealed = sealEntry(vault, key, { expiresAt: now() + ttlMs, value });
        const afterwards = async (): Promise<void> => {
          await Promise.allSettled([store?.set(key.key, sealed, ttlMs), local.set(key.key, sealed, ttlMs)]);
          // Not awaited: a lock that is not released expires by itself.
          found?.lock.release().catch(() => undefined);
        };
        return { value, onSettled: afterwards };
      } catch (error) {
        found?.lock.release().catch(() => undefined);
        throw error;
      }
    });

  /** The entry in Redis, or the one that another instance is fetching; otherwise this instance is to fetch it. */
  async function findShared(shared: CacheStore, key: CacheKey, signal: AbortSignal): Promise<Entry | FetchTurn> {
    const startedAt = performance.now();
    const sealed = await getOrMiss(shared, key.key);
    const result = sealed === null ? 'unavailable' : 'miss';
    const stored = await storeLocally(key, sealed ?? undefined);
    if (stored !== null) return stored;
    const turn = await acquireFetchLock(shared, key.key, performance.now() - startedAt, signal);
    if ('lock' in turn) return { ...turn, result };
    return (await storeLocally(key, turn.sealed)) ?? { lock: noLock, result };
  }

  return {
    readItemData: (rule, of, call, fetch) =>
      read(rule, { ownerId: of.item.ownerId, key: itemDataKey(vault, rule.kind, of) }, call, fetch),
    readPublicData: (rule, key, call, fetch) =>
      read(rule, { ownerId: '', key: publicDataKey(vault, rule.kind, key) }, call, fetch),
    ping: () => (store ?? local).ping(),
    close: async () => {
      await local.close();
      await store?.close();
    },
  };
}

async function openRedisStore(redisUrl: string, now: () => number, log: CacheOptions['log']): Promise<CacheStore> {
  const { createRedisStore } = await import('./redis-store.js');
  return createRedisStore(redisUrl, now, log);
}

/** undefined: a miss. null: the store failed, which is served like a miss. */
async function getOrMiss(store: CacheStore, key: string): Promise<string | undefined | null> {
  try {
    return await store.get(key);
  } catch {
    return null;
  }
}

/**
 * The call that serves all waiting readers. Upstream calls are counted once, for the reader that came first. It is aborted
 * when the last reader has gone. It uses the share of any of them, so that joining the call of a busy caller delays nobody.
 */
function sharedCall(leader: PlaidCall, signal: AbortSignal, callers: Callers | null): PlaidCall {
  return {
    signal,
    requestId: leader.requestId,
    ...(leader.callerId !== undefined && callers !== null && { callerId: leader.callerId, callers }),
    ...(leader.span && { span: leader.span }),
    onUpstreamCall: (path) => {
      leader.onUpstreamCall(path);
    },
  };
}

/** A TTL that depends on the key, whose first characters are as good as random. */
function jittered(ttlMs: number, key: string): number {
  const share = Buffer.from(key.slice(0, 4), 'base64url').readUInt16BE() / 0xffff;
  return Math.round(ttlMs * (1 - JITTER + 2 * JITTER * share));
}
