import type { ErrorCode } from '../errors/codes.js';
import {
  type ErrorDetails,
  GatewayError,
  type PlaidErrorDetails,
  type PlaidErrorReport,
} from '../errors/gateway-error.js';
import type { RequiredAction } from '../model/item.js';
import { problemOf } from '../model/item-status.js';

/** What an error of Plaid's is to the gateway's clients. */
interface ErrorMapping {
  code: UpstreamCode;
  /** What the person should do next. null: the error says nothing about an Item. */
  requiredAction: RequiredAction | null;
}

type UpstreamCode = Extract<ErrorCode, `UPSTREAM_${string}` | `PRODUCT_${string}` | 'ITEM_ACTION_REQUIRED'>;

/** Codes that are about what was asked for. */
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

/** Not ITEM_ACTION_REQUIRED, although it says something about the Item: it is as well what a gateway with the wrong PLAID_ENV gets. */
const NOT_FOR_PEOPLE: ReadonlySet<string> = new Set(['INVALID_ACCESS_TOKEN']);

/**
 * What Plaid's error types and codes mean. What they mean for the Item is derived where its state is: an error asks for what
 * the Item asks for.
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
  if (action !== null) return NOT_FOR_PEOPLE.has(error.errorCode) ? 'UPSTREAM_REJECTED' : 'ITEM_ACTION_REQUIRED';
  if (error.errorType === 'RATE_LIMIT_EXCEEDED') return 'UPSTREAM_RATE_LIMITED';
  return error.errorType === 'API_ERROR' ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_REJECTED';
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
export function errorOfResponse(answer: {
  status: number;
  plaid: PlaidErrorDetails | null;
  /** The same as a whole. */
  report?: PlaidErrorReport | null;
  retryAfterMs: number | null;
}): GatewayError {
  const { status, plaid, report } = answer;
  const cause = `HTTP status ${status}`;
  if (plaid === null) {
    if (status === 429) return upstreamError('UPSTREAM_RATE_LIMITED', rateLimitDetails(answer), cause);
    return upstreamError(status >= 500 ? 'UPSTREAM_UNAVAILABLE' : 'UPSTREAM_INVALID_RESPONSE', {}, cause);
  }
  const { code, requiredAction } = meaningOfAnswer(status, plaid);
  const details: ErrorDetails = { plaid };
  if (requiredAction !== null) Object.assign(details, { requiredAction }, report && { itemError: report });
  if (code === 'UPSTREAM_RATE_LIMITED') Object.assign(details, rateLimitDetails(answer));
  return upstreamError(code, details, cause);
}

function meaningOfAnswer(status: number, plaid: PlaidErrorDetails): ErrorMapping {
  const meaning = errorMappingOf(plaid);
  if (meaning.code !== 'UPSTREAM_REJECTED') return meaning;
  if (status === 429) return { code: 'UPSTREAM_RATE_LIMITED', requiredAction: null };
  if (status >= 500) return { code: 'UPSTREAM_UNAVAILABLE', requiredAction: null };
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
