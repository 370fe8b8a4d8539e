import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { Server as NetServer } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';

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
