import { LRUCache } from 'lru-cache';
import type { WebhookSubject } from '../store/store.js';

/** How often Plaid may be asked for keys that are not known here, in any minute. */
export interface FetchLimits {
  /** For key ids that somebody came with who says nothing that strangers do not know. */
  perMinuteOfStrangers: number;
  /** Beside those, for key ids that were refused a fetch before: Plaid delivers again, and signs much with one key. */
  perMinuteOfReturning: number;
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
   * Counts one fetch. Null when there is none left for this key id and for what its webhook claims to be about; else what
   * gives the fetch back, for a key that turned out to be Plaid's: only forged ids use anything up.
   */
  take(keyId: string, subject: WebhookSubject | null): (() => void) | null;
}

const MINUTE_MS = 60_000;
/** Refused key ids that are remembered: two minutes of 69 a second. */
const MAX_REFUSED = 10_000;

/** `now` in milliseconds. */
export function createFetchWindow(limits: FetchLimits, now: () => number): FetchBudget {
  const strangers = createShare(limits.perMinuteOfStrangers, now);
  const returning = createShare(limits.perMinuteOfReturning, now);
  const known = createShare(limits.perMinuteOfKnown, now);
  // One that is pushed out is counted anew; that of whoever has so many Items or sessions is looked at each time, and stays.
  const parts = new LRUCache<string, Share>({ max: 4 * limits.perMinuteOfKnown });
  const refused = new LRUCache<string, true>({ max: MAX_REFUSED });

  function partOf(key: string, perMinute: number): Share {
    const part = parts.get(key) ?? createShare(perMinute, now);
    parts.set(key, part);
    return part;
  }

  /** The shares that the fetch is taken from together; null when none are left. */
  function openShares(keyId: string, subject: WebhookSubject | null): Share[] | null {
    const choices = [[strangers], ...(refused.has(keyId) ? [[returning]] : [])];
    if (subject !== null) {
      const ofSubject = partOf(`subject ${subject.id}`, limits.perMinuteOfSubject);
      const ofOwner = partOf(`owner ${subject.ownerId}`, limits.perMinuteOfOwner);
      choices.unshift([ofSubject, ofOwner, known]);
    }
    return choices.find((shares) => shares.every((share) => share.isOpen())) ?? null;
  }

  return {
    take(keyId, subject) {
      const shares = openShares(keyId, subject);
      if (shares === null) {
        refused.set(keyId, true);
        return null;
      }
      const givingBack = shares.map((share) => share.take());
      return () => {
        for (const giveBack of givingBack) giveBack();
      };
    },
  };
}

/** So many in any minute. */
interface Share {
  isOpen(): boolean;
  /** Returns what gives it back. */
  take(): () => void;
}

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
