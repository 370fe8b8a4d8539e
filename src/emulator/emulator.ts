import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { createClock } from './clock.js';
import { registerControl } from './control/routes.js';
import { createFaults } from './control/faults.js';
import { createJournal } from './control/journal.js';
import { registerPlaidApi } from './http/plaid-api.js';
import { createRateLimits } from './http/rate-limits.js';
import type { RateLimitMode } from './http/rate-limits.js';
import { createIds } from './ids.js';
import { createItemLife } from './item-life.js';
import { registerLink } from './link/routes.js';
import { createLinkSessions } from './link/sessions.js';
import type { Services } from './services.js';
import { createState } from './state/state.js';
import { createFileStorage, createMemoryStorage } from './state/storage.js';
import { createDeliveries } from './outbox/delivery.js';
import { createSigner } from './outbox/signing.js';
import { createWebhooks } from './outbox/webhooks.js';

/** How an emulator is started; nothing is needed. */
export interface EmulatorOptions {
  /** 0 picks a free port (default). */
  port?: number;
  /** Loopback only; default 127.0.0.1. */
  host?: string;
  /** Where state rests; memory only when absent. */
  dataDir?: string;
  /** The same seed gives the same ids and names; random when absent. */
  seed?: string;
  /** Default `sandbox`. */
  rateLimits?: RateLimitMode;
  /** The wall clock in milliseconds; default Date.now. */
  now?: () => number;
  log?: (line: object) => void;
}

/** A running emulator; whoever started it closes it. */
export interface Emulator {
  readonly url: string;
  readonly port: number;
  /** Ends every connection, timer and delivery under way. What is pending goes on at the next start with the same dataDir. */
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** No request of Plaid's is larger. */
const BODY_LIMIT_BYTES = 1024 * 1024;

const createServer = () =>
  Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: false },
  });

/** The emulator starts once more on the same state: names that were given out are not given out again. */
const nextEpoch = (value: number | string | undefined): number => (typeof value === 'number' ? value + 1 : 0);

/** Builds and starts an emulator in this process. */
export const createEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const {
    port = 0,
    host = '127.0.0.1',
    dataDir,
    seed = randomBytes(16).toString('hex'),
    rateLimits: mode = 'sandbox',
  } = options;
  if (!LOOPBACK.includes(host)) throw new Error('The emulator listens on loopback addresses only.');
  const log = options.log ?? (() => undefined);
  const reportError = (error: unknown): void => {
    log({
      level: 'error',
      message: 'background work failed',
      error: error instanceof Error ? error.stack : String(error),
    });
  };

  const state = createState(dataDir === undefined ? createMemoryStorage() : createFileStorage(dataDir));
  let epoch = nextEpoch(state.settings.get('epoch')?.value);
  state.settings.put({ id: 'epoch', value: epoch });
  state.flush();
  const clock = createClock(
    options.now ?? Date.now,
    Number(state.settings.get('clock_offset_ms')?.value ?? 0),
    reportError,
  );
  const ids = createIds(seed, epoch);
  const signer = await createSigner(state, clock);
  const deliveries = createDeliveries({
    state,
    clock,
    ids,
    signer,
    onSent: (delivery) => {
      const item = delivery.itemId === null ? undefined : state.items.get(delivery.itemId);
      if (item === undefined) return;
      item.lastWebhook = { sentAtMs: delivery.attempts.at(-1)?.atMs ?? clock.now(), code: delivery.code };
      state.items.put(item);
    },
  });
  const webhooks = createWebhooks(deliveries);
  const life = createItemLife({ state, clock, ids, webhooks });
  const links = createLinkSessions({ state, clock, ids, life, webhooks });
  let baseUrl = '';
  const services: Services = { state, clock, ids, webhooks, life, links, baseUrl: () => baseUrl };
  const journal = createJournal();
  const faults = createFaults();
  const rateLimits = createRateLimits(mode, clock);

  const closing = new AbortController();
  const server = createServer();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  registerControl(server, {
    services,
    journal,
    faults,
    deliveries,
    signer,
    reset: async () => {
      deliveries.reset();
      await clock.reset();
      state.clear();
      journal.reset();
      faults.clear();
      rateLimits.reset();
      // A given seed starts its sequence again; without one, no name is ever given out twice.
      epoch = options.seed === undefined ? epoch + 1 : 0;
      ids.restart(epoch);
      state.settings.put({ id: 'epoch', value: epoch });
      await signer.rotate();
    },
  });
  registerLink(server, services);
  registerPlaidApi(server, { services, journal, faults, rateLimits, log, closing: closing.signal });
  life.resume();
  links.resume();
  const close = async (): Promise<void> => {
    closing.abort();
    clock.close();
    await deliveries.close();
    server.server.closeAllConnections();
    await server.close();
    state.close();
  };
  try {
    await server.listen({ port, host });
  } catch (error) {
    await close();
    throw error;
  }
  const address = server.server.address() as AddressInfo;
  baseUrl = `http://${host === '::1' ? '[::1]' : host}:${address.port}`;
  let closed: Promise<void> | undefined;
  return { url: baseUrl, port: address.port, close: () => (closed ??= close()) };
};
