import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DATABASE_LIMITS } from '../../src/config/limits.js';
import { embeddedDatabase } from '../../src/store/dialect-embedded.js';
import { postgresDatabase } from '../../src/store/dialect-postgres.js';
import { createStore, type Mac, type NewEvent, type NewLinkSession, type Store } from '../../src/store/store.js';
import type { OwnedItem } from '../../src/model/item.js';
import { asEventId, asItemId, asLinkSessionId, asOwnerId, asSealed } from '../../src/model/ids.js';
import { createTestDatabase, findPostgres } from './postgres.js';

/** A MAC for audit records that needs no vault. */
export const TEST_MAC: Mac = (text) => createHmac('sha256', 'a key of the tests').update(text).digest('base64url');

/** Creates the head of the audit chain, as a start of the gateway does. Without it nothing can be appended. */
export async function beginAudit(store: Store, mac = TEST_MAC): Promise<Store> {
  await store.audit.begin(mac, { at: 1_000, tablesAreNew: true });
  return store;
}

/** One database of either kind. `open` can be called several times, for several instances on the same records. */
export interface TestStores {
  open: () => Promise<Store>;
  /** Closes every store that was opened and drops the database. */
  dispose: () => Promise<void>;
}

/** One database of the test matrix. `run` is describe.skip when there is no server for it. */
export interface Backend {
  name: string;
  run: (name: string, tests: () => void) => void;
  create: () => Promise<TestStores>;
}

/** On a busy machine a statement waits longer for a connection than production allows. These tests measure no time. */
const PATIENT = { ...DATABASE_LIMITS, poolWaitMs: 30_000 };

function tracking(
  options: () => { databaseUrl: string | null; dataDir: string },
  drop: () => Promise<void>,
): TestStores {
  const stores: Store[] = [];
  return {
    open: async () => {
      const store = await createStore({ ...options(), databaseLimits: PATIENT, now: () => 1_000 });
      stores.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.all(stores.map((store) => store.close()));
      await drop();
    },
  };
}

/** Stores on one embedded database in a folder of its own. */
export async function createEmbeddedStores(): Promise<TestStores & { dataDir: string }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gateway-store-'));
  const stores = tracking(
    () => ({ databaseUrl: null, dataDir }),
    () => rm(dataDir, { recursive: true }),
  );
  return { ...stores, dataDir };
}

/** Stores on one PostgreSQL database of their own. */
export async function createPostgresStores(serverUrl: string): Promise<TestStores & { url: string }> {
  const database = await createTestDatabase(serverUrl);
  const stores = tracking(
    () => ({ databaseUrl: database.url, dataDir: tmpdir() }),
    () => database.drop(),
  );
  return { ...stores, url: database.url };
}

/** Both databases. PostgreSQL is skipped, with the reason in its name, when no server is available. */
export async function backends(): Promise<Backend[]> {
  const server = await findPostgres();
  return [
    { name: 'embedded', run: describe, create: createEmbeddedStores },
    server.url === null
      ? { name: `PostgreSQL (${server.missing})`, run: describe.skip, create: createEmbeddedStores }
      : { name: 'PostgreSQL', run: describe, create: () => createPostgresStores(server.url) },
  ];
}

/** Both databases without the gateway's own reads and writes: statements take the same path as those of the store. */
export async function dialects() {
  const server = await findPostgres();
  return [
    {
      name: 'embedded',
      run: describe,
      open: async () => {
        const stores = await createEmbeddedStores();
        return { stores, dialect: embeddedDatabase(`${stores.dataDir}/gateway.db`).dialect() };
      },
    },
    {
      name: `PostgreSQL${server.url === null ? ` (${server.missing})` : ''}`,
      run: server.url === null ? describe.skip : describe,
      open: async () => {
        const stores = await createPostgresStores(server.url ?? '');
        return { stores, dialect: postgresDatabase(stores.url).dialect() };
      },
    },
  ];
}

let createChosen: () => Promise<TestStores> = createEmbeddedStores;

/** Empty stores on the database of this test file: embedded, unless `onPostgres` has chosen PostgreSQL. */
export function createStores(): Promise<TestStores> {
  return createChosen();
}

/**
 * Runs an existing suite on PostgreSQL. For a test file that does nothing else. Skipped, with the reason in its name,
 * when no server is available.
 */
export async function onPostgres(suite: string, load: () => Promise<unknown>): Promise<void> {
  const server = await findPostgres();
  if (server.url === null) {
    it.skip(`${suite} on PostgreSQL (${server.missing})`, () => undefined);
    return;
  }
  const { url } = server;
  createChosen = () => createPostgresStores(url);
  await load();
}

export const ada = asOwnerId('ada');
export const bob = asOwnerId('bob');

let last = 0;
/** A number that is unique within the test file. */
function unique(): number {
  return (last += 1);
}

/** A webhook of an unknown Item, unless overridden. */
export function newEvent(overrides: Partial<NewEvent> = {}): NewEvent {
  const n = unique();
  return {
    id: asEventId(`we_${n}`),
    replayKey: `replay-${n}`,
    webhookType: 'ITEM',
    webhookCode: 'ERROR',
    environment: 'sandbox',
    itemId: asItemId(`unknown-item-${n}`),
    linkTokenFingerprint: null,
    sealedBody: asSealed(`sealed-body-${n}`),
    receivedAt: 5_000,
    ...overrides,
  };
}

/** A Link session of Ada, unless overridden. */
export function newLinkSession(overrides: Partial<NewLinkSession> = {}): NewLinkSession {
  const n = unique();
  return {
    id: asLinkSessionId(`ls_${n}`),
    ownerId: ada,
    sealedLinkToken: asSealed(`sealed-link-token-${n}`),
    linkTokenFingerprint: `link-token-fingerprint-${n}`,
    sealedHostedLinkUrl: null,
    createdAt: 1_000,
    expiresAt: 2_000,
    updateItemId: null,
    ...overrides,
  };
}

/** Begins an exchange of a new token. */
export function beginExchange(store: Store, ownerId = ada, linkSession: NewLinkSession | null = null) {
  const n = unique();
  return store.journal.beginExchange({
    ownerId,
    publicTokenFingerprint: `public-token-fingerprint-${n}`,
    sealedPublicToken: asSealed(`sealed-public-token-${n}`),
    linkSessionId: linkSession?.id ?? null,
    at: 3_000,
  });
}

/** Stores an Item through the journal, as every Item is stored. */
export async function storeItem(
  store: Store,
  { ownerId = ada, itemId = `item-${unique()}`, linkSession = null as NewLinkSession | null, at = 4_000 } = {},
): Promise<OwnedItem> {
  const { entry } = await beginExchange(store, ownerId, linkSession);
  const { item } = await store.journal.completeExchange(entry, {
    itemId: asItemId(itemId),
    sealedAccessToken: asSealed(`sealed-access-token-of-${itemId}`),
    plaidRequestId: 'request-1',
    at,
  });
  return item;
}

/** Removes an Item through the journal. */
export async function removeItem(store: Store, item: OwnedItem): Promise<void> {
  const entry = await store.journal.beginItemOperation({ kind: 'REMOVE', item, at: 6_000 });
  await store.journal.completeRemoval(entry, { plaidRequestId: null, at: 6_001 });
}
