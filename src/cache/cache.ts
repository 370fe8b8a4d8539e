import { LRUCache } from 'lru-cache';
import type { OwnerId, UnixMs } from '../model/ids.js';
import type { OwnedItem } from '../model/item.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { CacheRule } from '../plaid/endpoint.js';
import { callCancelled } from '../plaid/errors.js';
import type { Callers, PlaidCall } from '../plaid/plaid-call.js';
import type { Vault } from '../vault/vault.js';
import type { CacheStore, FetchLock } from './cache-store.js';
import { acquireFetchLock, noLock } from './fetch-lock.js';
import { type Entry, hashKey, openEntry, sealEntry, type SealKey } from './sealed-entry.js';
import { createSingleFlight, type FlightResult } from './single-flight.js';

/** An Item's data, and the arguments of the call when it has any. */
export interface ItemDataKey {
  item: OwnedItem;
  args: readonly unknown[];
}

/**
 * A read-through cache with single flight: concurrent readers of one missing key cause one fetch, which is aborted only when
 * the last of them has gone. The endpoint's description says how long its data is cached. Failures are never cached. A cache
 * that is down is a miss, never an error.
 *
 * In the memory of this process, a value is held as it is served, frozen; the values of an `encrypted` rule are held encrypted
 * and decrypted for each read. In Redis everything is encrypted.
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
  /** How much is held in the memory of this process. Redis has a limit of its own. */
  maxBytes: number;
  /** 0 to 1, for the jitter of TTLs. */
  random?: () => number;
  log?: Pick<Logger, 'warn'>;
  metrics?: Metrics | null;
}

/** TTLs vary by up to a tenth, so that entries written together do not expire together. */
const JITTER = 0.1;

/** This instance is to fetch the value. `result` says whether Redis was available. */
interface FetchTurn {
  lock: FetchLock;
  result: 'miss' | 'unavailable';
}

/** What identifies an entry. The key in Redis is computed only when it is needed. */
interface EntryKey {
  local: string;
  seal: () => SealKey;
}

/** Opens the cache. It does not fail when Redis is unavailable. Its creator closes it. */
export async function createCache(options: CacheOptions): Promise<Cache> {
  const { vault, now, metrics, random = Math.random } = options;
  // What this instance has read recently, in front of Redis.
  const local = createLocalStore(options.maxBytes, now);
  const store = options.redisUrl === null ? null : await openRedisStore(options.redisUrl, now, options.log);
  const flights = createSingleFlight();

  function findLocally(key: EntryKey): Pick<Entry, 'value'> | null {
    const found = local.get(key.local);
    if (found === undefined) return null;
    return 'sealed' in found ? openEntry(vault, key.seal(), found.sealed, now) : found;
  }

  function storeLocally({ encrypted }: CacheRule, key: EntryKey, { expiresAt, value }: Entry, sealed?: string): void {
    const seal = (): string => sealed ?? sealEntry(vault, key.seal(), { expiresAt, value });
    const entry: LocalEntry = encrypted ? { expiresAt, sealed: seal() } : { expiresAt, value };
    local.set(key.local, entry);
  }

  /** The entry in Redis, or the one that another instance is fetching; otherwise this instance is to fetch it. */
  async function findShared(
    shared: CacheStore,
    rule: CacheRule,
    key: EntryKey,
    signal: AbortSignal,
  ): Promise<Entry | FetchTurn> {
    const sealKey = key.seal();
    function opened(sealed: string | undefined | null): Entry | null {
      const entry = sealed == null ? null : openEntry(vault, sealKey, sealed, now);
      if (entry !== null) storeLocally(rule, key, entry, sealed ?? undefined);
      return entry;
    }
    const startedAt = performance.now();
    const sealed = await getOrMiss(shared, sealKey.key);
    const result = sealed === null ? 'unavailable' : 'miss';
    const stored = opened(sealed);
    if (stored !== null) return stored;
    const acquired = await acquireFetchLock(shared, sealKey.key, performance.now() - startedAt, signal);
    if ('lock' in acquired) return { ...acquired, result };
    return opened(acquired.sealed) ?? { lock: noLock, result };
  }

  async function fetchAndStore<T>(
    rule: CacheRule,
    key: EntryKey,
    lock: FetchLock,
    fetch: () => Promise<T>,
  ): Promise<FlightResult<T>> {
    // Not awaited: a lock that is not released expires by itself.
    const release = (): void => void lock.release().catch(() => undefined);
    try {
      const value = await fetch();
      const ttlMs = Math.round(rule.ttlMs * (1 - JITTER + 2 * JITTER * random()));
      const entry = { expiresAt: now() + ttlMs, value };
      if (store === null) {
        storeLocally(rule, key, entry);
        return { value };
      }
      const sealed = sealEntry(vault, key.seal(), entry);
      storeLocally(rule, key, entry, sealed);
      return { value, onSettled: () => store.set(key.seal().key, sealed, ttlMs).finally(release) };
    } catch (error) {
      release();
      throw error;
    }
  }

  async function read<T>(
    rule: CacheRule,
    key: EntryKey,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T> {
    const count = (result: 'hit' | FetchTurn['result']): void => {
      metrics?.add('plaid_gateway_cache_reads_total', { kind: rule.kind, result });
    };
    if (call.signal.aborted) throw callCancelled();
    const held = findLocally(key);
    if (held !== null) {
      count('hit');
      return held.value as T;
    }
    return flights.run(key.local, call, async (signal, callers): Promise<FlightResult<T>> => {
      const found = store === null ? MISS : await findShared(store, rule, key, signal);
      count('lock' in found ? found.result : 'hit');
      if (!('lock' in found)) return { value: found.value as T };
      return fetchAndStore(rule, key, found.lock, () => fetch(sharedCall(call, signal, callers)));
    });
  }

  function keyOf(ownerId: OwnerId | '', localKey: string): EntryKey {
    let sealKey: SealKey | undefined;
    return { local: localKey, seal: () => (sealKey ??= { ownerId, key: hashKey(vault, localKey) }) };
  }

  return {
    readItemData: (rule, of, call, fetch) => read(rule, keyOf(of.item.ownerId, itemDataKey(rule, of)), call, fetch),
    readPublicData: (rule, key, call, fetch) => read(rule, keyOf('', `public\n${rule.kind}\n${key}`), call, fetch),
    ping: () => store?.ping() ?? Promise.resolve(),
    close: async () => {
      local.clear();
      await store?.close();
    },
  };
}

const MISS: FetchTurn = { lock: noLock, result: 'miss' };

/**
 * The key of an Item's data. It contains the generation: after an invalidation no reader uses the old entry. The parts cannot
 * be confused: none but the last can contain a line break, owner ids included (parseOwnerId).
 */
function itemDataKey({ kind }: CacheRule, { item, args }: ItemDataKey): string {
  const argsText = args.length === 0 ? '' : JSON.stringify(args);
  return `item\n${kind}\n${item.ownerId}\n${item.generation}\n${argsText}\n${item.id}`;
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

/** What this process holds of one key: the value as it is served, or, for secrets, the sealed entry. */
type LocalEntry = { readonly expiresAt: UnixMs } & ({ readonly value: unknown } | { readonly sealed: string });

/** Entries in the memory of this process, at most `maxBytes`. The least recently used entry is evicted first. */
interface LocalStore {
  /** undefined: there is none, or it has expired. */
  get(key: string): LocalEntry | undefined;
  /** Freezes the value of the entry, because every later reader gets the same object. */
  set(key: string, entry: LocalEntry): void;
  clear(): void;
}

/** The approximate size of an object or an entry besides its contents. */
const OVERHEAD_BYTES = 64;
const NUMBER_BYTES = 8;

/** `now`: Unix ms. */
function createLocalStore(maxBytes: number, now: () => number): LocalStore {
  const entries = new LRUCache<string, LocalEntry>({ maxSize: maxBytes });
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || entry.expiresAt > now()) return entry;
      entries.delete(key);
      return undefined;
    },
    set(key, entry) {
      const contents = 'sealed' in entry ? entry.sealed.length : freezeAndMeasure(entry.value);
      entries.set(key, entry, { size: contents + key.length + OVERHEAD_BYTES });
    },
    clear() {
      entries.clear();
    },
  };
}

/** Freezes JSON-like data, with Dates, at any depth, and returns its approximate size in bytes. */
function freezeAndMeasure(value: unknown): number {
  if (typeof value === 'string') return value.length + NUMBER_BYTES;
  if (typeof value !== 'object' || value === null) return NUMBER_BYTES;
  Object.freeze(value);
  let bytes = OVERHEAD_BYTES;
  for (const entry of Array.isArray(value) ? value : Object.values(value)) bytes += freezeAndMeasure(entry);
  return bytes;
}
