/** Where sealed entries rest. A failure is the caller's to turn into a miss. */
export interface BackingStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, entry: string, lifetimeMs: number): Promise<void>;
  /** Rejects when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
