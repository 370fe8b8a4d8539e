/** A lease that was taken: shown with what is written under it. */
export interface Fence {
  readonly name: string;
  /** Nobody else's, and new each time the lease is taken. */
  readonly holder: string;
}

export interface Leases {
  /**
   * Null while somebody holds it. Its time runs by the database's clock. `overdueMs`: how long it must have run out before it
   * is taken from somebody; 0 unless given.
   */
  take(name: string, ttlMs: number, options?: { overdueMs: number }): Promise<Fence | null>;
  /** False when it is somebody else's by now, or gone. */
  prolong(fence: Fence, ttlMs: number): Promise<boolean>;
  /** Lets the next one have it at once; nothing happens when it is somebody else's by now. */
  release(fence: Fence): Promise<void>;
}
