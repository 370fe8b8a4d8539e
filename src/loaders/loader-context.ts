import type { Cache } from '../cache/cache.js';
import type { Viewer } from '../model/viewer.js';
import type { PlaidCall, PlaidClient } from '../plaid/plaid-client.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import type { IdleSignal } from './batching.js';
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
