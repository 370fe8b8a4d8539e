import type { FastifyInstance, FastifyReply } from 'fastify';
import { rejectEncodedBodies } from './responses.js';
import type { Log } from '../../observability/logger.js';

/** Where Plaid sends webhooks. */
export const WEBHOOK_PATH = '/webhooks/plaid';

/** Implemented in webhooks/receive. */
export interface WebhookReceiver {
  /** Never rejects for anything that a sender can cause. `status` is the status of the response, whose body is empty. */
  receive(delivery: {
    /** The exact bytes, which are signed. */
    rawBody: Buffer;
    verificationHeader: string | undefined;
    contentType: string | undefined;
    requestId: string;
    signal: AbortSignal;
  }): Promise<{ status: number }>;
}

/** POST /webhooks/plaid. Bodies are not parsed, and every response is empty: a sender learns only the status. */
export function webhookRoute(app: FastifyInstance, deps: { receiver: WebhookReceiver; log: Log }): void {
  rejectEncodedBodies(app);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) deps.log.error({ requestId: request.id, err: error }, 'The webhook receiver failed');
    return empty(reply, status >= 500 ? 503 : status);
  });
  app.post(WEBHOOK_PATH, {
    handler: async (request, reply) => {
      const disconnected = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) disconnected.abort();
      });
      const verification = request.headers['plaid-verification'];
      const { status } = await deps.receiver.receive({
        rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        verificationHeader: typeof verification === 'string' ? verification : undefined,
        contentType: request.headers['content-type'],
        requestId: request.id,
        signal: disconnected.signal,
      });
      return empty(reply, status);
    },
  });
  app.route({
    // HEAD is registered with GET.
    method: app.supportedMethods.filter((method) => method !== 'POST' && method !== 'HEAD'),
    url: WEBHOOK_PATH,
    // Before the body is read: the body of a wrong method does not matter.
    onRequest: (_request, reply) => {
      void empty(reply.header('allow', 'POST'), 405);
    },
    handler: (_request, reply) => empty(reply, 405),
  });
}

function empty(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).send();
}
