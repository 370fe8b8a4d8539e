import type { OwnedItem } from '../model/item.js';
import type { Logger } from '../observability/logger.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import type { Callers } from '../plaid/fair-pool.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { Vault } from '../vault/vault.js';
import type { CacheStore, FetchLock } from './cache-store.js';
import { type CacheKey, type Entry, itemDataKey, openEntry, publicDataKey, sealEntry } from './sealed-entry.js';
import { ITEM_DATA_TTL_MS, type ItemDataKind, PUBLIC_DATA_TTL_MS, type PublicDataKind } from './ttl.js';
import { createMemoryStore } from './memory-store.js';
import { acquireFetchLock, noLock } from './fetch-lock.js';
import { createSingleFlight, type FlightResult } from './single-flight.js';

/**
 * Read-through cache with single flight: concurrent readers of one cold key cause one fetch, which is aborted only when
 * the last of them has gone. Failures are never kept. A cache that is down is a miss, never an error.
 * A value may be in several operations' hands at once: it is read, never changed.
 */
export interface Cache {
  /** Data of one Item; the key carries the Item's generation, so nothing fetched before an invalidation is served after. */
  readItemData<T>(
    kind: ItemDataKind,
    item: OwnedItem,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T>;
  /** Data that is the same for everybody, such as an institution. */
  readPublicData<T>(
    kind: PublicDataKind,
    key: string,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T>;
  /** Rejects when the backing store does not answer; for readiness. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface CacheOptions {
  /** null: in this process' memory. */
  redisUrl: string | null;
  vault: Pick<Vault, 'seal' | 'open' | 'fingerprint'>;
  /** Unix ms. */
  now: () => number;
  /** The bound of the memory store; Redis has its own. */
  maxBytes: number;
  log?: Pick<Logger, 'warn'>;
  metrics?: Metrics;
}

/** Lifetimes differ by up to a tenth, so that entries made together do not expire together; security.md F19. */
const JITTER = 0.1;

/** The turn of this instance to fetch, and whether Redis was there to be asked. */
interface FetchTurn {
  claim: FetchLock;
  result: 'miss' | 'unavailable';
}

/** Opens the cache; does not fail when Redis is away. Whoever opened it closes it. */
export async function createCache(options: CacheOptions): Promise<Cache> {
  const { vault, now, metrics = NO_METRICS } = options;
  // What this instance has read lately, in front of Redis: the key says which generation it is of, the entry until when.
  const local = createMemoryStore(options.maxBytes);
  const store = options.redisUrl === null ? null : await openRedisStore(options.redisUrl, now, options.log);
  const flights = createSingleFlight();

  const opened = (place: CacheKey, sealed: string | undefined): Entry | null =>
    sealed === undefined ? null : openEntry(vault, place, sealed, now);

  /** Keeps near what Redis had. */
  async function storeLocally(place: CacheKey, sealed: string | undefined): Promise<Entry | null> {
    const entry = opened(place, sealed);
    if (entry !== null && sealed !== undefined) await local.set(place.key, sealed, entry.expiresAt - now());
    return entry;
  }

  const read = <T>(
    kind: ItemDataKind | PublicDataKind,
    place: CacheKey,
    lifetimeMs: number,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T> =>
    flights.run(place.key, call, async (signal, callers): Promise<FlightResult<T>> => {
      const found = opened(place, await local.get(place.key)) ?? (store && (await findShared(store, place, signal)));
      const result = found === null ? 'miss' : 'claim' in found ? found.result : 'hit';
      metrics.add('plaid_gateway_cache_reads_total', { kind, result });
      if (found !== null && !('claim' in found)) return { value: found.value as T };
      try {
        const value = await fetch(sharedCall(call, signal, callers));
        const ttlMs = jittered(lifetimeMs, place.key);
        const sealed = sealEntry(vault, place, { expiresAt: now() + ttlMs, value });
        const afterwards = async (): Promise<void> => {
          await Promise.allSettled([store?.set(place.key, sealed, ttlMs), local.set(place.key, sealed, ttlMs)]);
          // Nobody waits for it: a claim that is not given back runs out by itself.
          found?.claim.release().catch(() => undefined);
        };
        return { value, onSettled: afterwards };
      } catch (error) {
        found?.claim.release().catch(() => undefined);
        throw error;
      }
    });

  /** What Redis has, or what another instance is bringing; else the turn of this one to fetch. */
  async function findShared(shared: CacheStore, place: CacheKey, signal: AbortSignal): Promise<Entry | FetchTurn> {
    const startedAt = performance.now();
    const sealed = await getOrMiss(shared, place.key);
    const result = sealed === null ? 'unavailable' : 'miss';
    const stored = await storeLocally(place, sealed ?? undefined);
    if (stored !== null) return stored;
    const turn = await acquireFetchLock(shared, place.key, performance.now() - startedAt, signal);
    if ('claim' in turn) return { ...turn, result };
    return (await storeLocally(place, turn.sealed)) ?? { claim: noLock, result };
  }

  return {
    readItemData: (kind, item, call, fetch) =>
      read(kind, { ownerId: item.ownerId, key: itemDataKey(vault, kind, item) }, ITEM_DATA_TTL_MS[kind], call, fetch),
    readPublicData: (kind, key, call, fetch) =>
      read(kind, { ownerId: '', key: publicDataKey(vault, kind, key) }, PUBLIC_DATA_TTL_MS[kind], call, fetch),
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

/** A store that fails has nothing to offer, and nobody has to know; null then. */
async function getOrMiss(store: CacheStore, key: string): Promise<string | undefined | null> {
  try {
    return await store.get(key);
  } catch {
    return null;
  }
}

/**
 * The call of whoever came first: its upstream calls are counted there, once. It ends with the last who waits, and has the share
 * of each of them: nobody waits longer for having joined somebody who has much under way.
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

/** A share of the lifetime that depends on the key: its first characters are as good as random. */
function jittered(lifetimeMs: number, key: string): number {
  const share = Buffer.from(key.slice(0, 4), 'base64url').readUInt16BE() / 0xffff;
  return Math.round(lifetimeMs * (1 - JITTER + 2 * JITTER * share));
}
