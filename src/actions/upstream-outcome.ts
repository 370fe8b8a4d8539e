import type { ErrorCode } from '../errors/codes.js';
import { GatewayError } from '../errors/gateway-error.js';

/** After these errors it is unknown whether Plaid carried out the request. */
const UNKNOWN_OUTCOMES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_INVALID_RESPONSE',
]);

/** What a failed call to Plaid means for the journal. */
export interface UpstreamFailure {
  /** True: Plaid refused, and nothing happened. False: it may have happened. */
  refused: boolean;
  plaidErrorCode: string | null;
  plaidRequestId: string | null;
}

/** The outcome that an error of a call to Plaid stands for. */
export function upstreamFailure(error: unknown): UpstreamFailure {
  if (!(error instanceof GatewayError)) return { refused: false, plaidErrorCode: null, plaidRequestId: null };
  const plaid = error.details.plaid;
  return {
    refused: !UNKNOWN_OUTCOMES.has(error.code),
    plaidErrorCode: plaid?.errorCode ?? null,
    plaidRequestId: plaid?.requestId ?? null,
  };
}

/** Plaid has no such public token: it was exchanged, has expired, or never existed. */
export function isTokenConsumed(error: unknown): boolean {
  return upstreamFailure(error).plaidErrorCode === 'INVALID_PUBLIC_TOKEN';
}

/** Plaid's error codes for an Item that no longer exists. */
const ITEM_IS_GONE: ReadonlySet<string | null> = new Set(['ITEM_NOT_FOUND', 'ITEM_CONCURRENTLY_DELETED']);

/** The Item no longer exists at Plaid: it was removed, or access was withdrawn. A refused token does not prove that. */
export function isItemGone({ plaidErrorCode }: Pick<UpstreamFailure, 'plaidErrorCode'>): boolean {
  return ITEM_IS_GONE.has(plaidErrorCode);
}

/**
 * Plaid does not accept the access token: it was rotated, or is of another environment or from an older copy of the database.
 * Its Item may still exist.
 */
export function isTokenInvalid({ plaidErrorCode }: Pick<UpstreamFailure, 'plaidErrorCode'>): boolean {
  return plaidErrorCode === 'INVALID_ACCESS_TOKEN';
}
