import type { FastifyInstance } from 'fastify';

/**
 * An answer that is given before the whole request has arrived (413, above all) reaches a client that only reads when it has
 * sent everything: what still comes is read and thrown away. Closing the connection instead, as Fastify would, makes the
 * system reset it, and the answer is lost on its way. Call it before the first route; the time that a request may take to
 * arrive bounds this too.
 */
export function letEarlyAnswersArrive(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, _payload, done) => {
    if (!request.raw.complete && !reply.raw.headersSent) {
      // Only where it was said: Node takes the removal of what was not for a wish to say nothing of the connection.
      if (reply.hasHeader('connection')) reply.removeHeader('connection');
      request.raw.resume();
    }
    done();
  });
}
