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

/** How many fetches are had before one is refused. */
function fetchesOf(
  about: { id: string; ownerId: ReturnType<typeof asOwnerId> } | null,
  shareOfAll: 'unverified' | 'repeated' = 'unverified',
): number {
  for (let count = 0; count < 100; count += 1) if (rateLimit.take(about, shareOfAll) === null) return count;
  throw new Error('there is no limit');
}

describe('the fetches of keys', () => {
  it('T17: are not used up for known Items by strangers', () => {
    expect(fetchesOf(null)).toBe(2);
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2);
  });

  it('T17: for other Items and other owners cannot be used up by somebody who knows one Item', () => {
    fetchesOf(null);
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2);
    expect(fetchesOf(subject('item 2', 'ada'))).toBe(1);
    expect(fetchesOf(subject('item 3', 'ada'))).toBe(0);
    expect(fetchesOf(subject('item 4', 'bob'))).toBe(2);
  });

  it('T17: is bounded, however many Items are known', () => {
    fetchesOf(null);
    const owners = Array.from({ length: 20 }, (_, index) => subject(`item ${index}`, `owner ${index}`));
    expect(owners.reduce((sum, about) => sum + fetchesOf(about), 0)).toBe(6);
  });

  it('T17: of an Item come from what is there for strangers when its own are used up', () => {
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2 + 2);
  });

  it('T17: of key ids that came more than once are not used up by those that came once, nor the other way round', () => {
    expect(fetchesOf(null)).toBe(2);
    expect(fetchesOf(null, 'repeated')).toBe(2);
    expect(fetchesOf(null)).toBe(0);
  });

  it('T17: of strangers come again one after the other, however many were asked for', () => {
    fetchesOf(null);
    let fetches = 0;
    for (let tenths = 0; tenths < 600; tenths += 1) {
      clock.nowMs += MINUTE_MS / 600;
      fetches += fetchesOf(null);
      expect(fetches).toBeLessThanOrEqual(Math.ceil(((tenths + 1) / 600) * LIMITS.perMinuteOfUnverified));
    }
    expect(fetches).toBeGreaterThanOrEqual(LIMITS.perMinuteOfUnverified - 1);
  });

  it('is refunded when the key was genuine, and refilled after a minute', () => {
    const about = subject('item 1', 'ada');
    for (let rotation = 0; rotation < 20; rotation += 1) rateLimit.take(about, 'unverified')?.();
    expect(fetchesOf(about)).toBe(2 + 2);
    clock.nowMs += MINUTE_MS;
    expect(fetchesOf(about)).toBe(2 + 2);
  });
});
