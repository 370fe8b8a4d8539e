import type { FastifyInstance, FastifyReply } from 'fastify';
import { refuseEncodedBodies } from './content-encoding.js';
import type { Log } from '../log.js';

/** Where Plaid sends webhooks. */
export const WEBHOOK_PATH = '/webhooks/plaid';

/** What does the work; see webhooks/receive. */
export interface WebhookReceiver {
  /** Never rejects for anything that a sender can cause. `status` is what to answer, with an empty body. */
  receive(delivery: {
    /** The exact bytes: the signature is over them. */
    rawBody: Buffer;
    verificationHeader: string | undefined;
    contentType: string | undefined;
    requestId: string;
    signal: AbortSignal;
  }): Promise<{ status: number }>;
}

/** POST /webhooks/plaid. Bodies stay bytes, and every answer is empty: a sender learns nothing but the status. */
export function webhookRoute(app: FastifyInstance, deps: { receiver: WebhookReceiver; log: Log }): void {
  refuseEncodedBodies(app);
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
      const gone = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort();
      });
      const verification = request.headers['plaid-verification'];
      const { status } = await deps.receiver.receive({
        rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
        verificationHeader: typeof verification === 'string' ? verification : undefined,
        contentType: request.headers['content-type'],
        requestId: request.id,
        signal: gone.signal,
      });
      return empty(reply, status);
    },
  });
  app.route({
    // HEAD comes with GET.
    method: app.supportedMethods.filter((method) => method !== 'POST' && method !== 'HEAD'),
    url: WEBHOOK_PATH,
    // Before the body is read: it does not matter what a wrong method brings along.
    onRequest: (_request, reply) => {
      void empty(reply.header('allow', 'POST'), 405);
    },
    handler: (_request, reply) => empty(reply, 405),
  });
}

function empty(reply: FastifyReply, status: number): FastifyReply {
  return reply.code(status).send();
}
