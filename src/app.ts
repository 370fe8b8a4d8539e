import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActionDeps } from './actions/action-context.js';
import { completeOwnedLinkSession } from './actions/complete-link-session.js';
import { createActions } from './actions/actions.js';
import { createKeyedMutex } from './actions/keyed-mutex.js';
import { type RecoveryWorker, startRecoveryWorker } from './actions/journal-recovery.js';
import { createDistributedMutex } from './actions/distributed-mutex.js';
import { createCache } from './cache/cache.js';
import { ITEM_DATA_TTL_MS, PUBLIC_DATA_TTL_MS } from './cache/ttl.js';
import type { Config } from './config/config.js';
import { instrumentedFeed } from './feed/instrumented-feed.js';
import { createFeed } from './feed/feed.js';
import { clusterFeed, singleInstanceFeed } from './feed/cluster-feed.js';
import { createListCursors } from './graphql/connection/connection.js';
import { buildGatewaySchema } from './graphql/schema.js';
import { createLoaders } from './loaders/create-loaders.js';
import { createItemMemory } from './loaders/known-item-errors.js';
import { withCoalescedLookups } from './loaders/coalesced-lookups.js';
import type { Logger } from './observability/logger.js';
import type { LabelSets } from './observability/metrics.js';
import { openObservability } from './observability/observability.js';
import { NO_SPAN } from './observability/tracing.js';
import { createPlaidClient } from './plaid/create-plaid-client.js';
import { ENDPOINTS } from './plaid/endpoints.js';
import { type AdminListener, startAdminListener } from './server/http/admin-listener.js';
import { createServer } from './server/server.js';
import { createAuthenticate } from './server/http/authenticate.js';
import type { CreateOperation } from './server/graphql/request-context.js';
import { electLeader } from './store/leader-election.js';
import { instrumentedVault } from './vault/instrumented-vault.js';
import { openPersistence, type Persistence } from './vault/open-persistence.js';
import type { Vault } from './vault/vault.js';
import { createReceiver } from './webhooks/receive.js';
import { type Reconciler, startReconciler } from './webhooks/reconcile.js';

/** The gateway, built and not yet listening. */
export interface App {
  /** Serves, then settles what a crash left undone. `url` is where the public listener is. */
  listen(): Promise<{ url: string; port: number; adminPort: number | null }>;
  /**
   * Announces the stop for `config.shutdownAnnounceMs`, in which everything is still served, then closes within what is left
   * of `config.shutdownGraceMs`.
   */
  drain(): Promise<void>;
  /** Finishes what is under way within the configured grace, then lets go of everything. Safe to call twice. */
  close(): Promise<void>;
}

/** What comes from outside and tests replace. */
export interface AppOverrides {
  log: Logger;
  /** Plaid's address when the configuration names none: the embedded emulator's. */
  plaidBaseUrl?: string | null;
  now?: () => number;
  /** How many log lines were lost so far. */
  droppedLogLines?: () => number;
}

/** The labels of metrics that are tables of other folders. */
const VOCABULARY: LabelSets = {
  endpoint: Object.values(ENDPOINTS).map(({ path }) => path),
  kind: [...Object.keys(ITEM_DATA_TTL_MS), ...Object.keys(PUBLIC_DATA_TTL_MS)],
};

const RECEIVER_PATH = '/webhooks/plaid';
const CACHE_BYTES = 64 * 1024 * 1024;
/** How often to look for what other instances have changed: within a second or two, and cheap. */
const CHANGES_POLL_MS = 1_000;
/** Without a sign of life for so long, an instance that does the work of one has lost it. */
const LEASE_TTL_MS = 15_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What of the grace for stopping is kept for effects, the journal and the connections to Plaid and the database. */
const AFTER_REQUESTS_MS = 3_000;
const AFTER_REQUESTS_SHARE = 0.2;
const ID_BYTES = 16; // 128 bits: not guessable

/** Builds every part, in reading order. Fails before anything listens when one of them cannot start. */
export async function createApp(config: Config, overrides: AppOverrides): Promise<App> {
  const { log, now = Date.now } = overrides;
  const newId = (prefix: string): string => `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`;
  let publicUrl = config.publicUrl;
  const afterRequestsMs = Math.min(AFTER_REQUESTS_MS, config.shutdownGraceMs * AFTER_REQUESTS_SHARE);
  const webhookUrl = (): string => `${publicUrl ?? ''}${RECEIVER_PATH}`;

  const { prometheus, metrics, tracing } = await openObservability({
    metrics: config.adminPort !== null,
    tracing: config.tracing,
    vocabulary: VOCABULARY,
  });

  const records = await openPersistence({ config, now, exclusive: true });
  const { store } = records;
  warnOfDatabase(config, records, log);
  const vault = prometheus === null ? records.vault : instrumentedVault(records.vault, metrics);
  const baseUrl = config.plaid.baseUrl ?? overrides.plaidBaseUrl ?? '';
  const memory = createItemMemory({
    items: store.items,
    itemChanged: (ownerId, itemId) => {
      feed.itemChanged(ownerId, itemId);
    },
    log,
    now,
  });
  const plaid = createPlaidClient({
    ...{ ...config.plaid, baseUrl, vault, now, random: Math.random, log, metrics },
    onItemCall: (item, outcome) => memory.heard(item, outcome),
  });
  const cache = await createCache({ redisUrl: config.redisUrl, vault, now, maxBytes: CACHE_BYTES, log, metrics });
  const isShared = config.databaseUrl !== null;
  const plainFeed = createFeed({ store, vault, limits: config.limits, log });
  const localFeed = prometheus === null ? plainFeed : instrumentedFeed(plainFeed, metrics, now);
  // With other instances on the same database: their changes come in, ours go out, the work of one is done by one.
  const sharedFeed = isShared
    ? await clusterFeed(localFeed, { changes: store.changes, pollMs: CHANGES_POLL_MS, redisUrl: config.redisUrl, log })
    : singleInstanceFeed(localFeed);
  const { feed } = sharedFeed;
  const lease = isShared ? electLeader(store.leases, { name: 'upkeep', ttlMs: LEASE_TTL_MS, log }) : undefined;

  const pauseMs = async (ms: number): Promise<void> => {
    await pause(ms);
  };
  const queue = isShared
    ? createDistributedMutex({ leases: store.leases, sawOutage: () => lease?.sawOutage() ?? false, pause: pauseMs })
    : createKeyedMutex();
  const actionDeps: ActionDeps = {
    ...{ store, vault, plaid, feed, mutex: queue, log, now, newId },
    pause: pauseMs,
    settings: {
      link: config.link,
      linkDeliveries: {
        perUser: config.limits.linkDeliveriesPerUser,
        perRecipient: config.limits.linkDeliveriesPerRecipient,
      },
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
      count: (outcome) => {
        metrics.add('plaid_gateway_webhooks_total', { outcome });
      },
    },
    {
      environment: config.plaid.env === 'production' ? 'production' : 'sandbox',
      retentionHours: config.webhookRetentionHours,
      closeGraceMs: afterRequestsMs / 2,
    },
  );

  metrics.watch('plaid_gateway_queue_depth', { queue: 'effects' }, () => receiver.pendingEffects());
  metrics.watch('plaid_gateway_queue_depth', { queue: 'writes' }, () => queue.size);
  metrics.watch('plaid_gateway_log_lines_dropped', {}, overrides.droppedLogLines ?? (() => 0));

  const readable = withCoalescedLookups(store);
  const createOperation: CreateOperation = ({ viewer, requestId, signal, report }) => {
    // Every upstream call and shared flight of the operation listens for its end: as many as there are Items in a page.
    setMaxListeners(0, signal);
    let upstreamCalls = 0;
    const call = {
      signal,
      requestId,
      callerId: viewer.id,
      span: report?.span ?? NO_SPAN,
      onUpstreamCall: () => {
        upstreamCalls += 1;
      },
    };
    return {
      renewLoaders: () => createLoaders({ viewer, store: readable, cache, plaid, vault, call, memory, now }),
      createActions: () => createActions(actionDeps, { viewer, call }),
      feed,
      cursors: createListCursors(vault, viewer.id),
      upstreamCalls: () => upstreamCalls,
    };
  };

  const server = await createServer({
    config,
    schema: await buildGatewaySchema(),
    authenticate: createAuthenticate(config.auth),
    createOperation,
    receiver,
    checks: { database: () => store.ping(), vault: () => checkVault(vault) },
    optionalChecks: { cache: () => cache.ping() },
    ...{ log, metrics, tracing },
    now,
    newId: () => newId(''),
  });

  let recovery: RecoveryWorker | null = null;
  let reconciler: Reconciler | null = null;
  let closed: Promise<void> | null = null;
  let admin: AdminListener | null = null;

  async function closeAll({ graceMs, lingerMs }: { graceMs: number; lingerMs: number }): Promise<void> {
    const recovered = recovery?.stop();
    receiver.stopWaiting();
    await server.close({ graceMs: graceMs - afterRequestsMs, lingerMs });
    await recovered;
    await Promise.all([receiver.close(), reconciler?.close()]);
    await sharedFeed.stopListening();
    await feed.close();
    await queue.idle();
    await lease?.close();
    await sharedFeed.close();
    await plaid.close();
    await cache.close();
    await records.close();
    await tracing.close();
    // Last: whoever watches the stop can, to its end.
    await admin?.close();
    prometheus?.close();
  }

  return {
    async listen() {
      if (prometheus !== null) {
        admin = await startAdminListener(prometheus, { host: config.host, port: config.adminPort ?? 0 });
      }
      const listening = { ...(await server.listen()), adminPort: admin?.port ?? null };
      publicUrl ??= listening.url;
      receiver.start();
      if (config.reconcileAfterMinutes > 0) {
        const quietMs = config.reconcileAfterMinutes * MINUTE_MS;
        const retentionMs = config.webhookRetentionHours * HOUR_MS;
        reconciler = startReconciler(
          { store, feed, plaid, now, pause: interruptible, ...(lease && { lease }), log },
          { quietMs, retentionMs },
        );
      }
      recovery = startRecoveryWorker(actionDeps, lease);
      return listening;
    },
    async drain() {
      server.beginShutdown();
      const { shutdownDelayMs: announceMs, shutdownGraceMs } = config;
      await pause(announceMs);
      // Who keeps idle connections is given as long to let go of them as balancers are to look elsewhere.
      await (closed ??= closeAll({ graceMs: shutdownGraceMs - announceMs, lingerMs: announceMs }));
    },
    close: () => (closed ??= closeAll({ graceMs: config.shutdownGraceMs, lingerMs: 0 })),
  };
}

/** What of the protection against a wrong database is switched off, or cannot work. */
function warnOfDatabase({ databaseExpect }: Config, { isRemembered }: Persistence, log: Logger): void {
  if (databaseExpect === 'new') log.warn('DATABASE_EXPECT=new accepts any database at each start: take it out again');
  if (!isRemembered && databaseExpect === null) {
    log.warn(
      'nothing can be written in DATA_DIR, so an empty database would be taken for a new one: set DATABASE_EXPECT=known',
    );
  }
}

/** Rejects when what it seals does not open again. */
async function checkVault(vault: Pick<Vault, 'seal' | 'open'>): Promise<void> {
  const context = { ownerId: '', subject: 'health', column: 'health' } as const;
  await Promise.resolve(vault.open(context, vault.seal(context, '')));
}

/** A pause that a signal ends, and that keeps no process alive. */
async function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
