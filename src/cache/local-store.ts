import { LRUCache } from 'lru-cache';
import type { UnixMs } from '../model/ids.js';

/** What this process holds of one key: the value as it is served, or, for secrets, the sealed entry. */
export type LocalEntry = { readonly expiresAt: UnixMs } & ({ readonly value: unknown } | { readonly sealed: string });

/** Entries in the memory of this process, at most `maxBytes`. The least recently used entry is evicted first. */
export interface LocalStore {
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
export function createLocalStore(maxBytes: number, now: () => number): LocalStore {
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
