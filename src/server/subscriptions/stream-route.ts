import type { FastifyInstance } from 'fastify';
import type { FormatError } from '../graphql/format-error.js';
import type { Pipeline } from '../graphql/pipeline.js';
import type { Authenticate } from '../http/authenticate.js';
import { checkGraphqlRequest, SSE_ANSWER } from '../http/graphql-request.js';
import { badRequest, sendError } from '../http/http-errors.js';
import { SSE } from './stream-format.js';
import type { LiveStreams } from './streams.js';

/** The path of GraphQL over SSE. */
export const STREAM_PATH = '/graphql/stream';

/** POST /graphql/stream: one subscription over SSE, in the distinct connections mode of graphql-sse. */
export function streamRoute(
  app: FastifyInstance,
  deps: { authenticate: Authenticate; format: FormatError; pipeline: Pipeline; streams: LiveStreams },
): void {
  app.post(STREAM_PATH, {
    onRequest: async (request) => {
      request.viewer = await deps.authenticate(request.headers.authorization, request.headers.host);
      deps.streams.admit(request.viewer);
    },
    preHandler: (request, _reply, done) => {
      checkGraphqlRequest(request, SSE_ANSWER, deps.pipeline);
      done();
    },
    handler: (request, reply) => deps.streams.serve(request, reply, SSE),
  });
  app.route({
    // OPTIONS comes with CORS, HEAD with GET.
    method: app.supportedMethods.filter((method) => !['POST', 'HEAD', 'OPTIONS'].includes(method)),
    url: STREAM_PATH,
    // Before the body is read: it does not matter what a wrong method brings along.
    onRequest: (request, reply) => {
      void reply.header('allow', 'POST');
      void sendError(request, reply, badRequest('must be POST', 'method'), { format: deps.format, status: 405 });
    },
    handler: () => undefined,
  });
}
