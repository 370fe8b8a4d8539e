import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActionDeps } from './actions/action-context.js';
import { completeOwnedLinkSession } from './actions/complete-link-session.js';
import { createActions } from './actions/create-actions.js';
import { createKeyedQueue } from './actions/keyed-queue.js';
import { recoverJournal } from './actions/recovery.js';
import { createSharedQueue } from './actions/shared-queue.js';
import { createCache } from './cache/create-cache.js';
import type { Config } from './config/config.js';
import { announcing } from './feed/announcing.js';
import { startChangeTail } from './feed/change-tail.js';
import { createFeed } from './feed/create-feed.js';
import { connectWakeUps, noWakeUps } from './feed/wake-ups.js';
import { buildGatewaySchema } from './graphql/schema.js';
import { createLoaders } from './loaders/create-loaders.js';
import type { Logger } from './observability/logger.js';
import { createPlaidClient } from './plaid/create-plaid-client.js';
import { createServer } from './server/create-server.js';
import { createAuthenticate } from './server/authenticate.js';
import type { CreateOperation } from './server/request-context.js';
import { createStore } from './store/create-store.js';
import { keepLease, type LeaseKeeper } from './store/lease-keeper.js';
import { createVault } from './vault/create-vault.js';
import { loadOrCreateDevelopmentKeys } from './vault/development-keys.js';
import { createReceiver } from './webhooks/receive.js';
import { type Reconciler, startReconciler } from './webhooks/reconcile.js';

/** The gateway, built and not yet listening. */
export interface App {
  /** Serves, then settles what a crash left undone. `url` is where the public listener is. */
  listen(): Promise<{ url: string; port: number }>;
  /** Drains within the configured grace, then lets go of everything. Safe to call twice. */
  close(): Promise<void>;
}

/** What comes from outside and tests replace. */
export interface AppOverrides {
  log: Logger;
  /** Plaid's address when the configuration names none: the embedded emulator's. */
  plaidBaseUrl?: string | null;
  now?: () => number;
}

const RECEIVER_PATH = '/webhooks/plaid';
const CACHE_BYTES = 64 * 1024 * 1024;
/** How often to look for events that other instances recorded: within a second or two, and cheap. */
const LOG_POLL_MS = 1_000;
/** Without a sign of life for so long, an instance that does the work of one has lost it. */
const LEASE_TTL_MS = 15_000;
const MINUTE_MS = 60_000;
const ID_BYTES = 16; // 128 bits: not guessable

/** Builds every part, in reading order. Fails before anything listens when one of them cannot start. */
export async function createApp(config: Config, overrides: AppOverrides): Promise<App> {
  const { log, now = Date.now } = overrides;
  const newId = (prefix: string): string => `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`;
  let publicUrl = config.publicUrl;
  const webhookUrl = (): string => `${publicUrl ?? ''}${RECEIVER_PATH}`;

  const store = await createStore({ databaseUrl: config.databaseUrl, dataDir: config.dataDir, now });
  const keys = config.vaultKeys ?? (await loadOrCreateDevelopmentKeys(config.dataDir));
  const vault = await createVault({
    keys,
    tokens: store.tokens,
    settings: store.settings,
    production: config.production,
  });
  const baseUrl = config.plaid.baseUrl ?? overrides.plaidBaseUrl ?? '';
  const plaid = createPlaidClient({ ...config.plaid, baseUrl, vault, now, random: Math.random, log });
  const cache = await createCache({ redisUrl: config.redisUrl, vault, now, maxBytes: CACHE_BYTES, log });
  const isShared = config.databaseUrl !== null;
  const localFeed = createFeed({ store, vault, pollMs: isShared ? LOG_POLL_MS : null, limits: config.limits, log });
  // With other instances on the same database: their changes come in, ours go out, the work of one is done by one.
  const tail = isShared
    ? await startChangeTail({ changes: store.changes, feed: localFeed, pollMs: LOG_POLL_MS, log })
    : null;
  const wakeUps =
    tail === null || config.redisUrl === null
      ? noWakeUps
      : connectWakeUps({
          redisUrl: config.redisUrl,
          onNews: () => {
            tail.look();
          },
          log,
        });
  const feed = announcing(localFeed, () => {
    wakeUps.announce();
  });
  const lease = isShared ? keepLease(store.leases, { name: 'upkeep', ttlMs: LEASE_TTL_MS, log }) : undefined;

  const pauseMs = async (ms: number): Promise<void> => {
    await pause(ms);
  };
  const queue = isShared ? createSharedQueue({ leases: store.leases, pause: pauseMs }) : createKeyedQueue();
  const actionDeps: ActionDeps = {
    ...{ store, vault, plaid, feed, queue, log, now, newId },
    pause: pauseMs,
    settings: {
      link: config.link,
      webhookUrl,
      webhookAllowedOrigins: config.webhookAllowedOrigins,
      sandboxAllowed: config.plaid.env !== 'production',
    },
  };

  const receiver = createReceiver(
    {
      ...{ store, vault, feed, plaid, log, now, newId, lease },
      completeLinkSession: (session, call, publicTokens) =>
        completeOwnedLinkSession({ ...actionDeps, actorId: session.ownerId, call }, session, publicTokens),
    },
    {
      environment: config.plaid.env === 'production' ? 'production' : 'sandbox',
      retentionHours: config.webhookRetentionHours,
    },
  );

  const createOperation: CreateOperation = ({ viewer, requestId, signal }) => {
    // Every upstream call and shared flight of the operation listens for its end: as many as there are Items in a page.
    setMaxListeners(0, signal);
    let upstreamCalls = 0;
    const call = {
      signal,
      requestId,
      onUpstreamCall: () => {
        upstreamCalls += 1;
      },
    };
    const newLoaders = () => createLoaders({ viewer, store, cache, plaid, vault, call, now });
    return {
      loaders: newLoaders(),
      renewLoaders: newLoaders,
      actions: createActions(actionDeps, { viewer, call }),
      feed,
      upstreamCalls: () => upstreamCalls,
    };
  };

  const server = await createServer({
    config,
    schema: await buildGatewaySchema(),
    authenticate: createAuthenticate(config.auth),
    createOperation,
    receiver,
    checks: { database: () => store.ping(), cache: () => cache.ping() },
    log,
    now,
    newId: () => newId(''),
  });

  const stopping = new AbortController();
  let recovery: Promise<void> = Promise.resolve();
  let recoveries: NodeJS.Timeout | undefined;
  let reconciler: Reconciler | null = null;
  let closed: Promise<void> | null = null;

  const recover = (): Promise<void> =>
    recoverJournal(actionDeps, stopping.signal).catch((error: unknown) => {
      log.error({ err: error }, 'could not read the journal of interrupted writes');
    });

  async function recoverAgain(keeper: LeaseKeeper): Promise<void> {
    await recovery;
    if (keeper.held() !== null && !stopping.signal.aborted) recovery = recover();
  }

  async function closeAll(): Promise<void> {
    stopping.abort();
    clearInterval(recoveries);
    await server.close();
    await recovery;
    await Promise.all([receiver.close(), reconciler?.close()]);
    await tail?.close();
    await feed.close();
    await queue.idle();
    await lease?.close();
    await wakeUps.close();
    await plaid.close();
    await cache.close();
    await store.close();
  }

  return {
    async listen() {
      const listening = await server.listen();
      publicUrl ??= listening.url;
      receiver.start();
      if (config.reconcileAfterMinutes > 0) {
        const quietMs = config.reconcileAfterMinutes * MINUTE_MS;
        reconciler = startReconciler(
          { store, feed, plaid, now, pause: interruptible, ...(lease && { lease }), log },
          { quietMs },
        );
      }
      recovery = recover();
      // What an instance that does not come back has left.
      if (lease !== undefined) recoveries = setInterval(() => void recoverAgain(lease), MINUTE_MS).unref();
      return listening;
    },
    close: () => (closed ??= closeAll()),
  };
}

/** A pause that a signal ends, and that keeps no process alive. */
async function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
