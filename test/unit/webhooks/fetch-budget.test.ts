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

/** How many fetches of new key ids are granted before one is refused. */
function fetchesOf(about: { id: string; ownerId: ReturnType<typeof asOwnerId> } | null): number {
  for (let count = 0; count < 100; count += 1) if (budget.take(newKeyId(), about) === null) return count;
  throw new Error('The budget has no limit.');
}

describe('the budget of key fetches', () => {
  it('T17: for known Items cannot be used up by webhooks of unknown subjects', () => {
    expect(fetchesOf(null)).toBe(4);
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

  it('T17: lets an Item use the fetches for unknown subjects after its own', () => {
    expect(fetchesOf(subject('item 1', 'ada'))).toBe(2 + 4);
  });

  it('has fetches left for a key id that was refused before, because Plaid delivers again', () => {
    fetchesOf(null);
    const genuine = newKeyId();
    expect(budget.take(genuine, null)).toBeNull();
    expect(fetchesOf(null)).toBe(0);
    expect(budget.take(genuine, null)).not.toBeNull();
  });

  it('T17: has a separate limit for key ids that were refused before', () => {
    fetchesOf(null);
    const forged = Array.from({ length: 10 }, newKeyId);
    for (const keyId of forged) budget.take(keyId, null);
    expect(forged.filter((keyId) => budget.take(keyId, null) !== null)).toHaveLength(2);
  });

  it('is refunded when the key was genuine, and refilled after a minute', () => {
    const about = subject('item 1', 'ada');
    for (let rotation = 0; rotation < 20; rotation += 1) budget.take(newKeyId(), about)?.();
    expect(fetchesOf(about)).toBe(2 + 4);
    clock.nowMs += MINUTE_MS;
    expect(fetchesOf(about)).toBe(2 + 4);
  });
});
