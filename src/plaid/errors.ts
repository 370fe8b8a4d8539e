import type { ErrorCode } from '../errors/codes.js';
import { type ErrorDetails, GatewayError, type PlaidErrorDetails } from '../errors/gateway-error.js';
import type { RequiredAction } from '../model/item.js';
import { stateOfPlaidError } from '../model/item-status.js';

/** What an error of Plaid's is to the gateway's clients. */
interface Meaning {
  code: UpstreamCode;
  requiredAction: RequiredAction | null;
}

type UpstreamCode = Extract<ErrorCode, `UPSTREAM_${string}` | `PRODUCT_${string}` | 'ITEM_ACTION_REQUIRED'>;

const NOT_SUPPORTED: Meaning = { code: 'PRODUCT_NOT_SUPPORTED', requiredAction: null };

/** Codes that mean something of their own, whatever their type. */
const MEANINGS = new Map<string, Meaning>([
  ['PRODUCT_NOT_READY', { code: 'PRODUCT_NOT_READY', requiredAction: 'WAIT' }],
  ['PRODUCTS_NOT_SUPPORTED', NOT_SUPPORTED],
  ['PRODUCT_NOT_ENABLED', NOT_SUPPORTED],
  ['PRODUCT_UNAVAILABLE', NOT_SUPPORTED],
  ['NO_AUTH_ACCOUNTS', NOT_SUPPORTED],
  ['NO_LIABILITY_ACCOUNTS', NOT_SUPPORTED],
  ['NO_INVESTMENT_ACCOUNTS', NOT_SUPPORTED],
  ['NO_INVESTMENT_AUTH_ACCOUNTS', NOT_SUPPORTED],
  // Not an ITEM_ERROR: it is as well what a gateway with the wrong PLAID_ENV gets.
  ['INVALID_ACCESS_TOKEN', { code: 'UPSTREAM_REJECTED', requiredAction: 'RELINK' }],
  ['INSTANT_MATCH_FAILED', { code: 'UPSTREAM_REJECTED', requiredAction: null }],
  ['CREDITS_EXHAUSTED', { code: 'UPSTREAM_RATE_LIMITED', requiredAction: 'CONTACT_SUPPORT' }],
]);

/** Types whose codes outside the tables are about the Item or its institution. */
const ABOUT_ITEMS: ReadonlySet<string> = new Set(['ITEM_ERROR', 'INSTITUTION_ERROR']);

/** The one place that knows what Plaid's error types and codes mean. */
export function meaningOf(error: { errorType: string; errorCode: string }): Meaning {
  const own = MEANINGS.get(error.errorCode);
  if (own !== undefined) return own;
  if (error.errorType === 'RATE_LIMIT_EXCEEDED') return { code: 'UPSTREAM_RATE_LIMITED', requiredAction: 'WAIT' };
  const { requiredAction } = stateOfPlaidError(error);
  if (requiredAction === 'WAIT') return { code: 'UPSTREAM_UNAVAILABLE', requiredAction };
  if (requiredAction !== 'CONTACT_SUPPORT') return { code: 'ITEM_ACTION_REQUIRED', requiredAction };
  if (error.errorType === 'ITEM_ERROR') return { code: 'ITEM_ACTION_REQUIRED', requiredAction };
  return { code: 'UPSTREAM_REJECTED', requiredAction: ABOUT_ITEMS.has(error.errorType) ? requiredAction : null };
}

/** Our own words for each outcome: what happened and what to do. Nothing of Plaid's or the caller's is quoted. */
const MESSAGES: Record<UpstreamCode, string> = {
  ITEM_ACTION_REQUIRED: 'Plaid cannot serve this Item until its person acts. See requiredAction and plaid.errorCode.',
  PRODUCT_NOT_READY: 'Plaid has not prepared this data yet. Wait for the webhook, or try again in a few seconds.',
  PRODUCT_NOT_SUPPORTED: 'This Item cannot serve the data that was asked for. See plaid.errorCode.',
  UPSTREAM_RATE_LIMITED: 'Plaid refused because too much was asked of it. Try again after retryAfterMs.',
  UPSTREAM_TIMEOUT: 'Plaid did not answer in time. Try again.',
  UPSTREAM_UNAVAILABLE: 'Plaid or the institution cannot be reached at the moment. Try again later.',
  UPSTREAM_INVALID_RESPONSE:
    'Plaid sent an answer that could not be understood. Try again; if it stays, check the status of Plaid.',
  UPSTREAM_REJECTED: 'Plaid refused the request. See plaid.errorCode.',
};

/** Makes the GatewayError of an outcome. `cause` is for the log and holds nothing of the request. */
export function upstreamError(code: UpstreamCode, details: ErrorDetails = {}, cause?: string): GatewayError {
  return new GatewayError(code, MESSAGES[code], details, cause === undefined ? {} : { cause: new Error(cause) });
}

/** The caller has gone, or the operation's time was up before Plaid answered. */
export function callCancelled(): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', 'The operation ended before Plaid answered.');
}

/** Plaid's limits are counted per minute, and Plaid does not say when the minute ends. */
export const RATE_WINDOW_MS = 60_000;

/** The GatewayError of an answer that was not a success. `plaid` null: its body was no error object of Plaid's. */
export function errorOfAnswer(answer: {
  status: number;
  plaid: PlaidErrorDetails | null;
  retryAfterMs: number | null;
}): GatewayError {
  const { status, plaid } = answer;
  const cause = `HTTP status ${status}`;
  if (plaid === null) {
    if (status === 429) return upstreamError('UPSTREAM_RATE_LIMITED', rateLimitDetails(answer), cause);
    return upstreamError(status >= 500 ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_INVALID_RESPONSE', {}, cause);
  }
  const { code, requiredAction } = meaningOfAnswer(status, plaid);
  const details: ErrorDetails = { plaid, ...(requiredAction === null ? {} : { requiredAction }) };
  if (code === 'UPSTREAM_RATE_LIMITED') Object.assign(details, rateLimitDetails(answer));
  return upstreamError(code, details, cause);
}

function meaningOfAnswer(status: number, plaid: PlaidErrorDetails): Meaning {
  const meaning = meaningOf(plaid);
  if (meaning.code !== 'UPSTREAM_REJECTED') return meaning;
  if (status === 429) return { code: 'UPSTREAM_RATE_LIMITED', requiredAction: 'WAIT' };
  if (status >= 500) return { code: 'UPSTREAM_UNAVAILABLE', requiredAction: 'WAIT' };
  return meaning;
}

function rateLimitDetails(answer: { plaid: PlaidErrorDetails | null; retryAfterMs: number | null }): ErrorDetails {
  if (answer.plaid?.errorCode === 'CREDITS_EXHAUSTED') return {};
  return { retryAfterMs: answer.retryAfterMs ?? RATE_WINDOW_MS };
}

/** True when Plaid answered with this error code. */
export function hasPlaidCode(error: unknown, ...codes: string[]): boolean {
  const code = error instanceof GatewayError ? error.details.plaid?.errorCode : undefined;
  return code !== undefined && codes.includes(code);
}
