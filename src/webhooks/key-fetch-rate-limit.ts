import { LRUCache } from 'lru-cache';
import type { WebhookSubject } from '../store/store.js';

/** How many unknown verification keys the gateway may fetch from Plaid in any minute. */
export interface FetchLimits {
  /** For any key id, spread evenly over the minute. This limits what a sender of forged webhooks can cost. */
  perMinuteOfUnverified: number;
  /** In addition, for key ids that have arrived more than once: Plaid signs many webhooks with one key, and delivers again. */
  perMinuteOfRepeated: number;
  /** How many fetches of each of these two kinds may start at the same moment. */
  burst: number;
  /** For webhooks that name one known Item or Link session. */
  perMinuteOfSubject: number;
  /** For webhooks that name any Item or Link session of one owner. */
  perMinuteOfOwner: number;
  /** For webhooks that name any known Item or Link session. */
  perMinuteOfKnown: number;
}

/** The rate limit of key fetches, divided so that no sender can use up the share of the others. */
export interface KeyFetchRateLimit {
  /**
   * Takes one fetch from the shares of the Item or Link session that the webhook names, or else from `shareOfAll`. null: none
   * is left. Otherwise returns a function that refunds the fetch. Call it when the key is Plaid's, so that only forged key ids
   * use up the limit.
   */
  take(subject: WebhookSubject | null, shareOfAll: 'unverified' | 'repeated'): (() => void) | null;
}

const MINUTE_MS = 60_000;

/** `now` in milliseconds. */
export function createKeyFetchRateLimit(limits: FetchLimits, now: () => number): KeyFetchRateLimit {
  const ofAll = {
    unverified: createTokenBucket(limits.perMinuteOfUnverified, limits.burst, now),
    repeated: createTokenBucket(limits.perMinuteOfRepeated, limits.burst, now),
  };
  const known = createSlidingWindow(limits.perMinuteOfKnown, now);
  // A share that is evicted starts from zero. The share of an owner with many Items is read for each of them, so it stays.
  const parts = new LRUCache<string, Share>({ max: 4 * limits.perMinuteOfKnown });

  function partOf(key: string, perMinute: number): Share {
    const part = parts.get(key) ?? createSlidingWindow(perMinute, now);
    parts.set(key, part);
    return part;
  }

  return {
    take(subject, shareOfAll) {
      // All shares of one choice are charged together. The first choice with room in every share is used.
      const choices = [[ofAll[shareOfAll]]];
      if (subject !== null) {
        const ofSubject = partOf(`subject ${subject.id}`, limits.perMinuteOfSubject);
        const ofOwner = partOf(`owner ${subject.ownerId}`, limits.perMinuteOfOwner);
        choices.unshift([ofSubject, ofOwner, known]);
      }
      const shares = choices.find((choice) => choice.every((share) => share.isOpen()));
      if (shares === undefined) return null;
      const refunds = shares.map((share) => share.take());
      return () => {
        for (const refund of refunds) refund();
      };
    },
  };
}

interface Share {
  isOpen(): boolean;
  /** Counts one fetch. Returns a function that refunds it. */
  take(): () => void;
}

/** At most `perMinute` in any minute, in any distribution (a sliding window). */
function createSlidingWindow(perMinute: number, now: () => number): Share {
  let taken: { at: number }[] = [];
  return {
    isOpen() {
      taken = taken.filter(({ at }) => now() - at < MINUTE_MS);
      return taken.length < perMinute;
    },
    take() {
      const one = { at: now() };
      taken.push(one);
      return () => {
        taken = taken.filter((other) => other !== one);
      };
    },
  };
}

/** At most `perMinute`, spread evenly (a token bucket): a flood uses up only a moment of it, so that waiting helps. */
function createTokenBucket(perMinute: number, burst: number, now: () => number): Share {
  let left = burst;
  let countedAt = now();
  return {
    isOpen() {
      const nowMs = now();
      left = Math.min(burst, left + (Math.max(0, nowMs - countedAt) * perMinute) / MINUTE_MS);
      countedAt = nowMs;
      return left >= 1;
    },
    take() {
      left -= 1;
      return () => {
        left = Math.min(burst, left + 1);
      };
    },
  };
}
