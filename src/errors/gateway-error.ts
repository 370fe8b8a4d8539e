import type { ErrorCode } from './codes.js';

/** The `code` that Node, a database or a library set on an error; empty if there is none. */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';
}

/** The part of Plaid's error that clients may see. Contains no request data. */
export interface PlaidErrorDetails {
  errorType: string;
  errorCode: string;
  errorCodeReason: string | null;
  displayMessage: string | null;
  /** Plaid's request_id, for Plaid's support. */
  requestId: string | null;
  documentationUrl: string | null;
  suggestedAction: string | null;
}

/** The complete error that Plaid reported for an Item. It is stored with the Item and returned as `Item.error`. */
export interface PlaidErrorReport extends PlaidErrorDetails {
  errorMessage: string;
  status: number | null;
  causes: Record<string, unknown>[] | null;
  requiredAccountSubtypes: string[] | null;
  providedAccountSubtypes: string[] | null;
}

/** A rejected input: its path and the rule it broke, never its value. */
export interface FieldError {
  /** The path in the operation's arguments, such as `input.products`. */
  path: string;
  rule: string;
}

/** The details of an error. Clients see all of them except `itemError`. */
export interface ErrorDetails {
  fields?: FieldError[];
  plaid?: PlaidErrorDetails;
  /** Set if the error says something about the Item. Clients see it as `Item.error`. */
  itemError?: PlaidErrorReport;
  /** What the end user should do next. Set together with `itemError`, and when the status of the Item cannot be read. */
  requiredAction?: string;
  retryAfterMs?: number;
}

/**
 * The only error whose message and details are returned to clients. All others are masked as INTERNAL_SERVER_ERROR.
 * `message` is for developers and contains no input, token, upstream body or internals. `cause` is only logged.
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

/** The same error for an id that does not exist and for one that belongs to another user, so that ids cannot be probed. */
export function notFound(): GatewayError {
  return new GatewayError(
    'NOT_FOUND',
    'The object does not exist or belongs to another user. Check the id and the access token.',
  );
}

/** Events after the cursor were deleted. Continuing from it would skip them silently. */
export function cursorExpired(): GatewayError {
  return new GatewayError(
    'CURSOR_EXPIRED',
    'Events after this cursor have been deleted. Read the current state, then continue without a cursor.',
  );
}

/** Rejected input, with paths and rules but never values. */
export function badUserInput(message: string, fields: FieldError[]): GatewayError {
  return new GatewayError('BAD_USER_INPUT', message, { fields });
}

/** The viewer's access token lacks the scope. */
export function missingScope(scope: string): GatewayError {
  return new GatewayError('FORBIDDEN', `This needs the scope "${scope}", which your access token does not have.`);
}
