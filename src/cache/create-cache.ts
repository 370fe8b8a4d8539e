import type { Logger } from '../observability/logger.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import type { Callers } from '../plaid/places.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { Vault } from '../vault/vault.js';
import type { BackingStore, Claim } from './backing-store.js';
import type { Cache } from './cache.js';
import { type Entry, type EntryPlace, openEntry, sealEntry } from './entries.js';
import { itemDataKey, publicDataKey } from './keys.js';
import {
  ITEM_DATA_LIFETIMES_MS,
  type ItemDataKind,
  PUBLIC_DATA_LIFETIMES_MS,
  type PublicDataKind,
} from './lifetimes.js';
import { createMemoryStore } from './memory-store.js';
import { takeTurn, unclaimed } from './shared-fetch.js';
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

/** The turn of this instance to fetch, and whether Redis was there to be asked. */
interface Turn {
  claim: Claim;
  result: 'miss' | 'unavailable';
}

/** Opens the cache; does not fail when Redis is away. Whoever opened it closes it. */
export async function createCache(options: CacheOptions): Promise<Cache> {
  const { vault, now, metrics = NO_METRICS } = options;
  // What this instance has read lately, in front of Redis: the key says which generation it is of, the entry until when.
  const near = createMemoryStore(options.maxBytes);
  const store = options.redisUrl === null ? null : await openRedisStore(options.redisUrl, now, options.log);
  const flights = createSingleFlight();

  const opened = (place: EntryPlace, sealed: string | undefined): Entry | null =>
    sealed === undefined ? null : openEntry(vault, place, sealed, now);

  /** Keeps near what Redis had. */
  async function keptNear(place: EntryPlace, sealed: string | undefined): Promise<Entry | null> {
    const entry = opened(place, sealed);
    if (entry !== null && sealed !== undefined) await near.set(place.key, sealed, entry.expiresAt - now());
    return entry;
  }

  const read = <T>(
    kind: ItemDataKind | PublicDataKind,
    place: EntryPlace,
    lifetimeMs: number,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T> =>
    flights.run(place.key, call, async (signal, callers): Promise<Landing<T>> => {
      const found = opened(place, await near.get(place.key)) ?? (store && (await findShared(store, place, signal)));
      const result = found === null ? 'miss' : 'claim' in found ? found.result : 'hit';
      metrics.add('plaid_gateway_cache_reads_total', { kind, result });
      if (found !== null && !('claim' in found)) return { value: found.value as T };
      try {
        const value = await fetch(sharedCall(call, signal, callers));
        const keepMs = jittered(lifetimeMs, place.key);
        const sealed = sealEntry(vault, place, { expiresAt: now() + keepMs, value });
        const afterwards = async (): Promise<void> => {
          await Promise.allSettled([store?.set(place.key, sealed, keepMs), near.set(place.key, sealed, keepMs)]);
          // Nobody waits for it: a claim that is not given back runs out by itself.
          found?.claim.release().catch(() => undefined);
        };
        return { value, afterwards };
      } catch (error) {
        found?.claim.release().catch(() => undefined);
        throw error;
      }
    });

  /** What Redis has, or what another instance is bringing; else the turn of this one to fetch. */
  async function findShared(shared: BackingStore, place: EntryPlace, signal: AbortSignal): Promise<Entry | Turn> {
    const startedAt = performance.now();
    const sealed = await getOrMiss(shared, place.key);
    const result = sealed === null ? 'unavailable' : 'miss';
    const kept = await keptNear(place, sealed ?? undefined);
    if (kept !== null) return kept;
    const turn = await takeTurn(shared, place.key, performance.now() - startedAt, signal);
    if ('claim' in turn) return { ...turn, result };
    return (await keptNear(place, turn.sealed)) ?? { claim: unclaimed, result };
  }

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
    ping: () => (store ?? near).ping(),
    close: async () => {
      await near.close();
      await store?.close();
    },
  };
}

async function openRedisStore(redisUrl: string, now: () => number, log: CacheOptions['log']): Promise<BackingStore> {
  const { createRedisStore } = await import('./redis-store.js');
  return createRedisStore(redisUrl, now, log);
}

/** A store that fails has nothing to offer, and nobody has to know; null then. */
async function getOrMiss(store: BackingStore, key: string): Promise<string | undefined | null> {
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
