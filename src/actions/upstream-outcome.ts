import type { ErrorCode } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';

/** After these it is not known whether Plaid carried the request out. */
const UNKNOWN_OUTCOMES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_INVALID_RESPONSE',
]);

/** What a failed call to Plaid means for the journal. */
export interface UpstreamFailure {
  /** True: Plaid said no, nothing happened. False: it may have happened. */
  refused: boolean;
  plaidErrorCode: string | null;
  plaidRequestId: string | null;
}

/** Reads the outcome from whatever a call to Plaid failed with. */
export function upstreamFailure(error: unknown): UpstreamFailure {
  if (!(error instanceof GatewayError)) return { refused: false, plaidErrorCode: null, plaidRequestId: null };
  const plaid = error.details.plaid;
  return {
    refused: !UNKNOWN_OUTCOMES.has(error.code),
    plaidErrorCode: plaid?.errorCode ?? null,
    plaidRequestId: plaid?.requestId ?? null,
  };
}

/** Plaid knows no such public token: used, run out, or never there. */
export function isUsedUp(error: unknown): boolean {
  return upstreamFailure(error).plaidErrorCode === 'INVALID_PUBLIC_TOKEN';
}

/** Plaid's words for a token that stands for nothing any more. */
export const TOKEN_IS_DEAD: ReadonlySet<string | null> = new Set(['INVALID_ACCESS_TOKEN', 'ITEM_NOT_FOUND']);
