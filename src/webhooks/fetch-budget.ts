import { LRUCache } from 'lru-cache';
import type { WebhookSubject } from '../store/store.js';

/** How often Plaid may be asked for keys that are not known here, in any minute. */
export interface FetchLimits {
  /** For any key id, a little after the other: what strangers can cost. */
  perMinuteOfStrangers: number;
  /** Beside those, for key ids that came more than once: Plaid signs much with one key, and delivers again. */
  perMinuteOfRepeated: number;
  /** How many of each of these two may be made at once. */
  burst: number;
  /** For webhooks of one Item or Link session that is known here. */
  perMinuteOfSubject: number;
  /** For those of all Items and Link sessions of one owner. */
  perMinuteOfOwner: number;
  /** For those of all owners. */
  perMinuteOfKnown: number;
}

/** The fetches of keys, shared out so that nobody can use up everybody's. */
export interface FetchBudget {
  /**
   * Counts one fetch, of what is there for what the webhook claims to be about, or else of a share for all: that of strangers,
   * or that of key ids that came more than once. Null when there is none left; else what gives the fetch back, for a key that
   * turned out to be Plaid's: only forged ids use anything up.
   */
  take(subject: WebhookSubject | null, shareOfAll: 'strangers' | 'repeated'): (() => void) | null;
}

const MINUTE_MS = 60_000;

/** `now` in milliseconds. */
export function createFetchBudget(limits: FetchLimits, now: () => number): FetchBudget {
  const ofAll = {
    strangers: createPacedShare(limits.perMinuteOfStrangers, limits.burst, now),
    repeated: createPacedShare(limits.perMinuteOfRepeated, limits.burst, now),
  };
  const known = createShare(limits.perMinuteOfKnown, now);
  // One that is pushed out is counted anew; that of whoever has so many Items or sessions is looked at each time, and stays.
  const parts = new LRUCache<string, Share>({ max: 4 * limits.perMinuteOfKnown });

  function partOf(key: string, perMinute: number): Share {
    const part = parts.get(key) ?? createShare(perMinute, now);
    parts.set(key, part);
    return part;
  }

  return {
    take(subject, shareOfAll) {
      /** Those of one choice are taken from together. */
      const choices = [[ofAll[shareOfAll]]];
      if (subject !== null) {
        const ofSubject = partOf(`subject ${subject.id}`, limits.perMinuteOfSubject);
        const ofOwner = partOf(`owner ${subject.ownerId}`, limits.perMinuteOfOwner);
        choices.unshift([ofSubject, ofOwner, known]);
      }
      const shares = choices.find((choice) => choice.every((share) => share.isOpen()));
      if (shares === undefined) return null;
      const givingBack = shares.map((share) => share.take());
      return () => {
        for (const giveBack of givingBack) giveBack();
      };
    },
  };
}

interface Share {
  isOpen(): boolean;
  /** Returns what gives it back. */
  take(): () => void;
}

/** So many in any minute, at any time of it. */
function createShare(perMinute: number, now: () => number): Share {
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

/** So many a minute, evenly: whoever has used it up has used up a moment of it, so that waiting helps. */
function createPacedShare(perMinute: number, burst: number, now: () => number): Share {
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
