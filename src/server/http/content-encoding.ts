import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Sent with a 415 for its reason (RFC 9110, section 15.5.16). */
const ACCEPTED = 'identity';

/** A body that was encoded: it is not decoded, because a small one could become a large one. */
export class EncodedBodyError extends Error {
  override readonly name = 'EncodedBodyError';
  readonly statusCode = 415;
}

/** Refuses encoded bodies on the routes of `app` before they are read, with EncodedBodyError for its error handler. */
export function refuseEncodedBodies(app: FastifyInstance): void {
  app.addHook('preParsing', (request: FastifyRequest, reply: FastifyReply, _payload, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding.toLowerCase() === ACCEPTED) {
      done();
      return;
    }
    void reply.header('accept-encoding', ACCEPTED);
    done(new EncodedBodyError('The request body has a content encoding.'));
  });
}
