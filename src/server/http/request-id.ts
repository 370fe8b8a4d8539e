import type { IncomingHttpHeaders } from 'node:http';

/** The header that carries the request id in and out. */
export const REQUEST_ID_HEADER = 'x-request-id';

/** Long enough to be unique, short and plain enough to be logged and quoted. */
const WELL_FORMED = /^[A-Za-z0-9._-]{8,128}$/;

/** The id of a request: the caller's own when it is well-formed, so that it can be followed through several services. */
export function requestIdOf(headers: IncomingHttpHeaders, newId: () => string): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && WELL_FORMED.test(given) ? given : newId();
}
