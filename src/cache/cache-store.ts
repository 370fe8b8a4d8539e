/** How long a shared store may take. A cache must never cost more than it saves, and /accounts/get takes longer than this. */
export const OPERATION_TIMEOUT_MS = 100;

/** The exclusive right to fetch the value of one key. */
export interface FetchLock {
  /** Lets the next instance acquire it. */
  release(): Promise<void>;
}

/** Stores sealed entries. The caller treats a failure as a miss. */
export interface CacheStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, entry: string, ttlMs: number): Promise<void>;
  /**
   * For several instances: acquires the lock of a key, for at most `ttlMs`. null while another instance holds it.
   */
  claim?(key: string, ttlMs: number, withinMs: number): Promise<FetchLock | null>;
  /** Rejects when the store does not respond. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
