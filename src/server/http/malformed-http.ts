import type { FastifyReply, FastifyRequest } from 'fastify';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayError } from '../../errors/gateway-error.js';
import type { FormatError } from '../graphql/format-error.js';
import { limitExceeded } from '../limits/operation-limits.js';
import { badRequest, requestIdOf, safeHeaders, sendError } from './responses.js';

/** What responses outside of any route need, because no hook runs for them. */
export interface MalformedHttpDeps {
  format: FormatError;
  newId: () => string;
}

/** Responds to a request that is not valid HTTP, or whose head is too long or arrives too slowly, and closes its connection. */
export function respondToMalformedHttp({ format, newId }: MalformedHttpDeps): (error: Error, socket: Duplex) => void {
  return (error, socket) => {
    if (socket.writable) {
      const requestId = newId();
      const [status, known] = explain(error);
      const body = JSON.stringify({ errors: [format(known, requestId)] });
      const headers = {
        ...safeHeaders(requestId),
        'content-type': 'application/json; charset=utf-8',
        'content-length': Buffer.byteLength(body),
        connection: 'close',
      };
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
      socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
    }
    socket.destroy();
  };
}

/** Responds to a request whose path is not valid. It never reaches a route. */
export function respondToBadPath({ format }: MalformedHttpDeps) {
  return (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    void reply.headers(safeHeaders(request.id));
    sendError(request, reply, badRequest('must be a valid path', 'path'), { format });
  };
}

/** Responds to an unsupported Expect header, which Node would reject without a body and a request id. */
export function respondToExpectation({ format, newId }: MalformedHttpDeps) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = requestIdOf(request.headers, newId);
    const body = JSON.stringify({ errors: [format(badRequest('must be 100-continue', 'headers.expect'), requestId)] });
    const headers = {
      ...safeHeaders(requestId),
      'content-type': 'application/json; charset=utf-8',
      connection: 'close',
    };
    response.writeHead(417, headers).end(body);
  };
}

function explain(error: Error & { code?: string }): [status: number, known: GatewayError] {
  if (error.code === 'HPE_HEADER_OVERFLOW') return [431, limitExceeded('The head of the request is too long.')];
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, badRequest('must arrive in time', 'request')];
  return [400, badRequest('must be HTTP/1.1', 'request')];
}
