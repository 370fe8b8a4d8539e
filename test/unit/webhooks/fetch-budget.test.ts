import { asOwnerId } from '../../../src/model/ids.js';
import { createFetchBudget, type FetchBudget } from '../../../src/webhooks/fetch-budget.js';

const MINUTE_MS = 60_000;
const LIMITS = {
  perMinuteUnknownSubject: 4,
  perMinuteRetried: 2,
  perMinutePerSubject: 2,
  perMinutePerOwner: 3,
  perMinuteAllOwners: 6,
};

let clock: { nowMs: number };
let budget: FetchBudget;
let keyIds = 0;
const newKeyId = () => `key-${(keyIds += 1)}`;

beforeEach(() => {
  clock = { nowMs: 1_000_000 };
  budget = createFetchBudget(LIMITS, () => clock.nowMs);
});

const subject = (id: string, ownerId: string) => ({ id, ownerId: asOwnerId(ownerId) });

/** How many fetches of new key ids are had before one is refused. */
function fetchesOf(about: { id: string; ownerId: ReturnType<typeof asOwnerId> } | null): number {
  for (let count = 0; count < 100; count += 1) if (budget.take(newKeyId(), about) === null) return count;
  throw new Error('there is no limit');
}

describe('the fetches of keys', () => {
  it('T17: are not used up for known Items by strangers', () => {
    expect(fetchesOf(null)).toBe(4);
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2);
  });

  it('T17: are not used up for other Items of an owner by whoever knows one of them, nor for other owners by one', () => {
    fetchesOf(null);
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2);
    expect(fetchesOf(subject('item 2', 'ada'))).toBe(1);
    expect(fetchesOf(subject('item 3', 'ada'))).toBe(0);
    expect(fetchesOf(subject('item 4', 'bob'))).toBe(2);
  });

  it('T17: have a bound, however many Items are known', () => {
    fetchesOf(null);
    const owners = Array.from({ length: 20 }, (_, index) => subject(`item ${index}`, `owner ${index}`));
    expect(owners.reduce((sum, about) => sum + fetchesOf(about), 0)).toBe(6);
  });

  it('T17: of an Item come from what is there for strangers when its own are used up', () => {
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2 + 4);
  });

  it('are left for a key id that was refused before: Plaid delivers again', () => {
    fetchesOf(null);
    const genuine = newKeyId();
    expect(budget.take(genuine, null)).toBeNull();
    expect(fetchesOf(null)).toBe(0);
    expect(budget.take(genuine, null)).not.toBeNull();
  });

  it('T17: of key ids that were refused before have a bound of their own', () => {
    fetchesOf(null);
    const forged = Array.from({ length: 10 }, newKeyId);
    for (const keyId of forged) budget.take(keyId, null);
    expect(forged.filter((keyId) => budget.take(keyId, null) !== null)).toHaveLength(2);
  });

  it('come back when the key was genuine, and a minute later', () => {
    const about = subject('item 1', 'ada');
    for (let rotation = 0; rotation < 20; rotation += 1) budget.take(newKeyId(), about)?.();
    expect(fetchesOf(about)).toBe(2 + 4);
    clock.nowMs += MINUTE_MS;
    expect(fetchesOf(about)).toBe(2 + 4);
  });
});
