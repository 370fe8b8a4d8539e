import type { Logger } from '../observability/logger.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { Vault } from '../vault/vault.js';
import type { BackingStore } from './backing-store.js';
import type { Cache } from './cache.js';
import { type EntryPlace, openEntry, sealEntry } from './entries.js';
import { itemDataKey, publicDataKey } from './keys.js';
import {
  ITEM_DATA_LIFETIMES_MS,
  type ItemDataKind,
  PUBLIC_DATA_LIFETIMES_MS,
  type PublicDataKind,
} from './lifetimes.js';
import { createMemoryStore } from './memory-store.js';
import { createRedisStore } from './redis-store.js';
import { createSingleFlight, type Landing } from './single-flight.js';

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

/** Opens the cache; does not fail when Redis is away. Whoever opened it closes it. */
export async function createCache(options: CacheOptions): Promise<Cache> {
  const { vault, now, metrics = NO_METRICS } = options;
  const store =
    options.redisUrl === null
      ? createMemoryStore(options.maxBytes)
      : await createRedisStore(options.redisUrl, now, options.log);
  const flights = createSingleFlight();

  const read = <T>(
    kind: ItemDataKind | PublicDataKind,
    place: EntryPlace,
    lifetimeMs: number,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T> =>
    flights.run(place.key, call.signal, async (signal): Promise<Landing<T>> => {
      const sealed = await getOrMiss(store, place.key);
      const entry = typeof sealed === 'string' ? openEntry(vault, place, sealed, now) : null;
      const result = entry !== null ? 'hit' : sealed === null ? 'unavailable' : 'miss';
      metrics.add('plaid_gateway_cache_reads_total', { kind, result });
      if (entry !== null) return { value: entry.value as T };
      const value = await fetch(sharedCall(call, signal));
      const keepMs = jittered(lifetimeMs, place.key);
      const afterwards = (): Promise<void> =>
        store.set(place.key, sealEntry(vault, place, { expiresAt: now() + keepMs, value }), keepMs);
      return { value, afterwards };
    });

  return {
    readItemData: (kind, item, call, fetch) =>
      read(
        kind,
        { ownerId: item.ownerId, key: itemDataKey(vault, kind, item) },
        ITEM_DATA_LIFETIMES_MS[kind],
        call,
        fetch,
      ),
    readPublicData: (kind, key, call, fetch) =>
      read(kind, { ownerId: '', key: publicDataKey(vault, kind, key) }, PUBLIC_DATA_LIFETIMES_MS[kind], call, fetch),
    ping: () => store.ping(),
    close: () => store.close(),
  };
}

/** A store that fails has nothing to offer, and nobody has to know; null then. */
async function getOrMiss(store: BackingStore, key: string): Promise<string | undefined | null> {
  try {
    return await store.get(key);
  } catch {
    return null;
  }
}

/** The call of whoever came first: its upstream calls are counted there, once. It ends with the last who waits. */
function sharedCall(leader: PlaidCall, signal: AbortSignal): PlaidCall {
  return {
    signal,
    requestId: leader.requestId,
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
