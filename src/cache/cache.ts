import type { OwnedItem } from '../model/item.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { ItemDataKind, PublicDataKind } from './lifetimes.js';

/**
 * Read-through cache with single flight: concurrent readers of one cold key cause one fetch, which is aborted only when
 * the last of them has gone. Failures are never kept. A cache that is down is a miss, never an error.
 * A value may be in several operations' hands at once: it is read, never changed.
 */
export interface Cache {
  /** Data of one Item; the key carries the Item's generation, so nothing fetched before an invalidation is served after. */
  readItemData<T>(
    kind: ItemDataKind,
    item: OwnedItem,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T>;
  /** Data that is the same for everybody, such as an institution. */
  readPublicData<T>(
    kind: PublicDataKind,
    key: string,
    call: PlaidCall,
    fetch: (call: PlaidCall) => Promise<T>,
  ): Promise<T>;
  /** Rejects when the backing store does not answer; for readiness. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
