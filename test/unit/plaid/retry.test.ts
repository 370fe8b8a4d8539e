import type { Outcome } from '../../../src/plaid/request.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';
import { toErrorDetails } from '../../../src/plaid/plaid-error.js';
import { parseRetryAfterMs, retryDelayMs } from '../../../src/plaid/retry.js';
import { plaidError } from '../../support/misbehaving-server.js';

const NOW = Date.parse('2026-01-01T00:00:00Z');

describe('Retry-After', () => {
  it.each([
    ['5', 5_000],
    [' 5 ', 5_000],
    ['99999999', 60_000],
    ['Thu, 01 Jan 2026 00:00:07 GMT', 7_000],
    ['Fri, 01 Jan 2027 00:00:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', null],
    ['0', null],
    ['-3', null],
    ['1.5', null],
    ['Infinity', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('%s means %s ms', (header, expected) => {
    expect(parseRetryAfterMs(header, () => NOW)).toBe(expected);
  });
});

const responded = (status: number): Outcome => ({ kind: 'response', status, retryAfter: null, body: '' });
const silent = { plaid: null, retryAfterMs: null };
const half = (): number => 0.5;

describe('a read is retried', () => {
  const delay = (outcome: Outcome, reported: Parameters<typeof retryDelayMs>[3] = silent, attempt = 0): number | null =>
    retryDelayMs(ENDPOINTS.accountsGet, attempt, outcome, reported, half);

  it.each([500, 502, 503, 504])('after a status %i, at most twice, with increasing delays', (status) => {
    expect([0, 1, 2].map((attempt) => delay(responded(status), silent, attempt))).toEqual([100, 200, null]);
  });

  it('after a transient connection failure, but not after a rejected certificate', () => {
    expect(delay({ kind: 'unreachable', reason: 'ECONNRESET', retryable: true })).toBe(100);
    expect(delay({ kind: 'unreachable', reason: 'CERT_HAS_EXPIRED', retryable: false })).toBeNull();
  });

  it('after a rate limit when Plaid says so, and once when it does not', () => {
    expect(delay(responded(429), { plaid: null, retryAfterMs: 3_000 })).toBe(3_100);
    expect([0, 1].map((attempt) => delay(responded(429), silent, attempt))).toEqual([500, null]);
  });

  it.each([200, 400, 401, 404, 413])('never after a status %i, which would be returned again', (status) => {
    expect(delay(responded(status))).toBeNull();
  });

  it('never after a truncated response', () => {
    expect(delay({ kind: 'unreadable', reason: 'UND_ERR_SOCKET' })).toBeNull();
  });

  it.each(['PLANNED_MAINTENANCE', 'CREDITS_EXHAUSTED'])('never after %s, which is not transient', (code) => {
    const plaid = toErrorDetails(plaidError('API_ERROR', code));
    expect(delay(responded(503), { ...silent, plaid })).toBeNull();
  });
});

describe('a write', () => {
  it.each(Object.entries(ENDPOINTS).filter(([, endpoint]) => endpoint.retry === 'never'))(
    'is sent once: %s',
    (_name, endpoint) => {
      expect(retryDelayMs(endpoint, 0, responded(503), silent, half)).toBeNull();
      expect(
        retryDelayMs(endpoint, 0, { kind: 'unreachable', reason: 'ECONNRESET', retryable: true }, silent, half),
      ).toBeNull();
    },
  );
});
