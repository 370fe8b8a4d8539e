import { setMaxListeners } from 'node:events';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { createKeyedMutex } from '../actions/keyed-mutex.js';
import type { RecordedEvent } from '../model/webhook-event.js';
import type { Logger } from '../observability/logger.js';
import { aloneCaller, createFairPool } from '../plaid/fair-pool.js';
import type { PlaidCall } from '../plaid/plaid-client.js';
import type { EventLog } from '../store/store.js';
import { type EffectDeps, invalidateAndWake, settleLinkSession } from './effects.js';
import { createConcurrencyLimit } from './concurrency-limit.js';

/** Carries out the effects of recorded events: in order for one Item or Link session, several of them at once. */
export interface EffectQueue {
  /**
   * Takes one event. Returns at once; failures are tried again and never reach the caller. `isJustRecorded`: its own Item
   * is stale and its subscribers are woken already. One that is taken again while it is under way, because a copy of it was
   * delivered, is carried out once more afterwards.
   */
  take(event: RecordedEvent, options?: { isJustRecorded: boolean }): void;
  /** Takes the events received before `before` whose effects nobody has carried out, and theirs after them. */
  takePending(before: number): Promise<void>;
  /** Resolves when everything taken so far is done, given up, or left for a later takePending. */
  settled(): Promise<void>;
  /** How many events are held in memory. */
  readonly size: number;
  /** Begins nothing more; what is under way gets `graceMs`, then its calls to Plaid are aborted. */
  close(graceMs: number): Promise<void>;
}

export interface EffectQueueDeps extends EffectDeps {
  events: Pick<EventLog, 'withPendingEffects' | 'markEffectsDone' | 'markEffectsFailed'>;
  now: () => number;
  log: Pick<Logger, 'warn' | 'error'>;
}

/** Events held in memory; those beyond stay in the log, marked as pending, and are taken when these are done. */
const MAX_HELD = 1_000;
const MAX_AT_ONCE = 8;
/** What asks Plaid, of all owners; one alone gets six of them. */
const MAX_ASKING_AT_ONCE = 16;
/** The pauses after the first four tries: a short outage of Plaid is outlived, a fifth failure is for a person to look at. */
const RETRY_DELAYS_MS: readonly number[] = [1_000, 5_000, 30_000, 120_000];

export function createEffectQueue(deps: EffectQueueDeps, retryDelaysMs = RETRY_DELAYS_MS): EffectQueue {
  const held = new Map<number, Promise<void>>();
  /** Held events of which a copy came meanwhile. */
  const repeated = new Set<number>();
  let overflowed = false;
  const queue = createKeyedMutex();
  // Two limits: telling subscribers must not wait behind slow calls to Plaid.
  const limitCheap = createConcurrencyLimit(MAX_AT_ONCE);
  const asking = createFairPool({ total: MAX_ASKING_AT_ONCE, maxWaitingOfCaller: MAX_HELD });
  const stopping = new AbortController();
  const aborting = new AbortController();
  // Every event that waits for its turn to ask Plaid listens for the end.
  setMaxListeners(0, aborting.signal);

  function take(event: RecordedEvent, { isJustRecorded } = { isJustRecorded: false }): void {
    if (stopping.signal.aborted) return;
    if (held.has(event.seq)) {
      repeated.add(event.seq);
      tellAtOnce(event, isJustRecorded);
      return;
    }
    overflowed ||= held.size >= MAX_HELD;
    if (overflowed) {
      tellAtOnce(event, isJustRecorded);
      return;
    }
    const work = carryOutWithRepeats(event, isJustRecorded)
      .catch((error: unknown) => {
        deps.log.warn({ err: error, eventId: event.id }, 'effects of a webhook are left for later');
      })
      .finally(() => {
        held.delete(event.seq);
        repeated.delete(event.seq);
        if (overflowed && held.size === 0) catchUp();
      });
    held.set(event.seq, work);
  }

  /** Its turn comes later, but people who watch the Item do not wait for others' Link sessions. */
  function tellAtOnce({ ownerId, itemId }: RecordedEvent, isJustRecorded: boolean): void {
    if (isJustRecorded && itemId !== null) deps.feed.itemChanged(ownerId, itemId);
  }

  /** After a flood: everything that was left in the log, in order. */
  function catchUp(): void {
    overflowed = false;
    takePending(Infinity).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'effects that were left in the log are taken up later');
    });
  }

  async function carryOutWithRepeats(event: RecordedEvent, isJustRecorded: boolean): Promise<void> {
    do {
      repeated.delete(event.seq);
      await carryOut(event, isJustRecorded);
    } while (repeated.has(event.seq) && !stopping.signal.aborted);
  }

  async function carryOut(event: RecordedEvent, isJustRecorded: boolean): Promise<void> {
    // The webhook is answered first.
    await immediate();
    const told = await limitCheap(() => invalidateAndWake(deps, event, { isJustRecorded })).then(
      () => true,
      () => false,
    );
    const isDone = await queue.run(keyOf(event), () => untilSettled(event, told));
    // Behind the turn of its Item: the next event of the Item does not wait for a mark, and marks are written together.
    // One that is to be carried out again is marked afterwards.
    if (isDone && !repeated.has(event.seq)) await deps.events.markEffectsDone(event, deps.now());
  }

  /** Whether the effects were carried out: else they are given up, or left for later. */
  async function untilSettled(event: RecordedEvent, told: boolean): Promise<boolean> {
    for (const delayMs of [...retryDelaysMs, null]) {
      if (stopping.signal.aborted) return false;
      try {
        if (!told) await invalidateAndWake(deps, event);
        told = true;
        await settleInTurn(event);
        return true;
      } catch (error) {
        if (await isGivenUp(event, error)) return false;
      }
      if (delayMs !== null) await pause(delayMs);
    }
    return false;
  }

  /** Fails when the queue is closed before its turn. */
  async function settleInTurn(event: RecordedEvent): Promise<void> {
    const giveBack = await asking.enter(aloneCaller(event.ownerId), aborting.signal);
    if (giveBack === null) throw new Error('the queue was closed');
    try {
      await settleLinkSession(deps, event, callFor(event));
    } finally {
      giveBack();
    }
  }

  async function isGivenUp(event: RecordedEvent, error: unknown): Promise<boolean> {
    // Aborted by close, not failed: it does not count.
    if (aborting.signal.aborted) return true;
    const { givenUp } = await deps.events.markEffectsFailed(event, deps.now());
    const about = { err: error, eventId: event.id, webhookType: event.webhookType, webhookCode: event.webhookCode };
    if (givenUp) deps.log.error(about, 'effects of a webhook are given up');
    else deps.log.warn(about, 'effects of a webhook failed and are tried again');
    return givenUp;
  }

  function pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
  }

  function callFor(event: RecordedEvent): PlaidCall {
    const { ownerId: callerId } = event;
    return { signal: aborting.signal, requestId: `webhook-${event.id}`, callerId, onUpstreamCall: () => undefined };
  }

  async function takePending(before: number): Promise<void> {
    while (!stopping.signal.aborted) {
      const pending = await deps.events.withPendingEffects(MAX_HELD);
      const fresh = pending.filter((event) => event.receivedAt < before && !held.has(event.seq));
      fresh.forEach((event) => {
        take(event);
      });
      if (fresh.length === 0 || pending.length < MAX_HELD) return;
      await settled();
    }
  }

  async function settled(): Promise<void> {
    await Promise.all(held.values());
  }

  return {
    take,
    takePending,
    settled,
    get size() {
      return held.size;
    },
    async close(graceMs) {
      stopping.abort();
      await Promise.race([settled(), sleep(graceMs, undefined, { ref: false })]);
      aborting.abort();
    },
  };
}

function keyOf(event: RecordedEvent): string {
  return event.linkSessionId ?? event.itemId ?? event.id;
}
