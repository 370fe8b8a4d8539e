import type { FastifyReply, FastifyRequest } from 'fastify';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayError } from '../../errors/gateway-error.js';
import type { FormatError } from '../graphql/format-error.js';
import { limitExceeded } from '../limits/check-limits.js';
import { badRequest, sendError } from './http-errors.js';
import { requestIdOf } from './request-id.js';
import { safeHeaders } from './security-headers.js';

/** What the answers need that no route, and so no hook, gives. */
export interface MalformedHttpDeps {
  format: FormatError;
  newId: () => string;
}

/** Answers a request that is no HTTP, or whose head is too long or too slow, and closes its connection. */
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

/** Answers a path that is no path, before any route is looked for. */
export function respondToBadPath({ format }: MalformedHttpDeps) {
  return (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    void reply.headers(safeHeaders(request.id));
    sendError(request, reply, badRequest('must be a valid path', 'path'), { format });
  };
}

/** Answers a request that expects of us what we do not do, which Node would refuse without a body and an id. */
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
