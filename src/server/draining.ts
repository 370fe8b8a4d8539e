import { setImmediate as immediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** How often a stopping server lets go of connections that have become idle. */
const SWEEP_MS = 50;

/** How the HTTP side stops without breaking what is under way. */
export interface Draining {
  /** True from the announcement on. */
  isStopping(): boolean;
  /** From now on every answer closes its connection; everything is still served, on new connections too. */
  announce(): void;
  /** Takes no new connection, finishes requests under way, and cuts off what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Installs it; call it before the first route. */
export function installDraining(app: FastifyInstance): Draining {
  let isStopping = false;
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping) void reply.header('connection', 'close');
    done();
  });

  return {
    isStopping: () => isStopping,
    announce() {
      isStopping = true;
    },
    async close(graceMs) {
      isStopping = true;
      const cutOff = setTimeout(() => {
        app.server.closeAllConnections();
      }, graceMs);
      // A connection whose last answer was begun before the stop only becomes idle afterwards; Node would keep it.
      const sweep = setInterval(() => {
        app.server.closeIdleConnections();
      }, SWEEP_MS);
      // Whoever connected before this moment is let in first: the system would reset a connection that nobody has taken.
      await immediate();
      await app.close();
      clearTimeout(cutOff);
      clearInterval(sweep);
    },
  };
}
