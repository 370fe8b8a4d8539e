import type { ErrorCode } from '../errors/codes.js';
import {
  type ErrorDetails,
  GatewayError,
  type PlaidErrorDetails,
  type PlaidErrorReport,
} from '../errors/gateway-error.js';
import type { RequiredAction } from '../model/item.js';
import { problemOf } from '../model/item-status.js';

/** What an error of Plaid means for the clients of the gateway. */
interface ErrorMapping {
  code: UpstreamCode;
  /** What the end user should do next. null: the error says nothing about an Item. */
  requiredAction: RequiredAction | null;
}

type UpstreamCode = Extract<ErrorCode, `UPSTREAM_${string}` | `PRODUCT_${string}` | 'ITEM_ACTION_REQUIRED'>;

/** Codes about the requested product. */
const OF_A_PRODUCT = new Map<string, UpstreamCode>([
  ['PRODUCT_NOT_READY', 'PRODUCT_NOT_READY'],
  ['PRODUCTS_NOT_SUPPORTED', 'PRODUCT_NOT_SUPPORTED'],
  ['PRODUCT_NOT_ENABLED', 'PRODUCT_NOT_SUPPORTED'],
  ['PRODUCT_UNAVAILABLE', 'PRODUCT_NOT_SUPPORTED'],
  ['NO_AUTH_ACCOUNTS', 'PRODUCT_NOT_SUPPORTED'],
  ['NO_LIABILITY_ACCOUNTS', 'PRODUCT_NOT_SUPPORTED'],
  ['NO_INVESTMENT_ACCOUNTS', 'PRODUCT_NOT_SUPPORTED'],
  ['NO_INVESTMENT_AUTH_ACCOUNTS', 'PRODUCT_NOT_SUPPORTED'],
]);

/** Not ITEM_ACTION_REQUIRED, although it is about the Item: a gateway with the wrong PLAID_ENV gets the same code. */
const OPERATOR_CODES: ReadonlySet<string> = new Set(['INVALID_ACCESS_TOKEN']);

/**
 * What Plaid's error types and codes mean. The required action comes from the model of an Item's state, so that an error and
 * the Item require the same action.
 */
export function errorMappingOf(error: { errorType: string; errorCode: string }): ErrorMapping {
  const ofProduct = OF_A_PRODUCT.get(error.errorCode);
  if (ofProduct !== undefined) return { code: ofProduct, requiredAction: null };
  const requiredAction = problemOf(error)?.state.requiredAction ?? null;
  return { code: codeOf(error, requiredAction), requiredAction };
}

function codeOf(error: { errorType: string; errorCode: string }, action: RequiredAction | null): UpstreamCode {
  if (action === 'WAIT') return 'UPSTREAM_UNAVAILABLE';
  if (action === 'CONTACT_SUPPORT' && error.errorType !== 'ITEM_ERROR') return 'UPSTREAM_REJECTED';
  if (action !== null) return OPERATOR_CODES.has(error.errorCode) ? 'UPSTREAM_REJECTED' : 'ITEM_ACTION_REQUIRED';
  if (error.errorType === 'RATE_LIMIT_EXCEEDED') return 'UPSTREAM_RATE_LIMITED';
  return error.errorType === 'API_ERROR' ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REJECTED';
}

/** The gateway's message for each code: what happened and what to do. Nothing from Plaid or the caller is quoted. */
const MESSAGES: Record<UpstreamCode, string> = {
  ITEM_ACTION_REQUIRED: 'Plaid cannot serve this Item until the end user acts. See requiredAction and plaid.errorCode.',
  PRODUCT_NOT_READY: 'Plaid has not prepared this data yet. Wait for the webhook, or try again in a few seconds.',
  PRODUCT_NOT_SUPPORTED: 'This Item cannot serve the requested data. See plaid.errorCode.',
  UPSTREAM_RATE_LIMITED: 'Plaid received too many requests. Try again after retryAfterMs.',
  UPSTREAM_TIMEOUT: 'Plaid did not respond in time. Try again.',
  UPSTREAM_UNAVAILABLE: 'Plaid or the institution is currently unavailable. Try again later.',
  UPSTREAM_INVALID_RESPONSE:
    'Plaid sent a response that the gateway could not read. Try again. If the error persists, check the status of Plaid.',
  UPSTREAM_REJECTED: 'Plaid rejected the request. See plaid.errorCode.',
};

/** The GatewayError of an outcome. `cause` is for the log and contains nothing of the request. */
export function upstreamError(code: UpstreamCode, details: ErrorDetails = {}, cause?: string): GatewayError {
  return new GatewayError(code, MESSAGES[code], details, cause === undefined ? {} : { cause: new Error(cause) });
}

/** The client disconnected, or the operation timed out before Plaid responded. */
export function callCancelled(): GatewayError {
  return new GatewayError('UPSTREAM_TIMEOUT', 'The operation ended before Plaid responded.');
}

/** Plaid's limits are counted per minute, and Plaid does not say when the minute ends. */
export const RATE_WINDOW_MS = 60_000;

/** The GatewayError of a response that was not a success. `plaid` null: its body was not an error object of Plaid. */
export function errorOfResponse(response: {
  status: number;
  plaid: PlaidErrorDetails | null;
  /** The complete error object. */
  report?: PlaidErrorReport | null;
  retryAfterMs: number | null;
}): GatewayError {
  const { status, plaid, report } = response;
  const cause = `HTTP status ${status}`;
  if (plaid === null) {
    if (status === 429) return upstreamError('UPSTREAM_RATE_LIMITED', rateLimitDetails(response), cause);
    return upstreamError(status >= 500 ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_INVALID_RESPONSE', {}, cause);
  }
  const { code, requiredAction } = meaningOfResponse(status, plaid);
  const details: ErrorDetails = { plaid };
  if (requiredAction !== null) Object.assign(details, { requiredAction }, report && { itemError: report });
  if (code === 'UPSTREAM_RATE_LIMITED') Object.assign(details, rateLimitDetails(response));
  return upstreamError(code, details, cause);
}

function meaningOfResponse(status: number, plaid: PlaidErrorDetails): ErrorMapping {
  const meaning = errorMappingOf(plaid);
  if (meaning.code !== 'UPSTREAM_REJECTED') return meaning;
  if (status === 429) return { code: 'UPSTREAM_RATE_LIMITED', requiredAction: null };
  if (status >= 500) return { code: 'UPSTREAM_UNAVAILABLE', requiredAction: null };
  return meaning;
}

function rateLimitDetails(response: { plaid: PlaidErrorDetails | null; retryAfterMs: number | null }): ErrorDetails {
  if (response.plaid?.errorCode === 'CREDITS_EXHAUSTED') return {};
  return { retryAfterMs: response.retryAfterMs ?? RATE_WINDOW_MS };
}

/** True when Plaid responded with one of these error codes. */
export function hasPlaidCode(error: unknown, ...codes: string[]): boolean {
  const code = error instanceof GatewayError ? error.details.plaid?.errorCode : undefined;
  return code !== undefined && codes.includes(code);
}
