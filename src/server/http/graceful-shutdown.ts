import type { FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { Server as NetServer } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';

/** How often a stopping server lets go of connections that have become idle. */
const SWEEP_MS = 50;

/** How the HTTP side stops without breaking what is under way. */
export interface GracefulShutdown {
  /** True from the announcement on. */
  isStopping(): boolean;
  /** From now on readiness says that it is going; everything is still served, on new connections too. */
  announce(): void;
  /**
   * Takes no new connection and finishes requests under way; every answer closes its connection. A connection that is kept
   * idle is left for `lingerMs` to whoever keeps it, who may be sending a request right then; after `graceMs` everything that
   * is left is cut off.
   */
  close(times: { graceMs: number; lingerMs: number }): Promise<void>;
}

/** Installs it; call it before the first route. */
export function installGracefulShutdown(app: FastifyInstance): GracefulShutdown {
  let isStopping = false;
  let isClosing = false;
  // Not before nobody can connect any more. Proxies that keep their connections make no new ones meanwhile, so that the
  // end of the listener meets none: the system resets what has connected and was not yet taken.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isClosing) void reply.header('connection', 'close');
    done();
  });

  return {
    isStopping: () => isStopping,
    announce() {
      isStopping = true;
    },
    async close({ graceMs, lingerMs }) {
      isStopping = true;
      // Whoever connected before this moment is let in first.
      await immediate();
      isClosing = true;
      const gone = once(app.server, 'close');
      // Not http.Server's, which closes idle connections too.
      NetServer.prototype.close.call(app.server);
      const cutOff = setTimeout(() => {
        app.server.closeAllConnections();
      }, graceMs);
      let sweep: NodeJS.Timeout | undefined;
      // Again and again: a connection whose last answer was begun before the stop becomes idle only afterwards.
      const letGo = setTimeout(() => {
        sweep = setInterval(() => {
          app.server.closeIdleConnections();
        }, SWEEP_MS);
      }, lingerMs);
      await gone;
      await app.close();
      clearTimeout(cutOff);
      clearTimeout(letGo);
      clearInterval(sweep);
    },
  };
}
