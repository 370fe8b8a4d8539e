import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { badUserInput, GatewayError } from '../../errors/gateway-error.js';
import { type Metrics, NO_METRICS } from '../../observability/metrics.js';
import { StoreUnavailableError } from '../../store/errors.js';
import type { Log } from '../../observability/logger.js';

/** Turns whatever failed into what a client may see of it. */
export type FormatError = (error: unknown, requestId: string) => GraphQLFormattedError;

/** graphql-js fails so, at execution, when a variable that may be null stands where null is not allowed. */
const NULL_ARGUMENT = /^Argument "(\w+)" /;

/** When to ask again during an outage of the database: a failover takes seconds, and who asks sooner only waits longer. */
const OUTAGE_RETRY_MS = 2_000;

/**
 * The allow-list: a GatewayError passes with its code, message and details, wherever graphql-js wrapped it. A database that
 * cannot answer is an outage that passes. Everything else is logged and answered as INTERNAL_SERVER_ERROR with the id to
 * quote. Never throws.
 */
export function createErrorFormatter(log: Log, metrics: Metrics = NO_METRICS): FormatError {
  return (error, requestId) => {
    const known = findKnown(error) ?? nullArgument(error);
    if (known?.cause instanceof StoreUnavailableError) {
      log.warn({ requestId, err: known.cause }, 'The database could not answer an operation');
    }
    if (known === null) log.error({ requestId, err: originalOf(error) }, 'Unexpected error in an operation');
    else if (known.code === 'INTERNAL_SERVER_ERROR') log.error({ requestId, err: known }, 'Operation failed');
    const shown =
      known ?? new GatewayError('INTERNAL_SERVER_ERROR', `The gateway failed. Quote this requestId: ${requestId}`);
    metrics.add('plaid_gateway_errors_total', { code: shown.code });
    return {
      message: shown.message,
      ...placeOf(error),
      extensions: { code: shown.code, ...detailsOf(shown), requestId },
    };
  };
}

function findKnown(error: unknown): GatewayError | null {
  let current = error;
  // A GatewayError is wrapped once or twice; a longer chain is none of ours.
  for (let depth = 0; depth < 5; depth += 1) {
    if (current instanceof GatewayError) return current;
    if (current instanceof StoreUnavailableError) return outage(current);
    if (!(current instanceof GraphQLError)) return null;
    current = current.originalError;
  }
  return null;
}

/** What a client is told when the database cannot answer; the reason is for the log. */
export function outage(cause: StoreUnavailableError): GatewayError {
  return new GatewayError(
    'UPSTREAM_UNAVAILABLE',
    "The gateway's database cannot answer at the moment. Try again after retryAfterMs.",
    { retryAfterMs: OUTAGE_RETRY_MS },
    { cause },
  );
}

function nullArgument(error: unknown): GatewayError | null {
  // Apollo wraps this error of graphql-js in one of its own, with the same message.
  const inner =
    error instanceof GraphQLError && error.originalError instanceof GraphQLError ? error.originalError : error;
  if (!(inner instanceof GraphQLError) || inner.originalError) return null;
  const path = NULL_ARGUMENT.exec(inner.message)?.[1];
  if (path === undefined) return null;
  return badUserInput('An argument that must not be null was given null by a variable.', [
    { path, rule: 'must not be null' },
  ]);
}

function originalOf(error: unknown): unknown {
  return error instanceof GraphQLError ? (error.originalError ?? error) : error;
}

function placeOf(error: unknown): Pick<GraphQLFormattedError, 'locations' | 'path'> {
  if (!(error instanceof GraphQLError)) return {};
  return { ...(error.locations && { locations: error.locations }), ...(error.path && { path: error.path }) };
}

/** Named one by one, so that nothing added to the error by accident reaches a client. */
function detailsOf({ details }: GatewayError): Record<string, unknown> {
  const { fields, plaid, requiredAction, retryAfterMs } = details;
  return {
    ...(fields && { fields }),
    ...(plaid && { plaid }),
    ...(requiredAction && { requiredAction }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
