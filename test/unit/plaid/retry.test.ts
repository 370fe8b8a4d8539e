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

