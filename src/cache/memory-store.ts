import { Keyv } from 'keyv';
import { LRUCache } from 'lru-cache';
import type { CacheStore } from './cache-store.js';

interface Stored {
  value: string;
}

/** What an entry takes beside its text, roughly: the object, the map's slot, the key. */
const OVERHEAD_BYTES = 256;

/** Entries in this process, at most `maxBytes` of them; the least recently used goes first. */
export function createMemoryStore(maxBytes: number): CacheStore {
  const entries = new LRUCache<string, Stored>({
    maxSize: maxBytes,
    sizeCalculation: (kept) => kept.value.length + OVERHEAD_BYTES,
  });
  const keyv = new Keyv<string>({
    store: {
      get: (key: string) => entries.get(key),
      // Lifetimes are kept by Keyv and by the entry itself; the LRU only bounds.
      set: (key: string, kept: Stored) => void entries.set(key, kept),
      delete: (key: string) => entries.delete(key),
      clear: () => {
        entries.clear();
      },
    },
    useKeyPrefix: false,
    // Nothing to make text of: the entries are text, and stay in this process. (Keyv's types want a function.)
    ...({ serialize: undefined, deserialize: undefined } as object),
  });
  return {
    get: (key) => keyv.get(key),
    set: async (key, entry, lifetimeMs) => {
      await keyv.set(key, entry, lifetimeMs);
    },
    ping: () => Promise.resolve(),
    close: async () => {
      await keyv.clear();
    },
  };
}
