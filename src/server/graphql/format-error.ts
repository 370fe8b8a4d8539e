import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { badUserInput, GatewayError } from '../../errors/gateway-error.js';
import type { Metrics } from '../../observability/metrics.js';
import { StoreUnavailableError } from '../../store/errors.js';
import type { Log } from '../../observability/logger.js';

/** Converts any error into what the client may see. */
export type FormatError = (error: unknown, requestId: string) => GraphQLFormattedError;

/** The message of graphql-js, at execution, when a nullable variable is null where null is not allowed. */
const NULL_ARGUMENT = /^Argument "(\w+)" /;

/** The retry delay to suggest during an outage of the database. A failover takes seconds. */
const OUTAGE_RETRY_MS = 2_000;

/**
 * An allow-list: a GatewayError is returned with its code, message and details, also when graphql-js has wrapped it. An
 * unavailable database is returned as UPSTREAM_UNAVAILABLE. Every other error is logged and returned as
 * INTERNAL_SERVER_ERROR with the request id. Never throws.
 */
export function createErrorFormatter(log: Log, metrics: Metrics | null = null): FormatError {
  return (error, requestId) => {
    const known = findKnown(error) ?? nullArgument(error);
    if (known?.cause instanceof StoreUnavailableError) {
      log.warn({ requestId, err: known.cause }, 'database unavailable for an operation');
    }
    if (known === null) log.error({ requestId, err: originalOf(error) }, 'unexpected error in an operation');
    else if (known.code === 'INTERNAL_SERVER_ERROR') log.error({ requestId, err: known }, 'operation failed');
    const shown =
      known ?? new GatewayError('INTERNAL_SERVER_ERROR', `The gateway failed. Quote this requestId: ${requestId}`);
    metrics?.add('plaid_gateway_errors_total', { code: shown.code });
    return {
      message: shown.message,
      ...placeOf(error),
      extensions: { code: shown.code, ...detailsOf(shown), requestId },
    };
  };
}

function findKnown(error: unknown): GatewayError | null {
  let current = error;
  // graphql-js and Apollo wrap a GatewayError once or twice.
  for (let depth = 0; depth < 5; depth += 1) {
    if (current instanceof GatewayError) return current;
    if (current instanceof StoreUnavailableError) return outage(current);
    if (!(current instanceof GraphQLError)) return null;
    current = current.originalError;
  }
  return null;
}

/** The error for an unavailable database. The reason goes to the log only. */
export function outage(cause: StoreUnavailableError): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    "The gateway's database is not available at the moment. Try again after retryAfterMs.",
    { retryAfterMs: OUTAGE_RETRY_MS },
    { cause },
  );
}

function nullArgument(error: unknown): GatewayError | null {
  // Apollo wraps this error in another one with the same message.
  const inner =
    error instanceof GraphQLError && error.originalError instanceof GraphQLError ? error.originalError : error;
  if (!(inner instanceof GraphQLError) || inner.originalError) return null;
  const path = NULL_ARGUMENT.exec(inner.message)?.[1];
  if (path === undefined) return null;
  return badUserInput('A variable is null where an argument must not be null.', [{ path, rule: 'must not be null' }]);
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function placeOf(error: unknown): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  if (!(error instanceof GraphQLError)) return {};
  return { ...(error.locations && { locations: error.locations }), ...(error.path && { path: error.path }) };
}

/** Properties are listed one by one, so that no other property of the error can reach a client. */
function detailsOf({ details }: GatewayError): Record<string, unknown> {
  const { fields, plaid, requiredAction, retryAfterMs } = details;
  return {
    ...(fields && { fields }),
    ...(plaid && { plaid }),
    ...(requiredAction && { requiredAction }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
