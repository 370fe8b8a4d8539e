import type { Feed } from '../feed/feed.js';
import { asEventId, type EventId } from '../model/ids.js';
import type { Logger } from '../observability/logger.js';
import type { PlaidClient } from '../plaid/plaid-client.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import { createEffectQueue } from './effect-queue.js';
import type { EffectDeps } from './effects.js';
import { type Maintenance, startMaintenance } from './maintenance.js';
import type { WaitingLimits } from './key-waiting-room.js';
import { persist, type PersistOutcome, type PlaidEnvironment } from './persist.js';
import { createVerificationKeyStore } from './verification-key-store.js';
import { createVerificationKeys, type VerificationKeys } from './verification-keys.js';
import { createVerify } from './verify.js';
import { createFindSubject } from './webhook-body.js';

/** One request to the receiver, as server/ has read it. */
export interface Delivery {
  /** The body's bytes exactly as received. */
  rawBody: Buffer;
  /** The header Plaid-Verification. */
  verificationHeader: string | undefined;
  contentType: string | undefined;
  requestId: string;
  /** Aborts when the sender has disconnected. */
  signal: AbortSignal;
}

/** The HTTP status of the response; its body is empty. 200: the webhook is durable. */
export interface DeliveryResponse {
  status: 200 | 401 | 415 | 503;
}

/** Receives Plaid's webhooks. */
export interface Receiver {
  /** Never rejects. */
  receive(delivery: Delivery): Promise<DeliveryResponse>;
  /** Applies the effects that a crash left pending, and starts maintaining the log. Returns immediately. */
  start(): void;
  /** Resolves when the effects of everything received so far have been applied, given up, or left for later. */
  settled(): Promise<void>;
  /** How many events wait in memory for their effects. */
  pendingEffects(): number;
  /**
   * From now on, responds with 503 to deliveries whose key cannot be fetched immediately. Call it before waiting for requests
   * in progress.
   */
  stopWaiting(): void;
  /** Stops the maintenance and waits a bounded time for effects in progress; the next start finds the others in the log. */
  close(): Promise<void>;
}

/** How a delivery ended; the label of `plaid_gateway_webhooks_total`. */
export type DeliveryOutcome =
  'recorded' | 'duplicate' | 'parked' | 'quarantined' | 'refused' | 'key_unavailable' | 'store_unavailable';

export interface ReceiverDeps {
  store: Pick<Store, 'events' | 'items' | 'settings' | 'unscoped'>;
  vault: Vault;
  feed: EffectDeps['feed'] & Pick<Feed, 'appended'>;
  plaid: Pick<PlaidClient, 'webhookVerificationKeyGet'>;
  linkWebhooks: EffectDeps['linkWebhooks'];
  /** With several instances: only the leader maintains the log. */
  lease?: Pick<LeaderElection, 'held'> | undefined;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  now: () => number;
  /** A random id with this prefix that cannot be guessed. */
  newId: (prefix: string) => string;
  /** Called once per delivery. */
  count?: (outcome: DeliveryOutcome) => void;
}

export interface ReceiverOptions {
  /** How Plaid's webhooks name our environment; the emulator's is `sandbox`. */
  environment: PlaidEnvironment;
  retentionHours: number;
  /** How long close waits for effects in progress. */
  closeGraceMs?: number;
  /** The pauses between attempts to apply effects that failed. */
  retryDelaysMs?: readonly number[];
  /** How long, and how many, deliveries wait for an unknown key. Default: WAITING_LIMITS. */
  keyWaiting?: WaitingLimits;
}

const CLOSE_GRACE_MS = 5_000;

/** The caller closes the receiver before the store and the feed. */
export function createReceiver(deps: ReceiverDeps, options: ReceiverOptions): Receiver {
  const { store, vault, feed, log, now } = deps;
  const findSubject = createFindSubject({ unscoped: store.unscoped, vault, log });
  const keys = verificationKeys(deps, options.keyWaiting);
  const verify = createVerify({ keys, findSubject, now });
  const effects = createEffectQueue({ ...deps, events: store.events }, options.retryDelaysMs);
  const newId = (): EventId => asEventId(deps.newId('we_'));
  const persistDeps = { events: store.events, vault, environment: options.environment, now, newId };
  let maintenance: Maintenance | null = null;

  /** Verify, persist and invalidate, respond, notify, apply the effects. */
  async function receive(delivery: Delivery): Promise<DeliveryResponse> {
    if (!isJson(delivery.contentType)) return { status: 415 };
    const verified = await verify(delivery.rawBody, delivery.verificationHeader, delivery.signal);
    if (verified.outcome === 'refused') return respond(401, verified, delivery);
    if (verified.outcome === 'key_unavailable') return respond(503, verified, delivery);

    const persisted = await persistOrNull(delivery, verified.replayKey);
    if (persisted === null) return respond(503, { outcome: 'store_unavailable' }, delivery);

    const response = respond(200, persisted, delivery);
    notifyAndApplyEffects(persisted);
    return response;
  }

  /** null: the webhook is not durable, so Plaid must deliver it again. */
  async function persistOrNull(delivery: Delivery, replayKey: string): Promise<PersistOutcome | null> {
    // The sender has given up and will deliver the webhook again with a new signature. If it were persisted now, it would be in the
    // log twice.
    if (delivery.signal.aborted) return null;
    try {
      return await persist(persistDeps, { rawBody: delivery.rawBody, replayKey });
    } catch (error) {
      log.error({ err: error, requestId: delivery.requestId }, 'cannot persist a webhook');
      return null;
    }
  }

  /** Persisting has invalidated the event's Item in the same transaction, so subscribers to the event read fresh data. */
  function notifyAndApplyEffects(persisted: PersistOutcome): void {
    if (persisted.outcome === 'recorded') feed.appended(persisted.event);
    // Everything else follows after the response. Subscribers do not get a duplicate again, but its effects are applied again.
    if ('event' in persisted && persisted.event !== null) effects.add(persisted.event, { isJustRecorded: true });
  }

  function respond<Status extends DeliveryResponse['status']>(
    status: Status,
    { outcome, reason }: { outcome: DeliveryOutcome; reason?: string },
    { requestId }: Delivery,
  ): { status: Status } {
    deps.count?.(outcome);
    log.info({ requestId, outcome, reason }, 'webhook received');
    return { status };
  }

  return {
    receive,
    start() {
      maintenance ??= startMaintenance({ ...deps, events: store.events, effects }, options.retentionHours);
    },
    pendingEffects: () => effects.size,
    async settled() {
      await maintenance?.begun;
      await effects.settled();
    },
    stopWaiting: () => {
      keys.stopWaiting();
    },
    async close() {
      keys.stopWaiting();
      // Together: the maintenance may wait for effects that end only because the queue is closed.
      await Promise.all([effects.close(options.closeGraceMs ?? CLOSE_GRACE_MS), maintenance?.close()]);
    },
  };
}

function verificationKeys(
  { store, vault, plaid, now, log }: ReceiverDeps,
  waitingLimits: WaitingLimits | undefined,
): VerificationKeys {
  return createVerificationKeys({
    fetchKey: (keyId, signal) => {
      const call = { signal, requestId: `webhook-key-${keyId}`, onUpstreamCall: () => undefined };
      return plaid.webhookVerificationKeyGet(keyId, call);
    },
    stored: createVerificationKeyStore({ settings: store.settings, vault, now }),
    now,
    log,
    waitingLimits,
  });
}

/** With or without parameters such as charset. */
function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
