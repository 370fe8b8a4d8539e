import { GatewayError } from '../../../src/errors/gateway-error.js';
import { asItemId, asOwnerId } from '../../../src/model/ids.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';
import { createRateLimitBudget, type RateLimits } from '../../../src/plaid/call-limits.js';

const START_MS = 1_700_000_000_123;
const ada = asOwnerId('ada');
const item = asItemId('item-1');

/** A budget with a clock that only the test moves. */
function startBudget(rateLimits: RateLimits) {
  const clock = { ms: START_MS };
  const budget = createRateLimitBudget({ rateLimits, now: () => clock.ms });
  const take = (path: string, itemId: string | null = item, callerId: string | null = ada): GatewayError | null => {
    const endpoint = Object.values(ENDPOINTS).find((one) => one.path === path);
    if (endpoint === undefined) throw new Error(`${path} is not an endpoint`);
    try {
      budget.take(endpoint, {
        itemId: itemId === null ? null : asItemId(itemId),
        callerIds: callerId === null ? [] : [callerId],
      });
      return null;
    } catch (error) {
      if (error instanceof GatewayError) return error;
      throw error;
    }
  };
  /** The number of these calls that are allowed. */
  const passed = (count: number, ...about: Parameters<typeof take>): number =>
    Array.from({ length: count }, () => take(...about)).filter((refusal) => refusal === null).length;
  return { clock, take, passed };
}

describe('the budget of an Item', () => {
  it.each([
    ['production', '/accounts/balance/get', 5],
    ['production', '/item/get', 15],
    ['production', '/accounts/get', 15],
    ['production', '/auth/get', 15],
    ['sandbox', '/accounts/balance/get', 25],
    ['sandbox', '/item/get', 40],
    ['sandbox', '/accounts/get', 100],
    ['sandbox', '/auth/get', 100],
  ] as const)("allows Plaid's own number of calls, and no more: %s %s", (rateLimits, path, figure) => {
    const { passed, take } = startBudget(rateLimits);
    expect(passed(figure, path)).toBe(figure);
    expect(take(path)?.code).toBe('UPSTREAM_RATE_LIMITED');
  });

  it('is separate for each Item and each endpoint', () => {
    const { passed, take } = startBudget('production');
    passed(15, '/item/get');
    expect(take('/item/get', 'item-2')).toBeNull();
    expect(take('/accounts/get')).toBeNull();
  });

  it('is never exceeded within any minute, whenever the minute begins', () => {
    const { clock, take } = startBudget('production');
    const at: number[] = [];
    for (let second = 0; second < 400; second += 1) {
      clock.ms = START_MS + second * 1_000;
      while (take('/accounts/balance/get') === null) at.push(clock.ms);
    }
    for (const begin of at) expect(at.filter((ms) => ms >= begin && ms < begin + 60_000).length).toBeLessThanOrEqual(5);
    expect(at.length).toBeGreaterThanOrEqual(30);
  });

  it('returns a retryAfterMs that is sufficient and little more than a minute', () => {
    const { clock, take, passed } = startBudget('production');
    passed(3, '/accounts/balance/get');
    clock.ms += 20_000;
    passed(2, '/accounts/balance/get');
    const { retryAfterMs = 0 } = take('/accounts/balance/get')?.details ?? {};
    expect(retryAfterMs).toBeGreaterThan(0);
    expect(retryAfterMs).toBeLessThanOrEqual(41_000);
    clock.ms += retryAfterMs - 1;
    expect(take('/accounts/balance/get')).not.toBeNull();
    clock.ms += 1;
    expect(passed(5, '/accounts/balance/get')).toBe(3);
  });

  it('is not used up by rejected calls', () => {
    const { clock, passed } = startBudget('production');
    passed(100, '/accounts/balance/get');
    clock.ms += 61_000;
    expect(passed(100, '/accounts/balance/get')).toBe(5);
  });

  it('handles a clock that is set back or far ahead', () => {
    const { clock, passed } = startBudget('production');
    passed(5, '/accounts/balance/get');
    clock.ms -= 3_600_000;
    expect(passed(10, '/accounts/balance/get')).toBe(5);
    clock.ms += 10 * 365 * 86_400_000;
    expect(passed(10, '/accounts/balance/get')).toBe(5);
  });
});

describe('the shared budget', () => {
  it.each([
    ['sandbox', '/auth/get', 375],
    ['production', '/institutions/get_by_id', 300],
  ] as const)('is available to one caller up to three quarters, for any Items: %s %s', (rateLimits, path, plenty) => {
    const { take } = startBudget(rateLimits);
    for (let count = 0; count < plenty; count += 1) expect(take(path, `item-${count}`)).toBeNull();
  });

  it('reserves the last quarter for other callers', () => {
    const { passed } = startBudget('production');
    expect(passed(1_000, '/institutions/get_by_id', null, 'ada')).toBe(300);
    expect(passed(100, '/institutions/get_by_id', null, 'bob')).toBe(100);
  });

  it('is available to the same caller again after retryAfterMs', () => {
    const { clock, passed, take } = startBudget('production');
    passed(1_000, '/institutions/get_by_id', null, 'ada');
    const { retryAfterMs = 0 } = take('/institutions/get_by_id', null, 'ada')?.details ?? {};
    clock.ms += retryAfterMs - 1;
    expect(take('/institutions/get_by_id', null, 'ada')).not.toBeNull();
    clock.ms += 1;
    expect(take('/institutions/get_by_id', null, 'ada')).toBeNull();
  });

  it('is never exceeded by all callers together', () => {
    const { passed, take } = startBudget('production');
    const all = Array.from({ length: 20 }, (_, n) => passed(100, '/institutions/get_by_id', null, `caller-${n}`));
    expect(all.reduce((sum, one) => sum + one, 0)).toBe(400);
    expect(take('/institutions/get_by_id', null, null)?.code).toBe('UPSTREAM_RATE_LIMITED');
  });
});

describe('without a budget', () => {
  it.each(['/item/remove', '/link/token/create', '/item/public_token/exchange', '/webhook_verification_key/get'])(
    '%s is limited by Plaid only',
    (path) => {
      expect(startBudget('production').passed(5_000, path)).toBe(5_000);
    },
  );

  it('are all endpoints when rate limits are off', () => {
    expect(startBudget('off').passed(5_000, '/accounts/balance/get')).toBe(5_000);
  });
});
