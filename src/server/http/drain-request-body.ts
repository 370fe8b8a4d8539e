import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server } from 'node:http';

/** How much of a request body is still read after the response, and for how long. */
const MAX_UNREAD_BYTES = 1_000_000;
const MAX_UNREAD_MS = 2_000;

/**
 * Lets a response that is sent before the complete request has arrived (above all 413) reach a client that reads only after
 * it has sent everything: the rest of the body is read and discarded, within the limits of `boundUnreadBodies`. Fastify
 * would close the connection immediately; the system then resets it, and the response is lost. Call it before the first
 * route is added.
 */
export function drainRequestBody(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (!request.raw.complete && !reply.raw.headersSent) {
      // Only if it was set: removing a header that is not set makes Node omit it altogether.
      if (reply.hasHeader('connection')) reply.removeHeader('connection');
      request.raw.resume();
    }
    done();
  });
}

/**
 * Limits what is read of bodies after the response, whatever the path and status: Node would read to the end, and a chunked
 * body may have none. At most a megabyte is read, and two seconds after the response the connection is closed. In between,
 * the client's sending blocks, and it can still read the response, which a reset would have lost.
 */
export function boundUnreadBodies(server: Server): void {
  server.on('request', (request, response) => {
    // Before Node's own listener, which would discard the rest without reporting it.
    response.prependOnceListener('finish', () => {
      if (!request.complete && !request.socket.destroyed) drainWithLimits(request);
    });
  });
}

function drainWithLimits(request: IncomingMessage): void {
  const { socket } = request;
  const readBefore = socket.bytesRead;
  const timer = setTimeout(() => socket.destroy(), MAX_UNREAD_MS);

  function stop(): void {
    clearTimeout(timer);
    request.removeListener('data', onData);
    request.removeListener('end', stop);
    socket.removeListener('close', stop);
  }
  function onData(): void {
    if (socket.bytesRead - readBefore <= MAX_UNREAD_BYTES) return;
    request.removeListener('data', onData);
    // Stop reading, from the connection too.
    request.pause();
    socket.end();
  }
  // Marks the body as consumed, so that Node leaves it to the listener.
  request.read(0);
  request.on('data', onData);
  request.on('end', stop);
  socket.on('close', stop);
}
