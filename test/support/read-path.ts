import { randomBytes } from 'node:crypto';
import { type Cache, createCache } from '../../src/cache/cache.js';
import { createItemMemory } from '../../src/loaders/known-item-errors.js';
import { createLoaders, type Loaders } from '../../src/loaders/loaders.js';
import type { OwnerId } from '../../src/model/ids.js';
import type { OwnedItem } from '../../src/model/item.js';
import type { Scope } from '../../src/model/viewer.js';
import { createPlaidClient, type PlaidCall, type PlaidClient } from '../../src/plaid/plaid-client.js';
import type { Store } from '../../src/store/store.js';
import { auditMac } from '../../src/vault/sealing.js';
import { createVault, type Vault } from '../../src/vault/vault.js';
import { beginAudit, createEmbeddedStores } from './store.js';

/** A call context that records the Plaid calls it causes. */
export interface CountedCall extends PlaidCall {
  paths: string[];
  abort(): void;
}

/** Everything between a loader and Plaid, with real parts on a temporary database. */
export interface ReadPath {
  store: Store;
  vault: Vault;
  plaid: PlaidClient;
  cache: Cache;
  /** Creates an Item at Plaid and stores it. */
  link(ownerId: OwnerId, options?: { institutionId?: string; products?: string[] }): Promise<OwnedItem>;
  /** The loaders of one operation. `options` replaces some of their parts. */
  loaders(ownerId: OwnerId, options?: OperationOptions): Loaders;
  close(): Promise<void>;
}

/** The viewer has the scope `items:read` by default. */
export interface OperationOptions {
  scopes?: Scope[];
  call?: PlaidCall;
  plaid?: PlaidClient;
  store?: Store;
}

/** Retries have no jitter, so that tests are deterministic. */
export interface ReadPathOptions {
  baseUrl: string;
  redisUrl?: string | null;
  timeoutMs?: number;
  now?: () => number;
}

/** The emulator's credentials. */
export const EMULATOR_CREDENTIALS = { clientId: 'emulator-client-id', secret: 'emulator-secret' };

const SILENT = { warn: () => undefined };
const READER: Scope[] = ['items:read'];

export function countedCall(requestId = 'test-request'): CountedCall {
  const controller = new AbortController();
  const paths: string[] = [];
  return {
    signal: controller.signal,
    requestId,
    onUpstreamCall: (path) => void paths.push(path),
    paths,
    abort: () => {
      controller.abort();
    },
  };
}

/** Creates a vault with a random key on this store. */
export function createTestVault(store: Store): Promise<Vault> {
  const keys = [{ id: 'k1', key: randomBytes(32) }];
  return createVault({ keys, production: false, tokens: store.tokens, settings: store.settings });
}

export async function createReadPath(options: ReadPathOptions): Promise<ReadPath> {
  const { baseUrl, redisUrl = null, timeoutMs = 5_000, now = Date.now } = options;
  const stores = await createEmbeddedStores();
  const store = await stores.open();
  const vault = await createTestVault(store);
  await beginAudit(store, auditMac(vault));
  const memory = createItemMemory({ items: store.items, itemChanged: () => undefined, log: SILENT, now });
  const plaid = createPlaidClient({
    ...{ baseUrl, ...EMULATOR_CREDENTIALS, timeoutMs, vault, now, random: () => 0 },
    onItemCall: (item, outcome) => memory.record(item, outcome),
  });
  const cache = await createCache({ redisUrl, vault, now, maxBytes: 10_000_000 });
  return {
    store,
    vault,
    plaid,
    cache,
    link: (ownerId, { institutionId = 'ins_109508', products = ['auth', 'transactions'] } = {}) =>
      linkItem({ store, plaid }, ownerId, institutionId, products),
    loaders(ownerId, { scopes = READER, ...changed } = {}) {
      const viewer = { id: ownerId, scopes: new Set(scopes), expiresAt: null };
      return createLoaders({ viewer, store, cache, plaid, vault, call: countedCall(), memory, now, ...changed });
    },
    async close() {
      await plaid.close();
      await cache.close();
      await stores.dispose();
    },
  };
}

async function linkItem(
  { store, plaid }: Pick<ReadPath, 'store' | 'plaid'>,
  ownerId: OwnerId,
  institutionId: string,
  initialProducts: string[],
): Promise<OwnedItem> {
  const call = countedCall();
  const token = await plaid.sandboxPublicTokenCreate(
    {
      ownerId,
      institutionId,
      initialProducts,
      webhook: 'http://127.0.0.1:9/webhooks/plaid',
      overrideUsername: null,
      overridePassword: null,
    },
    call,
  );
  const intent = { ownerId, ...token, linkSessionId: null, at: 1_000 };
  const { entry } = await store.journal.beginExchange(intent);
  const exchanged = await plaid.itemPublicTokenExchange({ ownerId, ...token }, call);
  return (await store.journal.completeExchange(entry, { ...exchanged, at: 2_000 })).item;
}
