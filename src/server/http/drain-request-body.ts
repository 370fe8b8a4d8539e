import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server } from 'node:http';

/** What is still read of a body, and for how long, once its request has been answered. */
const MAX_UNREAD_BYTES = 1_000_000;
const MAX_UNREAD_MS = 2_000;

/**
 * An answer that is given before the whole request has arrived (413, above all) reaches a client that only reads when it has
 * sent everything: what still comes is read and thrown away, within the bounds of `boundUnreadBodies`. Closing the connection at
 * once instead, as Fastify would, makes the system reset it, and the answer is lost on its way. Call it before the first route.
 */
export function drainRequestBody(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (!request.raw.complete && !reply.raw.headersSent) {
      // Only where it was said: Node takes the removal of what was not for a wish to say nothing of the connection.
      if (reply.hasHeader('connection')) reply.removeHeader('connection');
      request.raw.resume();
    }
    done();
  });
}

/**
 * Bounds what is read of bodies whose requests have been answered, whatever the path and the answer: Node itself would read
 * to the end, and a chunked body need not have one. At most a megabyte is read, then nothing more, and two seconds after the
 * answer the connection is closed. Between the two the client can still read the answer: its own sending waits, and what it
 * is told before that is not lost to a reset.
 */
export function boundUnreadBodies(server: Server): void {
  server.on('request', (request, response) => {
    // Before Node's own listener, which would have the rest read without anybody seeing it.
    response.prependOnceListener('finish', () => {
      if (!request.complete && !request.socket.destroyed) readLittle(request);
    });
  });
}

function readLittle(request: IncomingMessage): void {
  const { socket } = request;
  const readBefore = socket.bytesRead;
  const timer = setTimeout(() => socket.destroy(), MAX_UNREAD_MS);

  function stop(): void {
    clearTimeout(timer);
    request.removeListener('data', look);
    request.removeListener('end', stop);
    socket.removeListener('close', stop);
  }
  function look(): void {
    if (socket.bytesRead - readBefore <= MAX_UNREAD_BYTES) return;
    request.removeListener('data', look);
    // Nothing is read any more, of the connection either: what has arrived is not asked for.
    request.pause();
    socket.end();
  }
  // Marks the body as somebody's, so that Node leaves it to the listener.
  request.read(0);
  request.on('data', look);
  request.on('end', stop);
  socket.on('close', stop);
}
