import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { ERROR_CODES } from '../../errors/codes.js';
import { badUserInput, GatewayError, notFound } from '../../errors/gateway-error.js';
import { StoreUnavailableError } from '../../store/errors.js';
import { type FormatError, outage } from '../graphql/format-error.js';
import { limitExceeded } from '../limits/operation-limits.js';
import { AuthenticationError } from './authenticate.js';
import type { Refusals } from './refusals.js';
import type { Transport } from './request-telemetry.js';

/* What all HTTP responses have in common: their headers, and how an error is sent. */

/** The header that carries the request id in both directions. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Long enough to be unique, short and plain enough to be logged and quoted. */
const WELL_FORMED_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** The id of a request: the caller's own when it is well-formed, so that it can be traced across services. */
export function requestIdOf(headers: IncomingHttpHeaders, newId: () => string): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && WELL_FORMED_ID.test(given) ? given : newId();
}

/** The headers of every response: the request id, and what restricts browsers and caches. */
export function safeHeaders(requestId: string): Record<string, string> {
  return {
    [REQUEST_ID_HEADER]: requestId,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-site',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
  };
}

/** Sets them on every response of a route. */
export function securityHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(safeHeaders(request.id));
    done();
  });
}

/** The only content encoding that is accepted. Sent with a 415 to name the reason (RFC 9110, section 15.5.16). */
const ACCEPTED_ENCODING = 'identity';

/** The request body has a content encoding. It is not decoded, because a small body could expand into a very large one. */
class EncodedBodyError extends Error {
  override readonly name = 'EncodedBodyError';
  readonly statusCode = 415;
}

/** Rejects encoded bodies on the routes of `app` before they are read, with EncodedBodyError for its error handler. */
export function rejectEncodedBodies(app: FastifyInstance): void {
  app.addHook('preParsing', (request: FastifyRequest, reply: FastifyReply, _payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding.toLowerCase() === ACCEPTED_ENCODING) {
      done();
      return;
    }
    void reply.header('accept-encoding', ACCEPTED_ENCODING);
    done(new EncodedBodyError('The request body has a content encoding.'));
  });
}

/** Responds with one error in the form of a GraphQL response. */
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

/** The status of a response that consists of this error alone. Clients retry rate limits and outages by their status. */
function statusOf(error: GatewayError): number {
  if (error.code === 'LIMIT_EXCEEDED' && error.details.retryAfterMs !== undefined) return 429;
  if (error.code === 'UPSTREAM_UNAVAILABLE') return 503;
  return ERROR_CODES[error.code].httpStatus;
}

/** Every failure and every unknown path of the public listener gets a JSON response with one of our error codes. */
export function installHttpErrors(
  app: FastifyInstance,
  options: {
    format: FormatError;
    bodyBytes: number;
    /** Notified of every caller who could not be authenticated. */
    refusals: Refusals;
    transportOf: (request: FastifyRequest) => Transport;
  },
): void {
  app.setNotFoundHandler((request, reply) => sendError(request, reply, notFound(), { ...options, status: 404 }));
  app.setErrorHandler((error: FastifyError | EncodedBodyError, request, reply) => {
    if (error instanceof AuthenticationError) {
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
    return [badRequest('must be absent or identity: encoded bodies are not decoded', 'headers.content-encoding'), 415];
  }
  if (error instanceof StoreUnavailableError) return [outage(error), null];
  const status = error.statusCode ?? 500;
  if (status === 413) return [limitExceeded(`The request body is longer than ${bodyBytes} bytes.`), status];
  if (status === 415) return [badRequest('must be JSON, sent as content-type application/json'), status];
  if (status >= 400 && status < 500) return [badRequest('must be a JSON object'), status];
  return [error, null];
}

/** BAD_USER_INPUT for a request that is not a GraphQL request. */
export function badRequest(rule: string, path = 'body'): GatewayError {
  return badUserInput('The request is not a GraphQL request; `fields` says why.', [{ path, rule }]);
}
