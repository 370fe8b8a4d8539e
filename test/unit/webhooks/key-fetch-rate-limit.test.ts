import { asOwnerId } from '../../../src/model/ids.js';
import { createKeyFetchRateLimit, type KeyFetchRateLimit } from '../../../src/webhooks/key-fetch-rate-limit.js';

const MINUTE_MS = 60_000;
const LIMITS = {
  perMinuteOfUnverified: 4,
  perMinuteOfRepeated: 2,
  burst: 2,
  perMinuteOfSubject: 2,
  perMinuteOfOwner: 3,
  perMinuteOfKnown: 6,
};

let clock: { nowMs: number };
let rateLimit: KeyFetchRateLimit;

beforeEach(() => {
  clock = { nowMs: 1_000_000 };
  rateLimit = createKeyFetchRateLimit(LIMITS, () => clock.nowMs);
});

const subject = (id: string, ownerId: string) => ({ id, ownerId: asOwnerId(ownerId) });

/** The number of fetches that are allowed before one is rejected. */
function fetchesOf(
  about: { id: string; ownerId: ReturnType<typeof asOwnerId> } | null,
  shareOfAll: 'unverified' | 'repeated' = 'unverified',
): number {
  for (let count = 0; count < 100; count += 1) if (rateLimit.take(about, shareOfAll) === null) return count;
  throw new Error('there is no limit');
}

describe('the rate limit of key fetches', () => {
  it('T17: reserves fetches for known Items from unknown senders', () => {
    expect(fetchesOf(null)).toBe(2);
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2);
  });

  it('T17: reserves fetches for other Items and owners from an attacker who knows one Item', () => {
    fetchesOf(null);
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2);
    expect(fetchesOf(subject('item 2', 'ada'))).toBe(1);
    expect(fetchesOf(subject('item 3', 'ada'))).toBe(0);
    expect(fetchesOf(subject('item 4', 'bob'))).toBe(2);
  });

  it('T17: has a total for all known Items, however many there are', () => {
    fetchesOf(null);
    const owners = Array.from({ length: 20 }, (_, index) => subject(`item ${index}`, `owner ${index}`));
    expect(owners.reduce((sum, about) => sum + fetchesOf(about), 0)).toBe(6);
  });

  it('T17: lets an Item use the unreserved fetches when its own are used up', () => {
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2 + 2);
  });

  it('T17: counts key ids that came more than once and key ids that came once separately', () => {
    expect(fetchesOf(null)).toBe(2);
    expect(fetchesOf(null, 'repeated')).toBe(2);
    expect(fetchesOf(null)).toBe(0);
  });

  it('T17: refills the unreserved fetches evenly, however many were requested', () => {
    fetchesOf(null);
    let fetches = 0;
    for (let tenths = 0; tenths < 600; tenths += 1) {
      clock.nowMs += MINUTE_MS / 600;
      fetches += fetchesOf(null);
      expect(fetches).toBeLessThanOrEqual(Math.ceil(((tenths + 1) / 600) * LIMITS.perMinuteOfUnverified));
    }
    expect(fetches).toBeGreaterThanOrEqual(LIMITS.perMinuteOfUnverified - 1);
  });

  it('refunds the fetch of a genuine key, and refills after a minute', () => {
    const about = subject('item 1', 'ada');
    for (let rotation = 0; rotation < 20; rotation += 1) rateLimit.take(about, 'unverified')?.();
    expect(fetchesOf(about)).toBe(2 + 2);
    clock.nowMs += MINUTE_MS;
    expect(fetchesOf(about)).toBe(2 + 2);
  });
});
