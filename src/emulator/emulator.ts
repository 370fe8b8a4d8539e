import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { createBankTransfers } from './bank-transfers.js';
import { createClock } from './clock.js';
import { registerControl } from './control/routes.js';
import { createFaults } from './control/faults.js';
import { createRequestLog } from './control/request-log.js';
import { registerPlaidApi } from './http/plaid-api.js';
import { createRateLimits } from './http/rate-limits.js';
import { createIds } from './ids.js';
import { createItemLifecycle } from './item-lifecycle.js';
import { registerLink } from './link/routes.js';
import { createLinkSessions } from './link/sessions.js';
import type { Emulator, EmulatorOptions } from './options.js';
import type { Services } from './services.js';
import { createState } from './state/state.js';
import { createFileStorage, createMemoryStorage } from './state/storage.js';
import { createDeliveries } from './outbox/delivery.js';
import { createSigner } from './outbox/signing.js';
import { createWebhooks } from './outbox/webhooks.js';

export type { Emulator, EmulatorOptions, Environment, LinkWebhookMode, RateLimitMode } from './options.js';

/** Live balances are noticeably slower than cached ones; at Plaid, by seconds. */
const LIVE_BALANCE_MS = 100;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
/** Larger than any valid Plaid request. */
const BODY_LIMIT_BYTES = 1024 * 1024;

function createServer() {
  return Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: false },
  });
}

/** Increases with every start on the same state, so that ids are not generated twice. */
const nextEpoch = (value: number | string | undefined): number => (typeof value === 'number' ? value + 1 : 0);

/** `port` alone when it is set; otherwise the usual port, the port of the last start, then a free port. */
function portsToTry({ port, usualPort }: EmulatorOptions, lastPort: number | string | undefined): number[] {
  if (port !== undefined) return [port];
  return [...(usualPort === undefined ? [] : [usualPort]), ...(typeof lastPort === 'number' ? [lastPort] : []), 0];
}

async function listen(server: FastifyInstance, host: string, [first = 0, ...rest]: number[]): Promise<void> {
  try {
    await server.listen({ port: first, host });
  } catch (error) {
    if (rest.length === 0) throw error;
    await listen(server, host, rest);
  }
}

/** Builds and starts an emulator in this process. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    host = '127.0.0.1',
    environment = 'sandbox',
    rateLimits: mode = environment,
    linkWebhooks = 'default',
    liveBalanceMs = LIVE_BALANCE_MS,
    dataDir,
    seed = randomBytes(16).toString('hex'),
  } = options;
  if (!LOOPBACK.includes(host)) throw new Error('The emulator listens on loopback addresses only.');
  const log = options.log ?? (() => undefined);
  function reportError(error: unknown): void {
    log({
      level: 'error',
      message: 'background work failed',
      error: error instanceof Error ? error.stack : String(error),
    });
  }

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
  const signer = await createSigner(state, clock, environment);
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
  const webhooks = createWebhooks(deliveries, environment);
  const lifecycle = createItemLifecycle({ state, clock, ids, webhooks, environment });
  const bankTransfers = createBankTransfers({ state, clock, ids, webhooks });
  const links = createLinkSessions({
    state,
    clock,
    ids,
    lifecycle,
    webhooks,
    bankTransfers,
    environment,
    linkWebhooks,
  });
  let baseUrl = '';
  const services: Services = {
    environment,
    state,
    clock,
    ids,
    webhooks,
    lifecycle,
    links,
    bankTransfers,
    baseUrl: () => baseUrl,
  };
  const requestLog = createRequestLog();
  const faults = createFaults();
  const rateLimits = createRateLimits(mode, clock);

  function clearSession(): void {
    requestLog.reset();
    faults.clear();
    rateLimits.reset();
  }
  function resume(): void {
    deliveries.resume();
    lifecycle.resume();
    links.resume();
    bankTransfers.resume();
  }
  function savePort(): void {
    state.settings.put({ id: 'port', value: Number(new URL(baseUrl).port) });
    state.flush();
  }

  const closing = new AbortController();
  // Every delayed response listens to it.
  setMaxListeners(0, closing.signal);
  const server = createServer();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  registerControl(server, {
    services,
    requestLog,
    faults,
    deliveries,
    signer,
    reset: async () => {
      deliveries.reset();
      await clock.reset();
      state.clear();
      clearSession();
      // A given seed restarts its sequence; without one, no id is ever generated twice.
      epoch = options.seed === undefined ? epoch + 1 : 0;
      ids.restart(epoch);
      state.settings.put({ id: 'epoch', value: epoch });
      await signer.rotate();
      savePort();
    },
    restore: async (dump) => {
      deliveries.reset();
      await clock.reset();
      state.restore(dump);
      clearSession();
      await clock.reset(Number(state.settings.get('clock_offset_ms')?.value ?? 0));
      // New ids must not repeat those in the file.
      epoch = Math.max(epoch, nextEpoch(state.settings.get('epoch')?.value));
      ids.restart(epoch);
      state.settings.put({ id: 'epoch', value: epoch });
      savePort();
      resume();
    },
  });
  registerLink(server, services);
  registerPlaidApi(server, { services, requestLog, faults, rateLimits, log, liveBalanceMs, closing: closing.signal });
  resume();
  async function close(): Promise<void> {
    closing.abort();
    clock.close();
    await deliveries.close();
    server.server.closeAllConnections();
    await server.close();
    state.close();
  }
  try {
    await listen(server, host, portsToTry(options, state.settings.get('port')?.value));
  } catch (error) {
    await close();
    throw error;
  }
  const address = server.server.address() as AddressInfo;
  baseUrl = `http://${host === '::1' ? '[::1]' : host}:${address.port}`;
  savePort();
  let closed: Promise<void> | undefined;
  return { url: baseUrl, port: address.port, close: () => (closed ??= close()) };
}
