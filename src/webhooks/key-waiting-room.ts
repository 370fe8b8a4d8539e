import { LRUCache } from 'lru-cache';
import type { WebhookSubject } from '../store/store.js';
import type { FetchBudget } from './fetch-budget.js';
import type { FoundKey } from './verification-keys.js';

/** A delivery whose key is not known here. */
export interface KeySeeker {
  /** What it claims to be about; null: nothing known here. */
  subject: WebhookSubject | null;
  /** What it holds in memory while it waits. */
  bytes: number;
  /** Aborts when its sender has gone. */
  signal: AbortSignal | undefined;
}

/**
 * Deliveries that wait until Plaid is asked for their key. While there are fewer fetches than key ids, the ids that came more
 * than once have some of their own, and a random one of all is next: neither the number of forged ids nor their order keeps a
 * genuine one out.
 */
export interface KeyWaitingRoom {
  /**
   * Resolves with what the fetch found that all deliveries of a key id share. `unreachable`: it was not its turn in time, it was
   * pushed out by others, or the room is closed. Never fails.
   */
  wait(keyId: string, seeker: KeySeeker): Promise<FoundKey>;
  /** Nobody waits for a turn any more, also not who comes later; fetches under way are still waited for. */
  close(): void;
}

export interface WaitingLimits {
  /** How long a delivery waits, its fetch included. */
  waitMs: number;
  /** How many deliveries wait, and how many bytes they hold. */
  maxDeliveries: number;
  maxBytes: number;
}

/** Less than the ten seconds that Plaid waits for an answer: what follows takes time too. */
export const WAITING_LIMITS: WaitingLimits = { waitMs: 8_000, maxDeliveries: 1_000, maxBytes: 8 * 1_048_576 };

/** A key id that comes again after this has come more than once. Copies of one delivery that were sent together have not. */
const REPEATED_AFTER_MS = 200;
/** Key ids whose first time is remembered: almost five minutes of 70 a second, in some 4 MB. */
const MAX_SEEN = 20_000;
const TURN_EVERY_MS = 50;

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

/** `fetch` never fails. `now` in milliseconds. */
export function createKeyWaitingRoom(deps: {
  budget: FetchBudget;
  fetch: (keyId: string) => Promise<FoundKey>;
  now: () => number;
  limits?: WaitingLimits | undefined;
}): KeyWaitingRoom {
  const { budget, fetch, now, limits = WAITING_LIMITS } = deps;
  const keys = new Map<string, WaitingKey>();
  const all = new Set<Waiting>();
  const firstSeen = new LRUCache<string, number>({ max: MAX_SEEN });
  let bytes = 0;
  let nextTurn: NodeJS.Timeout | null = null;
  let isClosed = false;

  function wait(keyId: string, { subject, bytes: held, signal }: KeySeeker): Promise<FoundKey> {
    if (signal?.aborted === true) return Promise.resolve({ outcome: 'unavailable' });
    return new Promise((resolve) => {
      const key = keys.get(keyId) ?? { id: keyId, isRepeated: false, isFetched: false, deliveries: new Set() };
      keys.set(keyId, key);
      key.isRepeated ||= hasComeBefore(keyId);
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
          clearTimeout(patience);
          signal?.removeEventListener('abort', giveUp);
          key.deliveries.delete(waiting);
          if (key.deliveries.size === 0 && !key.isFetched) keys.delete(keyId);
          resolve(found);
        },
      };
      const patience = setTimeout(giveUp, limits.waitMs);
      signal?.addEventListener('abort', giveUp, { once: true });
      all.add(waiting);
      key.deliveries.add(waiting);
      bytes += held;
      // While others wait, their turn decides: who comes at the right moment has no better a chance than they.
      if (nextTurn === null) takeTurns();
      if (isClosed && !key.isFetched) giveUp();
      while (all.size > limits.maxDeliveries || bytes > limits.maxBytes) pushOut(waiting);
    });
  }

  function hasComeBefore(keyId: string): boolean {
    const first = firstSeen.get(keyId);
    if (first === undefined) firstSeen.set(keyId, now());
    return first !== undefined && now() - first >= REPEATED_AFTER_MS;
  }

  /** The largest when there are too many bytes, else any; of key ids that came once, while there are such. */
  function pushOut(newcomer: Waiting): void {
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

  function takeTurns(): void {
    const inLine = shuffled([...keys.values()].filter(({ isFetched }) => !isFetched));
    for (const key of inLine) if (key.isRepeated) fetchIfOpen(key, 'repeated');
    for (const key of inLine) if (!key.isFetched) fetchIfOpen(key, 'strangers');
    nextTurn = inLine.some(({ isFetched }) => !isFetched) && !isClosed ? setTimeout(takeTurns, TURN_EVERY_MS) : null;
  }

  function fetchIfOpen(key: WaitingKey, shareOfAll: 'strangers' | 'repeated'): void {
    for (const { subject } of key.deliveries) {
      const giveBack = budget.take(subject, shareOfAll);
      if (giveBack === null) continue;
      key.isFetched = true;
      void fetch(key.id).then((found) => {
        if (found.outcome === 'found') giveBack();
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
      if (nextTurn !== null) clearTimeout(nextTurn);
      nextTurn = null;
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
