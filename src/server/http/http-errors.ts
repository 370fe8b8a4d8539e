import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_CODES } from '../../errors/codes.js';
import { badUserInput, GatewayError, notFound } from '../../errors/gateway-error.js';
import { StoreUnavailableError } from '../../store/errors.js';
import { SignInError } from './authenticate.js';
import { EncodedBodyError } from './content-encoding.js';
import { type FormatError, outage } from '../graphql/format-error.js';
import { limitExceeded } from '../limits/check-limits.js';
import type { Refusals } from './refusals.js';
import type { Transport } from './request-telemetry.js';

/** Answers one error in the shape of a GraphQL response. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  options: { format: FormatError; status?: number },
): FastifyReply {
  const formatted = options.format(error, request.id);
  const status = options.status ?? (error instanceof GatewayError ? statusOf(error) : 500);
  if (error instanceof GatewayError && error.details.retryAfterMs !== undefined) {
    void reply.header('retry-after', Math.ceil(error.details.retryAfterMs / 1000));
  }
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [formatted] }));
}

/** The status of an answer that consists of this error alone. Rate limits and outages have statuses that clients retry by. */
function statusOf(error: GatewayError): number {
  if (error.code === 'LIMIT_EXCEEDED' && error.details.retryAfterMs !== undefined) return 429;
  if (error.code === 'UPSTREAM_UNAVAILABLE') return 503;
  return ERROR_CODES[error.code].httpStatus;
}

/** Every failure and every unknown path of the public listener answers JSON with a code of the table. */
export function installHttpErrors(
  app: FastifyInstance,
  options: {
    format: FormatError;
    bodyBytes: number;
    /** Told of everybody who was not signed in. */
    refusals: Refusals;
    transportOf: (request: FastifyRequest) => Transport;
  },
): void {
  app.setNotFoundHandler((request, reply) => sendError(request, reply, notFound(), { ...options, status: 404 }));
  app.setErrorHandler((error: FastifyError | EncodedBodyError, request, reply) => {
    if (error instanceof SignInError) {
      const transport = options.transportOf(request);
      options.refusals.report({ reason: error.fault, transport, requestId: request.id });
    }
    const [known, status] = explain(error, options.bodyBytes);
    return sendError(request, reply, known, status === null ? options : { ...options, status });
  });
}

function explain(error: FastifyError | EncodedBodyError, bodyBytes: number): [unknown, number | null] {
  if (error instanceof GatewayError) return [error, null];
  if (error instanceof EncodedBodyError) {
    return [
      badRequest('must be left out, or be identity: encoded bodies are not read', 'headers.content-encoding'),
      415,
    ];
  }
  if (error instanceof StoreUnavailableError) return [outage(error), null];
  const status = error.statusCode ?? 500;
  if (status === 413) return [limitExceeded(`The request body is longer than ${bodyBytes} bytes.`), status];
  if (status === 415) return [badRequest('must be JSON, sent as content-type application/json'), status];
  if (status >= 400 && status < 500) return [badRequest('must be a JSON object'), status];
  return [error, null];
}

/** BAD_USER_INPUT about the request body as a whole. */
export function badRequest(rule: string, path = 'body'): GatewayError {
  return badUserInput('The request is not a GraphQL request; `fields` says why.', [{ path, rule }]);
}
