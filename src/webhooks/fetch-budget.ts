import { LRUCache } from 'lru-cache';
import type { WebhookSubject } from '../store/store.js';

/** How often unknown verification keys may be fetched from Plaid, in any 60 seconds. */
export interface FetchLimits {
  /** For webhooks that name no Item or Link session of this gateway: anybody can send those. */
  perMinuteUnknownSubject: number;
  /** In addition, for key ids that were refused a fetch before: Plaid delivers again, and signs many webhooks with one key. */
  perMinuteRetried: number;
  /** For webhooks of one known Item or Link session. */
  perMinutePerSubject: number;
  /** For all Items and Link sessions of one owner. */
  perMinutePerOwner: number;
  /** For all known Items and Link sessions together. */
  perMinuteAllOwners: number;
}

/** Divides the key fetches so that no sender can use up the fetches of others. */
export interface FetchBudget {
  /**
   * Counts one fetch for the key id and for what its webhook claims to be about. Returns null when the budget is used up,
   * otherwise a function that refunds the fetch. A key that turns out to be Plaid's is refunded: only forged key ids use
   * up the budget.
   */
  take(keyId: string, subject: WebhookSubject | null): (() => void) | null;
}

const MINUTE_MS = 60_000;
/** Refused key ids that are remembered: more than two minutes of 69 per second. */
const MAX_REFUSED = 10_000;

/** `now`: Unix ms. */
export function createFetchBudget(limits: FetchLimits, now: () => number): FetchBudget {
  const unknownSubject = createSlidingWindow(limits.perMinuteUnknownSubject, now);
  const retried = createSlidingWindow(limits.perMinuteRetried, now);
  const allOwners = createSlidingWindow(limits.perMinuteAllOwners, now);
  // A window that is evicted starts empty again. The window of an owner with that many Items is used each time, so it stays.
  const windows = new LRUCache<string, SlidingWindow>({ max: 4 * limits.perMinuteAllOwners });
  const refused = new LRUCache<string, true>({ max: MAX_REFUSED });

  function windowOf(key: string, perMinute: number): SlidingWindow {
    const window = windows.get(key) ?? createSlidingWindow(perMinute, now);
    windows.set(key, window);
    return window;
  }

  /** The windows that together have room for the fetch; null when there are none. */
  function windowsWithRoom(keyId: string, subject: WebhookSubject | null): SlidingWindow[] | null {
    const choices = [[unknownSubject], ...(refused.has(keyId) ? [[retried]] : [])];
    if (subject !== null) {
      const ofSubject = windowOf(`subject ${subject.id}`, limits.perMinutePerSubject);
      const ofOwner = windowOf(`owner ${subject.ownerId}`, limits.perMinutePerOwner);
      choices.unshift([ofSubject, ofOwner, allOwners]);
    }
    return choices.find((choice) => choice.every((window) => window.hasRoom())) ?? null;
  }

  return {
    take(keyId, subject) {
      const chosen = windowsWithRoom(keyId, subject);
      if (chosen === null) {
        refused.set(keyId, true);
        return null;
      }
      const refunds = chosen.map((window) => window.take());
      return () => {
        for (const refund of refunds) refund();
      };
    },
  };
}

/** At most `perMinute` in any 60 seconds. */
interface SlidingWindow {
  hasRoom(): boolean;
  /** Returns a function that refunds it. */
  take(): () => void;
}

function createSlidingWindow(perMinute: number, now: () => number): SlidingWindow {
  let taken: { at: number }[] = [];
  return {
    hasRoom() {
      taken = taken.filter(({ at }) => now() - at < MINUTE_MS);
      return taken.length < perMinute;
    },
    take() {
      const entry = { at: now() };
      taken.push(entry);
      return () => {
        taken = taken.filter((other) => other !== entry);
      };
    },
  };
}
