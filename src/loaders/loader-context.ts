import DataLoader from 'dataloader';
import type { Cache } from '../cache/cache.js';
import type { OwnedItem } from '../model/item.js';
import type { Viewer } from '../model/viewer.js';
import type { PlaidCall, PlaidClient } from '../plaid/plaid-client.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import type { IdleSignal } from './idle-signal.js';
import type { ItemMemory } from './known-item-errors.js';

/** What the loaders of one operation, or of one delivered event, are built from. */
export interface LoaderContext {
  viewer: Viewer;
  store: Pick<Store, 'items' | 'accounts' | 'linkSessions' | 'events' | 'audit'>;
  cache: Cache;
  plaid: PlaidClient;
  vault: Vault;
  call: PlaidCall;
  /** What the outcomes of calls have shown about Items. */
  memory: Pick<ItemMemory, 'knownOf'>;
  /** Unix ms. */
  now: () => number;
}

/** What the loaders of one operation share besides. */
export interface OperationContext extends LoaderContext {
  /** Which data of Items the operation is reading. */
  reads: IdleSignal;
}

/** An Item at one generation: after an invalidation within the operation it is read again. The length keeps the parts apart. */
export const itemKey = ({ ownerId, id, generation }: OwnedItem): string =>
  `${generation}:${ownerId.length}:${ownerId}${id}`;

/** Reads something of an Item at most once per operation. Failures are memoised too. */
export function memoizeByItem<T>(read: (item: OwnedItem) => Promise<T>): (item: OwnedItem) => Promise<T> {
  return memoizeByKey(itemKey, read);
}

/** Reads something at most once per operation and key. Failures are memoised too. */
export function memoizeByKey<K, T>(keyOf: (key: K) => string, read: (key: K) => Promise<T>): (key: K) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const name = keyOf(key);
    const result = known.get(name) ?? read(key);
    known.set(name, result);
    return result;
  };
}

/** The outcomes in the form that a batch function returns: one failure does not affect the others. */
export async function allSettled<T>(reads: Promise<T>[]): Promise<(T | Error)[]> {
  const outcomes = await Promise.allSettled(reads);
  return outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : asError(outcome.reason)));
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error('a read failed'));

/** Looks up several keys with one read of the store. Nothing is memoised: a later lookup sees what has changed. */
export function batched<K, V>(find: (keys: readonly K[]) => Promise<Map<K, V>>): (key: K) => Promise<V | null> {
  const loader = new DataLoader<K, V | null>(
    async (keys) => {
      const found = await find([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? null);
    },
    { cache: false, maxBatchSize: MAX_BATCH },
  );
  return (key) => loader.load(key);
}

/** The size of the largest list argument or page. */
const MAX_BATCH = 100;
