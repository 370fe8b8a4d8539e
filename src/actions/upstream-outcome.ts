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
export function isTokenConsumed(error: unknown): boolean {
  return upstreamFailure(error).plaidErrorCode === 'INVALID_PUBLIC_TOKEN';
}

/** Plaid's words for an Item that is there no more. */
const ITEM_IS_GONE: ReadonlySet<string | null> = new Set(['ITEM_NOT_FOUND', 'ITEM_CONCURRENTLY_DELETED']);

/** Plaid says that there is no such Item any more: removed, or access was withdrawn. A token that it refuses says nothing of the kind. */
export function isItemGone({ plaidErrorCode }: Pick<UpstreamFailure, 'plaidErrorCode'>): boolean {
  return ITEM_IS_GONE.has(plaidErrorCode);
}

/**
 * Plaid does not know the access token: replaced, of another environment, or from an older copy of the database. The Item
 * that it was for may live on.
 */
export function isTokenDead({ plaidErrorCode }: Pick<UpstreamFailure, 'plaidErrorCode'>): boolean {
  return plaidErrorCode === 'INVALID_ACCESS_TOKEN';
}
