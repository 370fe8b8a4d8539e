import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import type { CacheStore } from './cache-store.js';

interface Stored {
  value: string;
}

/** The approximate size of an entry besides its text: the object, the map's slot, the key. */
const OVERHEAD_BYTES = 256;

/** Entries in this process, at most `maxBytes`. The least recently used entry is evicted first. */
export function createMemoryStore(maxBytes: number): CacheStore {
  const entries = new LRUCache<string, Stored>({
    maxSize: maxBytes,
    sizeCalculation: (stored) => stored.value.length + OVERHEAD_BYTES,
  });
  const keyv = new Keyv<string>({
    store: {
      get: (key: string) => entries.get(key),
      // Keyv and the entry itself check the TTL; the LRU only limits the size.
      set: (key: string, stored: Stored) => void entries.set(key, stored),
      delete: (key: string) => entries.delete(key),
      clear: () => {
        entries.clear();
      },
    },
    useKeyPrefix: false,
    // Entries are text already and stay in this process. (Keyv's types require a function.)
    ...({ serialize: undefined, deserialize: undefined } as object),
  });
  return {
    get: (key) => keyv.get(key),
    set: async (key, entry, ttlMs) => {
      await keyv.set(key, entry, ttlMs);
    },
    ping: () => Promise.resolve(),
    close: async () => {
      await keyv.clear();
    },
  };
}
