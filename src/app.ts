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
import { ITEM_DATA_LIFETIMES_MS, PUBLIC_DATA_LIFETIMES_MS } from './cache/lifetimes.js';
import type { Config } from './config/config.js';
import { announcing } from './feed/announcing.js';
import { startChangeTail } from './feed/change-tail.js';
import { countedFeed } from './feed/counted-feed.js';
import { createFeed } from './feed/create-feed.js';
import { connectWakeUps, noWakeUps } from './feed/wake-ups.js';
import { createListCursors } from './graphql/connection/cursor.js';
import { buildGatewaySchema } from './graphql/schema.js';
import { createLoaders } from './loaders/create-loaders.js';
import { shareLookups } from './loaders/shared-lookups.js';
import type { ItemId, LinkSessionId } from './model/ids.js';
import type { OwnedItem } from './model/item.js';
import type { OwnedLinkSession } from './model/link-session.js';
import type { Logger } from './observability/logger.js';
import type { Vocabulary } from './observability/metric-table.js';
import { NO_METRICS } from './observability/metrics.js';
import { createPrometheus } from './observability/prometheus.js';
import { NO_SPAN, NO_TRACING } from './observability/tracing.js';
import { createPlaidClient } from './plaid/create-plaid-client.js';
import { ENDPOINTS } from './plaid/endpoints.js';
import { type AdminListener, startAdminListener } from './server/admin-listener.js';
import { createServer } from './server/create-server.js';
import { createAuthenticate } from './server/authenticate.js';
import type { CreateOperation } from './server/request-context.js';
import { keepLease, type LeaseKeeper } from './store/lease-keeper.js';
import { countedVault } from './vault/counted-vault.js';
import { openRecords } from './vault/open-records.js';
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
const VOCABULARY: Vocabulary = {
  endpoint: Object.values(ENDPOINTS).map(({ path }) => path),
  kind: [...Object.keys(ITEM_DATA_LIFETIMES_MS), ...Object.keys(PUBLIC_DATA_LIFETIMES_MS)],
};

const RECEIVER_PATH = '/webhooks/plaid';
const CACHE_BYTES = 64 * 1024 * 1024;
/** How often to look for events that other instances recorded: within a second or two, and cheap. */
const LOG_POLL_MS = 1_000;
/** Without a sign of life for so long, an instance that does the work of one has lost it. */
const LEASE_TTL_MS = 15_000;
const MINUTE_MS = 60_000;
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

  // Nothing of either is loaded unless it is asked for.
  const prometheus = config.adminPort === null ? null : await createPrometheus(VOCABULARY);
  const metrics = prometheus?.metrics ?? NO_METRICS;
  const tracing =
    config.tracing === null
      ? NO_TRACING
      : await (await import('./observability/otlp.js')).createOtlpTracing(config.tracing);

  const records = await openRecords({ config, now, alone: true });
  const { store } = records;
  const vault = prometheus === null ? records.vault : countedVault(records.vault, metrics);
  const baseUrl = config.plaid.baseUrl ?? overrides.plaidBaseUrl ?? '';
  const plaid = createPlaidClient({ ...config.plaid, baseUrl, vault, now, random: Math.random, log, metrics });
  const cache = await createCache({ redisUrl: config.redisUrl, vault, now, maxBytes: CACHE_BYTES, log, metrics });
  const isShared = config.databaseUrl !== null;
  const plainFeed = createFeed({ store, vault, pollMs: isShared ? LOG_POLL_MS : null, limits: config.limits, log });
  const localFeed = prometheus === null ? plainFeed : countedFeed(plainFeed, metrics, now);
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

  const readable = {
    ...store,
    items: {
      ...store.items,
      findOwned: shareLookups<ItemId, OwnedItem>((owner, ids) => store.items.findOwned(owner, ids)),
    },
    linkSessions: {
      ...store.linkSessions,
      findOwned: shareLookups<LinkSessionId, OwnedLinkSession>((owner, ids) =>
        store.linkSessions.findOwned(owner, ids),
      ),
    },
  };
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
      renewLoaders: () => createLoaders({ viewer, store: readable, cache, plaid, vault, call, now }),
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

  const stopping = new AbortController();
  let recovery: Promise<void> = Promise.resolve();
  let recoveries: NodeJS.Timeout | undefined;
  let reconciler: Reconciler | null = null;
  let closed: Promise<void> | null = null;
  let admin: AdminListener | null = null;

  const recover = (): Promise<void> =>
    recoverJournal(actionDeps, stopping.signal).catch((error: unknown) => {
      log.error({ err: error }, 'could not read the journal of interrupted writes');
    });

  async function recoverAgain(keeper: LeaseKeeper): Promise<void> {
    await recovery;
    if (keeper.held() !== null && !stopping.signal.aborted) recovery = recover();
  }

  async function closeAll(graceMs: number): Promise<void> {
    stopping.abort();
    clearInterval(recoveries);
    await server.close(graceMs - afterRequestsMs);
    await recovery;
    await Promise.all([receiver.close(), reconciler?.close()]);
    await tail?.close();
    await feed.close();
    await queue.idle();
    await lease?.close();
    await wakeUps.close();
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
    async drain() {
      server.announceStop();
      await pause(config.shutdownAnnounceMs);
      await (closed ??= closeAll(config.shutdownGraceMs - config.shutdownAnnounceMs));
    },
    close: () => (closed ??= closeAll(config.shutdownGraceMs)),
  };
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
