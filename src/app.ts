import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { ActionDeps } from './actions/action-context.js';
import { completeOwnedLinkSession } from './actions/complete-link-session.js';
import { createActions } from './actions/create-actions.js';
import { createKeyedQueue } from './actions/keyed-queue.js';
import { recoverJournal } from './actions/recovery.js';
import { createCache } from './cache/create-cache.js';
import type { Config } from './config/config.js';
import { createFeed } from './feed/create-feed.js';
import { createListCursors } from './graphql/connection/cursor.js';
import { buildGatewaySchema } from './graphql/schema.js';
import { createLoaders } from './loaders/create-loaders.js';
import { shareLookups } from './loaders/shared-lookups.js';
import type { ItemId, LinkSessionId } from './model/ids.js';
import type { OwnedItem } from './model/item.js';
import type { OwnedLinkSession } from './model/link-session.js';
import type { Logger } from './observability/logger.js';
import { createPlaidClient } from './plaid/create-plaid-client.js';
import { createServer } from './server/create-server.js';
import { createAuthenticate } from './server/authenticate.js';
import type { CreateOperation } from './server/request-context.js';
import { openRecords } from './vault/open-records.js';
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
const MINUTE_MS = 60_000;
const ID_BYTES = 16; // 128 bits: not guessable

/** Builds every part, in reading order. Fails before anything listens when one of them cannot start. */
export async function createApp(config: Config, overrides: AppOverrides): Promise<App> {
  const { log, now = Date.now } = overrides;
  const newId = (prefix: string): string => `${prefix}${randomBytes(ID_BYTES).toString('base64url')}`;
  let publicUrl = config.publicUrl;
  const webhookUrl = (): string => `${publicUrl ?? ''}${RECEIVER_PATH}`;

  const records = await openRecords({ config, now, alone: true });
  const { store, vault } = records;
  const baseUrl = config.plaid.baseUrl ?? overrides.plaidBaseUrl ?? '';
  const plaid = createPlaidClient({ ...config.plaid, baseUrl, vault, now, random: Math.random, log });
  const cache = await createCache({ redisUrl: config.redisUrl, vault, now, maxBytes: CACHE_BYTES, log });
  const pollMs = config.databaseUrl === null ? null : LOG_POLL_MS;
  const feed = createFeed({ store, vault, pollMs, limits: config.limits, log });

  const queue = createKeyedQueue();
  const actionDeps: ActionDeps = {
    ...{ store, vault, plaid, feed, queue, log, now, newId },
    pause: async (ms) => {
      await pause(ms);
    },
    settings: {
      link: config.link,
      webhookUrl,
      webhookAllowedOrigins: config.webhookAllowedOrigins,
      sandboxAllowed: config.plaid.env !== 'production',
    },
  };

  const receiver = createReceiver(
    {
      ...{ store, vault, feed, plaid, log, now, newId },
      completeLinkSession: (session, call, publicTokens) =>
        completeOwnedLinkSession({ ...actionDeps, actorId: session.ownerId, call }, session, publicTokens),
    },
    {
      environment: config.plaid.env === 'production' ? 'production' : 'sandbox',
      retentionHours: config.webhookRetentionHours,
    },
  );

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
  const createOperation: CreateOperation = ({ viewer, requestId, signal }) => {
    // Every upstream call and shared flight of the operation listens for its end: as many as there are Items in a page.
    setMaxListeners(0, signal);
    let upstreamCalls = 0;
    const call = {
      signal,
      requestId,
      callerId: viewer.id,
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
    checks: { database: () => store.ping(), cache: () => cache.ping() },
    log,
    now,
    newId: () => newId(''),
  });

  const stopping = new AbortController();
  let recovery: Promise<void> = Promise.resolve();
  let reconciler: Reconciler | null = null;
  let closed: Promise<void> | null = null;

  async function closeAll(): Promise<void> {
    stopping.abort();
    await server.close();
    await recovery;
    await Promise.all([receiver.close(), reconciler?.close()]);
    await feed.close();
    await queue.idle();
    await plaid.close();
    await cache.close();
    await records.close();
  }

  return {
    async listen() {
      const listening = await server.listen();
      publicUrl ??= listening.url;
      receiver.start();
      if (config.reconcileAfterMinutes > 0) {
        const quietMs = config.reconcileAfterMinutes * MINUTE_MS;
        reconciler = startReconciler({ store, feed, plaid, now, pause: interruptible, log }, { quietMs });
      }
      recovery = recoverJournal(actionDeps, stopping.signal).catch((error: unknown) => {
        log.error({ err: error }, 'could not read the journal of interrupted writes');
      });
      return listening;
    },
    close: () => (closed ??= closeAll()),
  };
}

/** A pause that a signal ends, and that keeps no process alive. */
async function interruptible(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
