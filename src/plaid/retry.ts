import type { PlaidErrorDetails } from '../errors/gateway-error.js';
import type { Endpoint } from './endpoint.js';
import type { Outcome } from './request.js';

/** How often a read is sent again. */
const MAX_RETRIES = 2;
/** Plaid's rate windows last a minute: without a Retry-After, more than one retry is a wasted call. */
const MAX_UNGUIDED_RATE_LIMIT_RETRIES = 1;
const BACKOFF_BASE_MS = 200;
const RATE_LIMIT_BACKOFF_BASE_MS = 1_000;
/** The longest Retry-After that is respected. */
export const RETRY_AFTER_CAP_MS = 60_000;

const TRANSIENT_STATUSES: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
/** Errors that last longer than any deadline of the gateway. */
const NON_RETRYABLE_CODES: ReadonlySet<string> = new Set(['PLANNED_MAINTENANCE', 'CREDITS_EXHAUSTED']);

const HTTP_DATE = /^[A-Za-z]{3,9}, /;

/** Retry-After in milliseconds, at most the cap; null when it is absent, malformed, zero or in the past. */
export function parseRetryAfterMs(header: string | null, now: () => number): number | null {
  const value = header?.trim() ?? '';
  const waitMs = /^\d{1,12}$/.test(value)
    ? Number(value) * 1_000
    : HTTP_DATE.test(value)
      ? Date.parse(value) - now()
      : Number.NaN;
  return waitMs > 0 ? Math.min(waitMs, RETRY_AFTER_CAP_MS) : null;
}

/**
 * How long to wait before the same request is sent again, in milliseconds; null when it must not be sent again. `attempt`
 * counts from 0. Full jitter, so that callers that failed together do not retry together.
 */
export function retryDelayMs(
  endpoint: Endpoint,
  attempt: number,
  outcome: Outcome,
  response: { plaid: PlaidErrorDetails | null; retryAfterMs: number | null },
  random: () => number,
): number | null {
  if (endpoint.retry !== 'safe' || attempt >= MAX_RETRIES) return null;
  const backoffMs = random() * BACKOFF_BASE_MS * 2 ** attempt;
  if (outcome.kind === 'unreachable') return outcome.retryable ? backoffMs : null;
  if (outcome.kind === 'unreadable' || !TRANSIENT_STATUSES.has(outcome.status)) return null;
  if (response.plaid !== null && NON_RETRYABLE_CODES.has(response.plaid.errorCode)) return null;
  if (outcome.status !== 429) return Math.max(response.retryAfterMs ?? 0, backoffMs);
  if (response.retryAfterMs !== null) return response.retryAfterMs + backoffMs;
  return attempt < MAX_UNGUIDED_RATE_LIMIT_RETRIES ? random() * RATE_LIMIT_BACKOFF_BASE_MS : null;
}
