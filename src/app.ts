import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActionDeps } from './actions/action-context.js';
import { createLinkWebhookEffects } from './actions/link-session.js';
import { createActions } from './actions/actions.js';
import { createKeyedMutex, type KeyedMutex } from './actions/keyed-mutex.js';
import { type RecoveryWorker, startRecoveryWorker } from './actions/journal-recovery.js';
import { createDistributedMutex } from './actions/distributed-mutex.js';
import { type Cache, createCache } from './cache/cache.js';
import type { Config } from './config/config.js';
import { VERSION } from './config/version.js';
import { createFeed, type Feed } from './feed/feed.js';
import { type Cluster, joinCluster } from './feed/cluster.js';
import { createListCursors } from './graphql/connection/connection.js';
import { buildGatewaySchema } from './graphql/schema.js';
import { createLoaders } from './loaders/loaders.js';
import { createItemMemory, type ItemMemory } from './loaders/known-item-errors.js';
import { withCoalescedLookups } from './loaders/coalesced-lookups.js';
import type { Logger } from './observability/logger.js';
import type { LabelSets } from './observability/metrics.js';
import { type Observability, openObservability } from './observability/observability.js';
import { ENDPOINT_LABELS } from './plaid/endpoints.js';
import { createPlaidClient, type PlaidClient } from './plaid/plaid-client.js';
import { type AdminListener, startAdminListener } from './server/http/admin-listener.js';
import { createServer, type Server } from './server/server.js';
import { createAuthenticate } from './server/http/authenticate.js';
import { readDevelopmentTokenKey } from './server/http/development-token.js';
import type { CreateOperation } from './server/graphql/request-context.js';
import { electLeader, type LeaderElection } from './store/leader-election.js';
import { instrumentedVault } from './vault/instrumented-vault.js';
import { openPersistence, type Persistence } from './vault/open-persistence.js';
import type { Vault } from './vault/vault.js';
import { createReceiver, type Receiver } from './webhooks/receive.js';
import { type Reconciler, startReconciler } from './webhooks/reconcile.js';

/** The gateway, built but not yet listening. */
export interface App {
  /** Starts serving, then recovers what a crash left unfinished. `url` is the address of the public listener. */
  listen(): Promise<{ url: string; port: number; adminPort: number | null }>;
  /**
   * Reports "not ready" for `config.shutdownDelayMs` while it still serves everything, then closes within the rest of
   * `config.shutdownGraceMs`.
   */
  drain(): Promise<void>;
  /** Finishes the work in progress within the configured grace period, then releases everything. Idempotent. */
  close(): Promise<void>;
}

/** What main.ts passes in and tests replace. */
export interface AppOverrides {
  log: Logger;
  /** Plaid's address when the configuration names none: that of the embedded emulator. */
  plaidBaseUrl?: string | null;
  now?: () => number;
  /** The number of log lines dropped so far. */
  droppedLogLines?: () => number;
}

/** Label values of metrics that are defined by tables in other folders. */
const LABEL_SETS: LabelSets = { ...ENDPOINT_LABELS, version: [VERSION] };

const RECEIVER_PATH = '/webhooks/plaid';
const CACHE_BYTES = 64 * 1024 * 1024;
/** How often to poll for changes by other instances. Cheap, and a change is seen within a second or two. */
const CHANGES_POLL_MS = 1_000;
/** An instance that has not renewed its leadership for this long has lost it. */
const LEASE_TTL_MS = 15_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The part of the grace period that is reserved for webhook effects, the journal, and closing connections. */
const AFTER_REQUESTS_MS = 3_000;
const AFTER_REQUESTS_SHARE = 0.2;
const ID_BYTES = 16; // 128 bits: not guessable

/** Builds every component, lowest layer first. Rejects before anything listens when one of them cannot start. */
export async function createApp(config: Config, overrides: AppOverrides): Promise<App> {
  const parts = await openParts(config, overrides);
  const afterRequestsMs = Math.min(AFTER_REQUESTS_MS, config.shutdownGraceMs * AFTER_REQUESTS_SHARE);
  let publicUrl = config.publicUrl;
  const actionDeps = createActionDeps(parts, config, () => `${publicUrl ?? ''}${RECEIVER_PATH}`);
  const receiver = createWebhookReceiver(parts, actionDeps, config, afterRequestsMs / 2);
  watchGauges(parts, receiver, overrides);
  const server = await createPublicServer(parts, config, {
    receiver,
    createOperation: createOperationFactory(parts, actionDeps),
  });
  const running: Running = { admin: null, reconciler: null, recovery: null };
  let closed: Promise<void> | null = null;

  function close(times: { graceMs: number; lingerMs: number }): Promise<void> {
    const serverTimes = { ...times, graceMs: times.graceMs - afterRequestsMs };
    return (closed ??= closeInOrder(parts, running, { server, receiver, serverTimes }));
  }

  return {
    async listen() {
      const { prometheus } = parts.observability;
      if (prometheus !== null) {
        running.admin = await startAdminListener(prometheus, { host: config.host, port: config.adminPort ?? 0 });
      }
      const listening = { ...(await server.listen()), adminPort: running.admin?.port ?? null };
      publicUrl ??= listening.url;
      receiver.start();
      running.reconciler = startReconciliation(parts, config);
      running.recovery = startRecoveryWorker(actionDeps, parts.lease);
      return listening;
    },
    async drain() {
      server.beginShutdown();
      const { shutdownDelayMs, shutdownGraceMs } = config;
      await pause(shutdownDelayMs);
      // Proxies get the same time again to release their idle connections.
      await close({ graceMs: shutdownGraceMs - shutdownDelayMs, lingerMs: shutdownDelayMs });
    },
    close: () => close({ graceMs: config.shutdownGraceMs, lingerMs: 0 }),
  };
}

/** What everything above is built from: records, vault, feed, Plaid and cache. */
interface Parts {
  readonly log: Logger;
  readonly now: () => number;
  readonly observability: Observability;
  readonly records: Persistence;
  readonly store: Persistence['store'];
  readonly vault: Vault;
  readonly feed: Feed;
  /** null: this is the only instance. */
  readonly cluster: Cluster | null;
  readonly memory: ItemMemory;
  readonly plaid: PlaidClient;
  readonly cache: Cache;
  /** undefined: this is the only instance. */
  readonly lease: LeaderElection | undefined;
  readonly mutex: KeyedMutex;
}

async function openParts(config: Config, { log, now = Date.now, plaidBaseUrl }: AppOverrides): Promise<Parts> {
  const observability = await openObservability({
    metrics: config.adminPort !== null,
    tracing: config.tracing,
    labelSets: LABEL_SETS,
  });
  const { metrics } = observability;

  const records = await openPersistence({ config, now, exclusive: true });
  const { store } = records;
  warnAboutDatabase(config, records, log);
  const vault = metrics === null ? records.vault : instrumentedVault(records.vault, metrics);

  // Several instances on one database exchange their changes, and a leader does the work that only one may do.
  const isShared = config.databaseUrl !== null;
  const feed = createFeed({ store, vault, limits: config.limits, log, metrics, now });
  const cluster = isShared
    ? await joinCluster(feed, { changes: store.changes, pollMs: CHANGES_POLL_MS, redisUrl: config.redisUrl, log })
    : null;
  // The name must not change: instances of two versions share the lease during a rolling update.
  const lease = isShared ? electLeader(store.leases, { name: 'upkeep', ttlMs: LEASE_TTL_MS, log }) : undefined;
  const mutex = isShared
    ? createDistributedMutex({ leases: store.leases, sawOutage: () => lease?.sawOutage() ?? false, pause: pauseMs })
    : createKeyedMutex();

  const itemChanged = feed.itemChanged.bind(feed);
  const memory = createItemMemory({ items: store.items, itemChanged, log, now });
  const baseUrl = config.plaid.baseUrl ?? plaidBaseUrl ?? '';
  const plaid = createPlaidClient({
    ...{ ...config.plaid, baseUrl, vault, now, random: Math.random, log, metrics },
    onItemCall: (item, outcome) => memory.record(item, outcome),
  });
  const cache = await createCache({ redisUrl: config.redisUrl, vault, now, maxBytes: CACHE_BYTES, log, metrics });
  return { log, now, observability, records, store, vault, feed, cluster, memory, plaid, cache, lease, mutex };
}

function createActionDeps(
  { store, vault, plaid, feed, mutex, log, now }: Parts,
  config: Config,
  webhookUrl: () => string,
): ActionDeps {
  return {
    ...{ store, vault, plaid, feed, mutex, log, now, newId },
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
}

function createWebhookReceiver(
  { store, vault, feed, plaid, log, now, lease, observability: { metrics } }: Parts,
  actionDeps: ActionDeps,
  config: Config,
  closeGraceMs: number,
): Receiver {
  return createReceiver(
    {
      ...{ store, vault, feed, plaid, log, now, newId, lease },
      linkWebhooks: createLinkWebhookEffects(actionDeps),
      count: (outcome) => {
        metrics?.add('plaid_gateway_webhooks_total', { outcome });
      },
    },
    {
      environment: config.plaid.env === 'production' ? 'production' : 'sandbox',
      retentionHours: config.webhookRetentionHours,
      closeGraceMs,
    },
  );
}

function watchGauges({ mutex, observability }: Parts, receiver: Receiver, { droppedLogLines }: AppOverrides): void {
  const { metrics } = observability;
  if (metrics === null) return;
  metrics.watch('plaid_gateway_build_info', { version: VERSION }, () => 1);
  metrics.watch('plaid_gateway_queue_depth', { queue: 'effects' }, () => receiver.pendingEffects());
  metrics.watch('plaid_gateway_queue_depth', { queue: 'writes' }, () => mutex.size);
  metrics.watch('plaid_gateway_log_lines_dropped', {}, droppedLogLines ?? (() => 0));
}

/** What one operation runs with: loaders and actions that hold its viewer, and its count of Plaid calls. */
function createOperationFactory(
  { store, cache, plaid, vault, feed, memory, now }: Parts,
  actionDeps: ActionDeps,
): CreateOperation {
  const readable = withCoalescedLookups(store);
  return (caller) => {
    const { viewer, requestId, report } = caller;
    let signal: AbortSignal | null = null;
    let upstreamCalls = 0;
    const call = {
      get signal() {
        if (signal === null) {
          ({ signal } = caller);
          // Every upstream call and shared fetch of the operation listens on it: as many as there are Items on a page.
          setMaxListeners(0, signal);
        }
        return signal;
      },
      requestId,
      callerId: viewer.id,
      span: report?.span ?? null,
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
}

async function createPublicServer(
  { store, vault, cache, log, now, observability: { metrics, tracing } }: Parts,
  config: Config,
  { receiver, createOperation }: { receiver: Receiver; createOperation: CreateOperation },
): Promise<Server> {
  return createServer({
    config,
    schema: await buildGatewaySchema(),
    authenticate: createAuthenticate(config.auth, { developmentKey: () => readDevelopmentTokenKey(config.dataDir) }),
    createOperation,
    receiver,
    checks: { database: () => store.ping(), vault: () => checkVault(vault) },
    optionalChecks: { cache: () => cache.ping() },
    ...{ log, metrics, tracing, now },
    newId: () => newId(''),
  });
}

/** What `listen` starts; null until then. */
interface Running {
  admin: AdminListener | null;
  reconciler: Reconciler | null;
  recovery: RecoveryWorker | null;
}

function startReconciliation({ store, feed, plaid, now, lease, log }: Parts, config: Config): Reconciler | null {
  if (config.reconcileAfterMinutes === 0) return null;
  return startReconciler(
    { store, feed, plaid, now, ...(lease && { lease }), log },
    { quietMs: config.reconcileAfterMinutes * MINUTE_MS, retentionMs: config.webhookRetentionHours * HOUR_MS },
  );
}

/** Whatever uses a part is closed before the part. */
async function closeInOrder(
  parts: Parts,
  { admin, reconciler, recovery }: Running,
  {
    server,
    receiver,
    serverTimes,
  }: { server: Server; receiver: Receiver; serverTimes: { graceMs: number; lingerMs: number } },
): Promise<void> {
  const recovered = recovery?.stop();
  receiver.stopWaiting();
  await server.close(serverTimes);
  await recovered;
  await Promise.all([receiver.close(), reconciler?.close()]);
  await parts.cluster?.stopPolling();
  await parts.feed.close();
  await parts.mutex.idle();
  await parts.lease?.close();
  await parts.cluster?.close();
  await parts.plaid.close();
  await parts.cache.close();
  await parts.records.close();
  await parts.observability.tracing?.close();
  // Last, so that the shutdown can be observed to its end.
  await admin?.close();
  parts.observability.prometheus?.close();
}

/** Warns when the protection against starting with the wrong database is off, or cannot work. */
function warnAboutDatabase({ databaseExpect }: Config, { isRemembered }: Persistence, log: Logger): void {
  if (databaseExpect === 'new') {
    log.warn('DATABASE_EXPECT=new accepts any database at every start: remove it once the new database is in use');
  }
  if (!isRemembered && databaseExpect === null) {
    log.warn(
      'DATA_DIR is not writable, so an empty database would be accepted as a new one: set DATABASE_EXPECT=known',
    );
  }
}

/** Rejects when the vault cannot decrypt what it has just encrypted. */
async function checkVault(vault: Pick<Vault, 'seal' | 'open'>): Promise<void> {
  const context = { ownerId: '', subject: 'health', column: 'health' } as const;
  await Promise.resolve(vault.open(context, vault.seal(context, '')));
}

function newId(prefix: string): string {
  return `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`;
}

async function pauseMs(ms: number): Promise<void> {
  await pause(ms);
}
