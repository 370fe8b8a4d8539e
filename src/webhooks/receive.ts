import type { Feed } from '../feed/feed.js';
import { asEventId, type EventId } from '../model/ids.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import type { PlaidClient } from '../plaid/plaid-client.js';
import type { LeaderElection } from '../store/leader-election.js';
import type { Store } from '../store/store.js';
import type { Vault } from '../vault/vault.js';
import { openWebhookBody } from '../vault/seal-contexts.js';
import { createEffectQueue } from './effect-queue.js';
import type { EffectDeps } from './effects.js';
import { createVerificationKeyStore } from './verification-key-store.js';
import { persist, type PersistOutcome, type PlaidEnvironment } from './persist.js';
import { createFindSubject } from './webhook-subject.js';
import { type Maintenance, startMaintenance } from './maintenance.js';
import type { WaitingLimits } from './key-waiting-room.js';
import { createVerificationKeys } from './verification-keys.js';
import { createVerify } from './verify.js';

/** One request to the receiver, read by server/. */
export interface Delivery {
  /** The body's bytes exactly as received. */
  rawBody: Buffer;
  /** The header Plaid-Verification. */
  verificationHeader: string | undefined;
  contentType: string | undefined;
  requestId: string;
  /** Aborts when the sender has gone. */
  signal: AbortSignal;
}

/** Takes Plaid's webhooks. */
export interface Receiver {
  /** Never fails; the status says it all and the body of the answer is empty. 200: it is durable. */
  receive(delivery: Delivery): Promise<{ status: 200 | 401 | 415 | 503 }>;
  /** Carries out what a crash left undone, and begins the upkeep of the log. Returns at once. */
  start(): void;
  /** Resolves when the effects of everything received so far have been carried out, given up, or left for later. */
  settled(): Promise<void>;
  /** How many events wait for their effects in memory. */
  pendingEffects(): number;
  /** Answers 503 from now on to deliveries whose key Plaid cannot be asked for at once. Call it before requests are waited for. */
  stopWaiting(): void;
  /** Ends the upkeep and waits a bounded time for effects under way; the others are found in the log by the next start. */
  close(): Promise<void>;
}

/** How a delivery ended, for counting. */
export type DeliveryOutcome =
  'recorded' | 'duplicate' | 'parked' | 'kept-aside' | 'refused' | 'undecided' | 'unrecorded';

export interface ReceiverDeps {
  store: Pick<Store, 'events' | 'items' | 'linkSessions' | 'settings' | 'unscoped'>;
  vault: Vault;
  feed: EffectDeps['feed'] & Pick<Feed, 'appended'>;
  plaid: Pick<PlaidClient, 'webhookVerificationKeyGet'>;
  completeLinkSession: EffectDeps['completeLinkSession'];
  /** With several instances: who does the upkeep of the log. */
  lease?: Pick<LeaderElection, 'held'> | undefined;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  now: () => number;
  /** Unguessable text with this prefix. */
  newId: (prefix: string) => string;
  /** Told once per delivery. */
  count?: (receipt: DeliveryOutcome) => void;
}

export interface ReceiverOptions {
  /** What our webhooks call their environment; the emulator's is `sandbox`. */
  environment: PlaidEnvironment;
  retentionHours: number;
  /** How long close waits for effects under way. */
  closeGraceMs?: number;
  /** The pauses between tries of failed effects. */
  retryDelaysMs?: readonly number[];
  /** How long and how many deliveries wait for a key that is not known here. */
  keyWaiting?: WaitingLimits;
}

const CLOSE_GRACE_MS = 5_000;

/** The caller closes it before the store and the feed. */
export function createReceiver(deps: ReceiverDeps, options: ReceiverOptions): Receiver {
  const keys = verificationKeys(deps, options.keyWaiting);
  const verify = createVerify({
    keys,
    findSubject: createFindSubject({ unchecked: deps.store.unscoped, vault: deps.vault, log: deps.log }),
    now: deps.now,
  });
  const effects = createEffectQueue(
    { ...deps, events: deps.store.events, bodyOf: (event) => bodyOf(deps.vault, event) },
    options.retryDelaysMs,
  );
  const recordDeps = {
    events: deps.store.events,
    vault: deps.vault,
    environment: options.environment,
    now: deps.now,
    newId: (): EventId => asEventId(deps.newId('we_')),
  };
  let upkeep: Maintenance | null = null;

  async function receive(delivery: Delivery): Promise<{ status: 200 | 401 | 415 | 503 }> {
    if (!isJson(delivery.contentType)) return { status: 415 };
    const verified = await verify(delivery.rawBody, delivery.verificationHeader, delivery.signal);
    if (verified.outcome === 'refused') return answer(401, 'refused', delivery, verified.reason);
    if (verified.outcome === 'undecided') return answer(503, 'undecided', delivery);

    const recorded = await recordSafely(delivery, verified.replayKey);
    if (recorded === null) return answer(503, 'unrecorded', delivery);
    if (recorded.outcome === 'recorded') {
      // Recording has made the Item stale, so what subscribers read because of the event is fresh.
      deps.feed.appended(recorded.event);
      // After the answer: the rest of what goes stale, then what takes calls to Plaid.
      effects.take(recorded.event, { isJustRecorded: true });
    }
    // Not told in the feed again, but what it makes stale is stale, and what it leads to is done once more.
    if (recorded.outcome === 'duplicate' && recorded.event !== null) {
      effects.take(recorded.event, { isJustRecorded: true });
    }
    return answer(200, recorded.outcome, delivery, 'reason' in recorded ? recorded.reason : undefined);
  }

  /** null: not durable, so Plaid must deliver it again. */
  async function recordSafely(delivery: Delivery, replayKey: string): Promise<PersistOutcome | null> {
    // The sender has given up and will deliver it again, signed anew: recorded now, it would be there twice.
    if (delivery.signal.aborted) return null;
    try {
      return await persist(recordDeps, { rawBody: delivery.rawBody, replayKey });
    } catch (error) {
      deps.log.error({ err: error, requestId: delivery.requestId }, 'cannot record a webhook');
      return null;
    }
  }

  function answer<Status extends number>(
    status: Status,
    receipt: DeliveryOutcome,
    delivery: Delivery,
    reason?: string,
  ) {
    deps.count?.(receipt);
    deps.log.info({ requestId: delivery.requestId, receipt, reason }, 'webhook received');
    return { status };
  }

  return {
    receive,
    start() {
      upkeep ??= startMaintenance({ ...deps, events: deps.store.events, effects }, options.retentionHours);
    },
    pendingEffects: () => effects.size,
    settled: async () => {
      await upkeep?.begun;
      await effects.settled();
    },
    stopWaiting: () => {
      keys.stopWaiting();
    },
    async close() {
      keys.stopWaiting();
      // Together: the upkeep may be waiting for effects that only end because the queue is told to stop.
      await Promise.all([effects.close(options.closeGraceMs ?? CLOSE_GRACE_MS), upkeep?.close()]);
    },
  };
}

function verificationKeys(deps: ReceiverDeps, waitingLimits: WaitingLimits | undefined) {
  const fetchKey = (keyId: string, signal: AbortSignal) =>
    deps.plaid.webhookVerificationKeyGet(keyId, {
      signal,
      requestId: `webhook-key-${keyId}`,
      onUpstreamCall: () => undefined,
    });
  const { vault, now, log } = deps;
  const kept = createVerificationKeyStore({ settings: deps.store.settings, vault, now });
  return createVerificationKeys({ fetchKey, kept, now, log, waitingLimits });
}

function bodyOf(vault: Vault, event: RecordedEvent): Record<string, unknown> {
  return JSON.parse(openWebhookBody(vault, event)) as Record<string, unknown>;
}

/** With or without parameters such as charset. */
function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json';
}
