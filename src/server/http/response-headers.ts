import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';

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
