import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { WebhookSubject } from '../store/store.js';
import type { KeyFetchRateLimit } from './key-fetch-rate-limit.js';

export type FoundKey = { outcome: 'found'; key: KeyObject } | { outcome: 'unknown' } | { outcome: 'unavailable' };

/** A delivery whose key is not known here. */
export interface KeySeeker {
  /** The known Item or Link session that it names; null: none. */
  subject: WebhookSubject | null;
  /** The memory that it takes while it waits. */
  bytes: number;
  /** Aborts when its sender has gone. */
  signal: AbortSignal | undefined;
}

/**
 * Deliveries that wait until their key can be fetched from Plaid. While there are more key ids than the rate limit allows, ids that
 * have arrived more than once have a limit of their own, and the next id is chosen at random. So neither the number nor the
 * order of forged ids can keep a genuine one out.
 */
export interface KeyWaitingRoom {
  /**
   * Resolves with the result of the fetch, which all deliveries with the same key id share. `unavailable`: the key was not
   * fetched in time, the delivery was evicted, or the room is closed. Never rejects.
   */
  wait(keyId: string, seeker: KeySeeker): Promise<FoundKey>;
  /** Ends the wait of all deliveries, now and later, except for those whose key is being fetched. */
  close(): void;
}

export interface WaitingLimits {
  /** How long a delivery waits, including the fetch of its key. */
  waitMs: number;
  /** The most deliveries that wait, and the most bytes that they take. */
  maxDeliveries: number;
  maxBytes: number;
}

/** Less than the ten seconds that Plaid waits for a response, because verifying and storing take time too. */
export const WAITING_LIMITS: WaitingLimits = { waitMs: 8_000, maxDeliveries: 1_000, maxBytes: 8 * 1_048_576 };

/** A key id counts as repeated when it arrives again after this time. Copies of one delivery sent together do not count. */
const REPEATED_AFTER_MS = 200;
/** The most key ids whose first arrival is remembered: almost five minutes at 70 per second, in about 4 MB. */
const MAX_SEEN = 20_000;
const START_INTERVAL_MS = 50;

interface WaitingKey {
  id: string;
  isRepeated: boolean;
  isFetched: boolean;
  deliveries: Set<Waiting>;
}

interface Waiting {
  key: WaitingKey;
  subject: WebhookSubject | null;
  bytes: number;
  leave(found: FoundKey): void;
}

/** `fetch` never rejects. `now` in milliseconds. */
export function createKeyWaitingRoom(deps: {
  rateLimit: KeyFetchRateLimit;
  fetch: (keyId: string) => Promise<FoundKey>;
  now: () => number;
  limits?: WaitingLimits | undefined;
}): KeyWaitingRoom {
  const { rateLimit, fetch, now, limits = WAITING_LIMITS } = deps;
  const keys = new Map<string, WaitingKey>();
  const all = new Set<Waiting>();
  const firstSeen = new LRUCache<string, number>({ max: MAX_SEEN });
  let bytes = 0;
  let nextStart: NodeJS.Timeout | null = null;
  let isClosed = false;

  function wait(keyId: string, { subject, bytes: held, signal }: KeySeeker): Promise<FoundKey> {
    if (signal?.aborted === true) return Promise.resolve({ outcome: 'unavailable' });
    return new Promise((resolve) => {
      const key = keys.get(keyId) ?? { id: keyId, isRepeated: false, isFetched: false, deliveries: new Set() };
      keys.set(keyId, key);
      key.isRepeated ||= isRepeatedId(keyId);
      const giveUp = (): void => {
        waiting.leave({ outcome: 'unavailable' });
      };
      const waiting: Waiting = {
        key,
        subject,
        bytes: held,
        leave(found) {
          if (!all.delete(waiting)) return;
          bytes -= held;
          clearTimeout(timer);
          signal?.removeEventListener('abort', giveUp);
          key.deliveries.delete(waiting);
          if (key.deliveries.size === 0 && !key.isFetched) keys.delete(keyId);
          resolve(found);
        },
      };
      const timer = setTimeout(giveUp, limits.waitMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      all.add(waiting);
      key.deliveries.add(waiting);
      bytes += held;
      // While others wait, the timer decides: a delivery gains nothing from arriving at the right moment.
      if (nextStart === null) startFetches();
      if (isClosed && !key.isFetched) giveUp();
      while (all.size > limits.maxDeliveries || bytes > limits.maxBytes) evictOne(waiting);
    });
  }

  function isRepeatedId(keyId: string): boolean {
    const first = firstSeen.get(keyId);
    if (first === undefined) firstSeen.set(keyId, now());
    return first !== undefined && now() - first >= REPEATED_AFTER_MS;
  }

  /**
   * Evicts the largest delivery when there are too many bytes, otherwise a random one. Deliveries whose key id has arrived only
   * once are evicted first.
   */
  function evictOne(newcomer: Waiting): void {
    const inLine = [...all].filter(({ key }) => !key.isFetched);
    const once = inLine.filter(({ key }) => !key.isRepeated);
    const candidates = once.length > 0 ? once : inLine;
    const out =
      bytes > limits.maxBytes
        ? candidates.reduce<Waiting | undefined>(
            (most, one) => (one.bytes > (most?.bytes ?? -1) ? one : most),
            undefined,
          )
        : candidates[Math.floor(Math.random() * candidates.length)];
    (out ?? newcomer).leave({ outcome: 'unavailable' });
  }

  function startFetches(): void {
    const inLine = shuffled([...keys.values()].filter(({ isFetched }) => !isFetched));
    for (const key of inLine) if (key.isRepeated) fetchIfOpen(key, 'repeated');
    for (const key of inLine) if (!key.isFetched) fetchIfOpen(key, 'unverified');
    nextStart =
      inLine.some(({ isFetched }) => !isFetched) && !isClosed ? setTimeout(startFetches, START_INTERVAL_MS) : null;
  }

  function fetchIfOpen(key: WaitingKey, shareOfAll: 'unverified' | 'repeated'): void {
    for (const { subject } of key.deliveries) {
      const refund = rateLimit.take(subject, shareOfAll);
      if (refund === null) continue;
      key.isFetched = true;
      void fetch(key.id).then((found) => {
        if (found.outcome === 'found') refund();
        keys.delete(key.id);
        for (const waiting of key.deliveries) waiting.leave(found);
      });
      return;
    }
  }

  return {
    wait,
    close() {
      isClosed = true;
      if (nextStart !== null) clearTimeout(nextStart);
      nextStart = null;
      for (const waiting of all) if (!waiting.key.isFetched) waiting.leave({ outcome: 'unavailable' });
    },
  };
}

function shuffled<T>(list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [list[at], list[other]] = [list[other] as T, list[at] as T];
  }
  return list;
}
