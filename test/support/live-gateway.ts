import { randomUUID } from 'node:crypto';
import { type Actions, createActions } from '../../src/actions/actions.js';
import { createLinkWebhookEffects } from '../../src/actions/link-session.js';
import { createKeyedMutex } from '../../src/actions/keyed-mutex.js';
import type { ActionDeps } from '../../src/actions/action-context.js';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createFeed, type Feed } from '../../src/feed/feed.js';
import { asOwnerId } from '../../src/model/ids.js';
import { createLogger } from '../../src/observability/logger.js';
import { createPlaidClient, type PlaidCall } from '../../src/plaid/plaid-client.js';
import {
  createReceiver,
  type DeliveryOutcome,
  type Receiver,
  type ReceiverOptions,
} from '../../src/webhooks/receive.js';
import { createEmulatorClient, type EmulatorClient } from './emulator-client.js';
import { openTestPersistence, type TestPersistence } from './event-log.js';
import { startWebhookHost, type WebhookHost } from './webhook-host.js';

/** Store, vault, Plaid client, actions, feed and receiver on top of the emulator: the gateway without its HTTP server. */
export interface LiveGateway {
  records: TestPersistence;
  emulator: Emulator;
  plaid: EmulatorClient;
  host: WebhookHost;
  feed: Feed;
  receiver: Receiver;
  receipts: DeliveryOutcome[];
  /** The log so far. */
  logged: () => string;
  /** How far the gateway's clock is ahead of real time. Only the test moves it. */
  clock: { aheadMs: number };
  actionsOf(ownerId: string): Actions;
  /** Creates a new feed and receiver on the same database, as a restart does. The old ones stay open until `close`. */
  restart(options?: Partial<ReceiverOptions>): void;
  close(): Promise<void>;
}

export interface LiveGatewayOptions extends Partial<ReceiverOptions> {
  /** Where Plaid is called instead of the emulator. */
  plaidUrl?: string;
}

export async function startLiveGateway({ plaidUrl, ...options }: LiveGatewayOptions = {}): Promise<LiveGateway> {
  const records = await openTestPersistence();
  const emulator = await createEmulator({ rateLimits: 'off' });
  const host = await startWebhookHost();
  const plaid = createEmulatorClient(emulator.url);
  const lines: string[] = [];
  const log = createLogger({ level: 'trace', destination: { write: (line) => lines.push(line) } });
  const receipts: DeliveryOutcome[] = [];
  const clock = { aheadMs: 0 };
  const now = () => Date.now() + clock.aheadMs;
  const newId = (prefix: string) => `${prefix}${randomUUID()}`;
  const { store, vault } = records;
  const client = createPlaidClient({
    baseUrl: plaidUrl ?? emulator.url,
    clientId: 'emulator-client-id',
    secret: 'emulator-secret',
    timeoutMs: 5_000,
    vault,
    now,
    random: Math.random,
    log,
  });
  const closing: (() => Promise<void>)[] = [];

  function wire(over: Partial<ReceiverOptions>): { feed: Feed; receiver: Receiver; actions: ActionDeps } {
    const feed = createFeed({ store, vault, limits: { queueEvents: 10 }, log });
    const actions: ActionDeps = {
      store,
      vault,
      plaid: client,
      feed,
      mutex: createKeyedMutex(),
      settings: {
        link: { clientName: 'Test', language: 'en', countryCodes: ['US'] },
        linkDeliveries: { perUser: 0, perRecipient: 0 },
        webhookUrl: () => host.url,
        webhookAllowedOrigins: null,
        sandboxAllowed: true,
      },
      log,
      now,
      newId,
      pause: () => Promise.resolve(),
    };
    const receiver = createReceiver(
      {
        store,
        vault,
        feed,
        plaid: client,
        linkWebhooks: createLinkWebhookEffects(actions),
        log,
        now,
        newId,
        count: (receipt) => receipts.push(receipt),
      },
      { environment: 'sandbox', retentionHours: 168, retryDelaysMs: [1, 1, 1, 1], ...options, ...over },
    );
    host.receiver = receiver;
    closing.unshift(
      () => receiver.close(),
      () => feed.close(),
    );
    return { feed, receiver, actions };
  }

  let wired = wire({});
  const call = (): PlaidCall => ({
    signal: new AbortController().signal,
    requestId: randomUUID(),
    onUpstreamCall: () => undefined,
  });

  return {
    records,
    emulator,
    plaid,
    host,
    receipts,
    clock,
    logged: () => lines.join(''),
    get feed() {
      return wired.feed;
    },
    get receiver() {
      return wired.receiver;
    },
    actionsOf: (ownerId) =>
      createActions(wired.actions, {
        viewer: { id: asOwnerId(ownerId), scopes: new Set(['items:read', 'items:write']), expiresAt: null },
        call: call(),
      }),
    restart(over = {}) {
      wired = wire(over);
    },
    async close() {
      await plaid.close();
      await emulator.close();
      for (const close of closing) await close();
      await host.close();
      await client.close();
      await records.close();
    },
  };
}
