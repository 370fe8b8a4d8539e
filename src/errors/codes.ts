/**
 * All error codes: every `errors[].extensions.code` that the gateway returns, with the HTTP status of the response if the
 * operation could not be executed at all. Codes are never renamed or reused.
 */
export const ERROR_CODES = {
  UNAUTHENTICATED: { httpStatus: 401, retryable: false },
  FORBIDDEN: { httpStatus: 403, retryable: false },
  NOT_FOUND: { httpStatus: 404, retryable: false },
  BAD_USER_INPUT: { httpStatus: 400, retryable: false },
  GRAPHQL_PARSE_FAILED: { httpStatus: 400, retryable: false },
  GRAPHQL_VALIDATION_FAILED: { httpStatus: 400, retryable: false },
  PERSISTED_QUERY_NOT_FOUND: { httpStatus: 200, retryable: false },
  LIMIT_EXCEEDED: { httpStatus: 400, retryable: false },
  ITEM_ACTION_REQUIRED: { httpStatus: 200, retryable: false },
  PRODUCT_NOT_READY: { httpStatus: 200, retryable: true },
  PRODUCT_NOT_SUPPORTED: { httpStatus: 200, retryable: false },
  UPSTREAM_RATE_LIMITED: { httpStatus: 200, retryable: true },
  UPSTREAM_TIMEOUT: { httpStatus: 200, retryable: true },
  UPSTREAM_UNAVAILABLE: { httpStatus: 200, retryable: true },
  UPSTREAM_INVALID_RESPONSE: { httpStatus: 200, retryable: true },
  UPSTREAM_REJECTED: { httpStatus: 200, retryable: false },
  CURSOR_EXPIRED: { httpStatus: 200, retryable: false },
  SLOW_CONSUMER: { httpStatus: 200, retryable: true },
  INTERNAL_SERVER_ERROR: { httpStatus: 500, retryable: false },
} as const satisfies Record<string, { httpStatus: number; retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;
