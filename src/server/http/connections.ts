import { once } from 'node:events';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';

/* The connections of a listener: how many may be idle, what is read of a request after its response, and how they end. */

/**
 * Limits the idle connections of the listener: new ones that have not sent a complete request head, and keep-alive ones
 * after a response. They need no token, and last until a timeout. Above `max`, the connection that has been idle the longest
 * is closed, so nobody is locked out. Clients and proxies that keep idle connections expect them to be closed at any time.
 */
export function boundIdleConnections(server: Server, max: number): void {
  /** Longest idle first. */
  const idle = new Set<Socket>();
  /** Requests in progress per connection; a client may send the next one before it has the response. */
  const inProgress = new WeakMap<Socket, number>();

  function setIdle(socket: Socket): void {
    idle.add(socket);
    const [oldest] = idle;
    if (idle.size <= max || oldest === undefined) return;
    idle.delete(oldest);
    oldest.destroy();
  }

  server.on('connection', (socket: Socket) => {
    setIdle(socket);
    socket.once('close', () => idle.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    idle.delete(socket);
    inProgress.set(socket, (inProgress.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (inProgress.get(socket) ?? 1) - 1;
      inProgress.set(socket, left);
      if (left === 0 && !socket.destroyed) setIdle(socket);
    });
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => idle.delete(socket));
}

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

/** How often a stopping server closes connections that have become idle. */
const SWEEP_MS = 50;

/** Stops the HTTP server without breaking requests in progress. */
export interface GracefulShutdown {
  /** True once `begin` or `close` was called. */
  isStopping(): boolean;
  /** Readiness reports "stopping" from now on. Everything is still served, on new connections too. */
  begin(): void;
  /**
   * Accepts no new connections and finishes requests in progress; every response closes its connection. Idle connections
   * stay open for `lingerMs`, because their clients may be sending a request at this moment. After `graceMs` everything that
   * is left is closed.
   */
  close(times: { graceMs: number; lingerMs: number }): Promise<void>;
}

/** Call it before the first route is added. */
export function installGracefulShutdown(app: FastifyInstance): GracefulShutdown {
  let isStopping = false;
  let isClosing = false;
  // Only once the listener is closed. Until then proxies keep their connections instead of opening new ones, which the
  // system would reset if they had connected but were not accepted yet when the listener closes.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) void reply.header('connection', 'close');
    done();
  });

  return {
    isStopping: () => isStopping,
    begin() {
      isStopping = true;
    },
    async close({ graceMs, lingerMs }) {
      isStopping = true;
      // Accept the connections that were opened before this moment first.
      await immediate();
      isClosing = true;
      const closed = once(app.server, 'close');
      // Not close() of http.Server, which also closes idle connections.
      NetServer.prototype.close.call(app.server);
      const deadline = setTimeout(() => {
        app.server.closeAllConnections();
      }, graceMs);
      let sweep: NodeJS.Timeout | undefined;
      // Repeatedly: a connection whose last response began before the stop becomes idle only afterwards.
      const lingered = setTimeout(() => {
        sweep = setInterval(() => {
          app.server.closeIdleConnections();
        }, SWEEP_MS);
      }, lingerMs);
      await closed;
      await app.close();
      clearTimeout(deadline);
      clearTimeout(lingered);
      clearInterval(sweep);
    },
  };
}
