/** How long a shared store may take: a cache must never cost more than it saves, and /accounts/get takes longer than this. */
export const OPERATION_TIMEOUT_MS = 100;

/** The right to fetch what is missing under one key. */
export interface FetchLock {
  /** Lets the next one have it. */
  release(): Promise<void>;
}

/** Where sealed entries rest. A failure is the caller's to turn into a miss. */
export interface CacheStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, entry: string, lifetimeMs: number): Promise<void>;
  /**
   * With several instances: the right to fetch what is missing under the key, for `lifetimeMs` at most. Null while another
   * instance has it.
   */
  claim?(key: string, lifetimeMs: number, withinMs: number): Promise<FetchLock | null>;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
