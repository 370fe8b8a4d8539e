import { setMaxListeners } from 'node:events';
import { setImmediate as immediate } from 'node:timers/promises';
import { createKeyedMutex } from '../actions/keyed-mutex.js';
import { interruptiblePause, withTimeout } from '../model/time.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import { aloneCaller, createFairPool } from '../plaid/call-limits.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { EventLog } from '../store/store.js';
import { type EffectDeps, invalidateAndNotify } from './effects.js';

/** Applies the effects of recorded events: in order for one Item or Link session, concurrently for different ones. */
export interface EffectQueue {
  /**
   * Adds one event and returns immediately; failures are retried and never reach the caller. `isJustRecorded`: see
   * invalidateAndNotify. An event that is added again while its effects are in progress, because a duplicate was delivered,
   * is processed once more afterwards.
   */
  add(event: RecordedEvent, options?: { isJustRecorded: boolean }): void;
  /** Adds all events received before `before` whose effects have not been applied. */
  addPending(before: number): Promise<void>;
  /** Resolves when the effects of everything added so far have been applied, given up, or left for a later addPending. */
  settled(): Promise<void>;
  /** How many events are in memory. */
  readonly size: number;
  /** Starts nothing more. What is in progress gets `graceMs`; then its calls to Plaid are aborted. */
  close(graceMs: number): Promise<void>;
}

export interface EffectQueueDeps extends EffectDeps {
  events: Pick<EventLog, 'withPendingEffects' | 'markEffectsDone' | 'markEffectsFailed'>;
  now: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** Events in memory. Any more stay in the log, marked as pending, and are added when these are done. */
const MAX_EVENTS = 1_000;
const MAX_CONCURRENT_LOCAL = 8;
/** Concurrent effects that may call Plaid, over all owners; a single owner gets six of them. */
const MAX_CONCURRENT_UPSTREAM = 16;
/** The pauses after the first four attempts: they outlast a short outage of Plaid. A fifth failure needs an operator. */
const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000];

export function createEffectQueue(deps: EffectQueueDeps, retryDelaysMs = RETRY_DELAYS_MS): EffectQueue {
  const inProgress = new Map<number, Promise<void>>();
  /** Events in progress that were added again meanwhile. */
  const repeated = new Set<number>();
  let overflowed = false;
  const mutex = createKeyedMutex();
  // Two limits: notifying subscribers must not wait behind slow calls to Plaid.
  const limitLocal = createConcurrencyLimit(MAX_CONCURRENT_LOCAL);
  const upstreamPool = createFairPool({ total: MAX_CONCURRENT_UPSTREAM, maxWaitingOfCaller: MAX_EVENTS });
  const stopping = new AbortController();
  const aborting = new AbortController();
  // Every event that waits for a place in the pool, or for its next attempt, listens to one of them.
  setMaxListeners(0, stopping.signal, aborting.signal);

  function add(event: RecordedEvent, { isJustRecorded } = { isJustRecorded: false }): void {
    if (stopping.signal.aborted) return;
    if (inProgress.has(event.seq)) {
      repeated.add(event.seq);
      notifyNow(event, isJustRecorded);
      return;
    }
    overflowed ||= inProgress.size >= MAX_EVENTS;
    if (overflowed) {
      notifyNow(event, isJustRecorded);
      return;
    }
    const work = processWithRepeats(event, isJustRecorded)
      .catch((error: unknown) => {
        deps.log.warn({ err: error, eventId: event.id }, 'effects of a webhook are postponed');
      })
      .finally(() => {
        inProgress.delete(event.seq);
        repeated.delete(event.seq);
        if (overflowed && inProgress.size === 0) catchUp();
      });
    inProgress.set(event.seq, work);
  }

  /** The event is processed later, but subscribers to its Item do not wait for other owners' Link sessions. */
  function notifyNow({ ownerId, itemId }: RecordedEvent, isJustRecorded: boolean): void {
    if (isJustRecorded && itemId !== null) deps.feed.itemChanged(ownerId, itemId);
  }

  /** After an overflow: everything that stayed in the log, in order. */
  function catchUp(): void {
    overflowed = false;
    addPending(Infinity).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'cannot read pending effects from the webhook log; retried later');
    });
  }

  async function processWithRepeats(event: RecordedEvent, isJustRecorded: boolean): Promise<void> {
    do {
      repeated.delete(event.seq);
      await processEvent(event, isJustRecorded);
    } while (repeated.has(event.seq) && !stopping.signal.aborted);
  }

  async function processEvent(event: RecordedEvent, isJustRecorded: boolean): Promise<void> {
    // The response to Plaid goes first.
    await immediate();
    const isLocalDone = await limitLocal(() => invalidateAndNotify(deps, event, { isJustRecorded })).then(
      () => true,
      () => false,
    );
    const isDone = await mutex.run(keyOf(event), () => applyWithRetries(event, isLocalDone));
    // Outside the mutex: the next event of the Item does not wait for the mark, and marks are written in batches. An event
    // that is to be processed again is marked after that.
    if (isDone && !repeated.has(event.seq)) await deps.events.markEffectsDone(event, deps.now());
  }

  /** Whether the effects were applied. Otherwise they were given up, or left for later. */
  async function applyWithRetries(event: RecordedEvent, localDone: boolean): Promise<boolean> {
    let isLocalDone = localDone;
    for (const delayMs of [...retryDelaysMs, null]) {
      if (stopping.signal.aborted) return false;
      try {
        if (!isLocalDone) await invalidateAndNotify(deps, event);
        isLocalDone = true;
        await applyLinkWebhook(event);
        return true;
      } catch (error) {
        if (await isGivenUp(event, error)) return false;
      }
      if (delayMs !== null) await interruptiblePause(delayMs, stopping.signal);
    }
    return false;
  }

  /** Rejects when the queue is closed first. */
  async function applyLinkWebhook(event: RecordedEvent): Promise<void> {
    aborting.signal.throwIfAborted();
    const release = await upstreamPool.enter(aloneCaller(event.ownerId), aborting);
    if (release === null) throw new Error('The effect queue was closed.');
    try {
      await deps.linkWebhooks.apply(event, callFor(event));
    } finally {
      release();
    }
  }

  async function isGivenUp(event: RecordedEvent, error: unknown): Promise<boolean> {
    // Aborted by close: that does not count as a failed attempt.
    if (aborting.signal.aborted) return true;
    const { givenUp } = await deps.events.markEffectsFailed(event, deps.now());
    const about = { err: error, eventId: event.id, webhookType: event.webhookType, webhookCode: event.webhookCode };
    if (givenUp) deps.log.error(about, 'effects of a webhook failed for the last time and are given up');
    else deps.log.warn(about, 'effects of a webhook failed and will be retried');
    return givenUp;
  }

  function callFor({ id, ownerId }: RecordedEvent): PlaidCall {
    return { signal: aborting.signal, requestId: `webhook-${id}`, callerId: ownerId, onUpstreamCall: () => undefined };
  }

  async function addPending(before: number): Promise<void> {
    while (!stopping.signal.aborted) {
      const pending = await deps.events.withPendingEffects(MAX_EVENTS);
      const added = pending.filter((event) => event.receivedAt < before && !inProgress.has(event.seq));
      for (const event of added) add(event);
      if (added.length === 0 || pending.length < MAX_EVENTS) return;
      await settled();
    }
  }

  async function settled(): Promise<void> {
    await Promise.all(inProgress.values());
  }

  return {
    add,
    addPending,
    settled,
    get size() {
      return inProgress.size;
    },
    async close(graceMs) {
      stopping.abort();
      await withTimeout(settled(), graceMs).catch(() => undefined);
      aborting.abort();
    },
  };
}

function keyOf(event: RecordedEvent): string {
  return event.linkSessionId ?? event.itemId ?? event.id;
}

/** Runs at most `limit` tasks at the same time; the others wait in order. */
function createConcurrencyLimit(limit: number): <T>(task: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The slot goes directly to the next task, so that no other one can take it in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
