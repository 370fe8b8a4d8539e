import type { Clock } from '../clock.js';
import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Ids } from '../ids.js';
import type { DeliveryAttempt, DeliveryRecord } from '../state/records.js';
import type { State } from '../state/state.js';
import type { Signer } from './signing.js';

/** Plaid waits 10 s for a response. */
const RESPONSE_MS = 10_000;

/** Wall clock timeouts while the clock is being advanced: per delivery, in total per advance, and per delivery after that. */
const ADVANCE_RESPONSE_MS = 2_000;

const ADVANCE_TOTAL_MS = 6_000;

const ADVANCE_MIN_MS = 50;

/** How long to wait for webhook receivers. */
export interface DeliveryTimeout {
  /** The timeout for the next delivery, in milliseconds of the wall clock. */
  nextMs(): number;
  /** Records that a delivery timed out after this long. */
  spent(ms: number): void;
}

/**
 * Ten seconds per delivery. While the clock is being advanced, possibly by days with many retries to receivers that never
 * respond, the timeout is shortened so that the advance finishes soon.
 */
export function createDeliveryTimeout(clock: Clock): DeliveryTimeout {
  let move: number | null = null;
  let spentMs = 0;
  return {
    nextMs: () => {
      const current = clock.move();
      if (current === null) return RESPONSE_MS;
      if (current !== move) spentMs = 0;
      move = current;
      return spentMs < ADVANCE_TOTAL_MS ? ADVANCE_RESPONSE_MS : ADVANCE_MIN_MS;
    },
    spent: (ms) => {
      spentMs += ms;
    },
  };
}

/** First retry after 30 s, each delay four times the last, for up to 24 h. */
const FIRST_RETRY_MS = 30_000;

const RETRY_FACTOR = 4;

const RETRY_WINDOW_MS = 24 * 60 * 60 * 1000;

/** No retries to a URL that rejected more than 90 % of at least ten webhooks in the last 24 hours. */
const MAX_FAILURE_RATIO = 0.9;

const MIN_FAILURE_SAMPLE = 10;

/** The newest deliveries are retained. */
const MAX_DELIVERIES = 500;

/** With `reorder`, a webhook waits at most this long for the next one. */
const REORDER_WAIT_MS = 30_000;

/** The next webhook to a URL is sent when the receiver has responded to the previous one, or after this long. */
const ORDER_WAIT_MS = 1000;

/** Faults for the webhook deliveries that follow. */
export interface DeliveryModes {
  duplicate: boolean;
  reorder: boolean;
  drop: boolean;
  forgeSignature: boolean;
  staleMs: number;
}

/** A webhook to send. */
export interface Outgoing {
  url: string;
  type: string;
  code: string;
  /** Sent as is. */
  body: string;
  itemId: string | null;
}

/** Signs, sends, retries and stores webhooks. Pending ones are durable and resume after a restart. */
export interface Deliveries {
  send(outgoing: Outgoing): void;
  setModes(modes: DeliveryModes): void;
  modes(): DeliveryModes;
  /** Schedules the pending deliveries of the stored state. */
  resume(): void;
  reset(): void;
  /** Aborts all attempts in progress; pending deliveries remain pending. */
  close(): Promise<void>;
}

/** No delivery faults. */
export const NO_FAULTS: DeliveryModes = {
  duplicate: false,
  reorder: false,
  drop: false,
  forgeSignature: false,
  staleMs: 0,
};

interface Dependencies {
  state: State;
  clock: Clock;
  ids: Ids;
  signer: Signer;
  /** Called after each attempt, to update `status.last_webhook` of the Item. */
  onSent: (delivery: DeliveryRecord) => void;
}

function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'failed';
  const { name, code } = error as { name?: unknown; code?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no response within 10 s';
  return typeof code === 'string' ? code : 'failed';
}

const pause = (ms: number): Promise<void> => wait(ms, undefined, { ref: false });

function isFailing(url: string, state: State, sinceMs: number): boolean {
  const recent = state.deliveries
    .values()
    .filter((one) => one.url === url && (one.attempts.at(-1)?.atMs ?? 0) >= sinceMs);
  const refused = recent.filter(
    (one) => one.outcome !== 'delivered' && one.attempts.some((attempt) => attempt.status !== null),
  );
  return recent.length >= MIN_FAILURE_SAMPLE && refused.length / recent.length > MAX_FAILURE_RATIO;
}

/** Every delivery listens to its signal. */
function createStopping(): AbortController {
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  return stopping;
}

/** Nothing is sent before `resume`. */
export function createDeliveries({ state, clock, ids, signer, onSent }: Dependencies): Deliveries {
  const agent = new Agent({ connections: 16 });
  const deliveryTimeout = createDeliveryTimeout(clock);
  let stopping = createStopping();
  let modes = NO_FAULTS;
  let held: DeliveryRecord[] = [];
  let sequence = 0;
  /** The previous attempt per URL: a receiver that responds promptly gets webhooks in order. */
  const queues = new Map<string, Promise<unknown>>();
  function inOrder<T>(url: string, work: () => Promise<T>): Promise<T> {
    const before = queues.get(url) ?? Promise.resolve();
    const result = Promise.race([before, pause(ORDER_WAIT_MS)]).then(work);
    const settled = result.catch(() => undefined);
    queues.set(url, settled);
    void settled.then(() => {
      if (queues.get(url) === settled) queues.delete(url);
    });
    return result;
  }
  async function post(delivery: DeliveryRecord, signal: AbortSignal): Promise<DeliveryAttempt> {
    const atMs = clock.now();
    const startedAt = performance.now();
    const waitMs = deliveryTimeout.nextMs();
    const timeout = AbortSignal.timeout(waitMs);
    const finish = (status: number | null, error: string | null): DeliveryAttempt => ({
      atMs,
      status,
      error,
      durationMs: Math.round(performance.now() - startedAt),
    });
    try {
      const verification = await signer.sign(delivery.body, delivery);
      const response = await request(delivery.url, {
        method: 'POST',
        dispatcher: agent,
        headers: {
          'content-type': 'application/json',
          'plaid-verification': verification,
          'user-agent': 'plaid-emulator',
        },
        body: delivery.body,
        signal: AbortSignal.any([signal, timeout]),
      });
      await response.body.dump();
      return finish(response.statusCode, null);
    } catch (error) {
      if (timeout.aborted) deliveryTimeout.spent(waitMs);
      return finish(null, describe(error));
    }
  }
  function plan(delivery: DeliveryRecord): void {
    const last = delivery.attempts.at(-1);
    if (last === undefined) return;
    const delayMs = FIRST_RETRY_MS * RETRY_FACTOR ** (delivery.attempts.length - 1);
    const nextMs = last.atMs + delayMs;
    delivery.nextAttemptAtMs = null;
    if (last.status === 200) delivery.outcome = 'delivered';
    else if (delivery.forged || delivery.staleMs > 0) delivery.outcome = 'failed';
    else if (nextMs > delivery.createdAtMs + RETRY_WINDOW_MS) delivery.outcome = 'failed';
    else if (isFailing(delivery.url, state, clock.now() - RETRY_WINDOW_MS)) delivery.outcome = 'abandoned';
    else delivery.nextAttemptAtMs = nextMs;
  }
  async function attempt(delivery: DeliveryRecord): Promise<void> {
    const { signal } = stopping;
    const outcome = await inOrder(delivery.url, () => post(delivery, signal));
    if (signal.aborted) return;
    delivery.attempts.push(outcome);
    plan(delivery);
    state.deliveries.put(delivery);
    onSent(delivery);
    state.flush();
    if (delivery.nextAttemptAtMs !== null) schedule(delivery, delivery.nextAttemptAtMs);
  }
  function schedule(delivery: DeliveryRecord, atMs: number): void {
    clock.schedule(atMs, () => attempt(delivery));
  }
  function prune(): void {
    if (state.deliveries.size <= MAX_DELIVERIES) return;
    const oldest = state.deliveries.values().find((one) => one.outcome !== 'pending');
    if (oldest !== undefined) state.deliveries.remove(oldest.id);
  }
  function record(outgoing: Outgoing): DeliveryRecord {
    const nowMs = clock.now();
    const delivery: DeliveryRecord = {
      id: ids.uuid('delivery'),
      sequence: ++sequence,
      ...outgoing,
      createdAtMs: nowMs,
      outcome: modes.drop ? 'dropped' : 'pending',
      nextAttemptAtMs: modes.drop ? null : nowMs,
      attempts: [],
      forged: modes.forgeSignature,
      staleMs: modes.staleMs,
    };
    prune();
    state.deliveries.put(delivery);
    return delivery;
  }
  function releaseHeld(): void {
    const waiting = held.reverse();
    held = [];
    for (const delivery of waiting) schedule(delivery, clock.now());
  }
  function start(delivery: DeliveryRecord): void {
    if (!modes.reorder) {
      schedule(delivery, clock.now());
      return;
    }
    held.push(delivery);
    if (held.length > 1) releaseHeld();
    else
      clock.schedule(clock.now() + REORDER_WAIT_MS, () => {
        if (held.includes(delivery)) releaseHeld();
      });
  }

  return {
    resume: () => {
      sequence = state.deliveries.values().at(-1)?.sequence ?? 0;
      for (const delivery of state.deliveries.values()) {
        if (delivery.outcome === 'pending') schedule(delivery, delivery.nextAttemptAtMs ?? clock.now());
      }
    },
    send: (outgoing) => {
      const copies = modes.duplicate ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const delivery = record(outgoing);
        if (delivery.outcome === 'pending') start(delivery);
      }
    },
    setModes: (next) => {
      modes = next;
      if (!modes.reorder) releaseHeld();
    },
    modes: () => modes,
    reset: () => {
      stopping.abort();
      stopping = createStopping();
      modes = NO_FAULTS;
      held = [];
      sequence = 0;
    },
    close: async () => {
      stopping.abort();
      await agent.destroy();
    },
  };
}
