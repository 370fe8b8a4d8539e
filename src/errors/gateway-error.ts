import type { ErrorCode } from './codes.js';

/** The `code` that Node, a database or a library put on an error; empty when there is none. */
export const errorCode = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** What Plaid said, as far as it may leave the gateway. Carries no request data. */
export interface PlaidErrorDetails {
  errorType: string;
  errorCode: string;
  errorCodeReason: string | null;
  displayMessage: string | null;
  /** Plaid's request_id: what to quote to Plaid's support. */
  requestId: string | null;
  documentationUrl: string | null;
  suggestedAction: string | null;
}

/** The whole of what Plaid reported of an Item: for its record, and not for the error that a client sees. */
export interface PlaidErrorReport extends PlaidErrorDetails {
  errorMessage: string;
  status: number | null;
  causes: Record<string, unknown>[] | null;
  requiredAccountSubtypes: string[] | null;
  providedAccountSubtypes: string[] | null;
}

/** One input that was refused: where it is and which rule it broke. Never its value. */
export interface FieldError {
  /** Path in the operation's arguments, such as `input.products`. */
  path: string;
  rule: string;
}

/** The parts of an error beside `code` and `message`: a client sees all but `itemError`. */
export interface ErrorDetails {
  fields?: FieldError[];
  plaid?: PlaidErrorDetails;
  /** Set when the error says something about the Item that was asked about. A client sees it as the Item's `error`. */
  itemError?: PlaidErrorReport;
  /** What is to be done about the Item next: with `itemError`, and when its state cannot be read. */
  requiredAction?: string;
  retryAfterMs?: number;
}

/**
 * The only error whose message and details reach a client; anything else is masked as INTERNAL_SERVER_ERROR.
 * `message` is written for a developer and holds no input, token, upstream body or internal.
 * `cause` is for the log only.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: ErrorDetails = {},
    options: { cause?: unknown } = {},
  ) {
    super(message, options);
  }
}

/** The single answer for an id that is absent and for one that belongs to somebody else. */
export function notFound(): GatewayError {
  return new GatewayError('NOT_FOUND', 'No such object, or it is not yours. Check the id and who is signed in.');
}

/** Events that a cursor has not seen yet have been dropped: going on from it would skip them silently. */
export function cursorExpired(): GatewayError {
  return new GatewayError(
    'CURSOR_EXPIRED',
    'Events behind this cursor are no longer kept. Read the current state, then go on without a cursor.',
  );
}

/** Refused input: the fields and rules, never the values. */
export function badUserInput(message: string, fields: FieldError[]): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message, { fields });
}
