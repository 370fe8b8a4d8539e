import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../../graphql/context.js';
import type { Viewer } from '../../model/viewer.js';
import { refuseEncodedBodies } from './content-encoding.js';
import type { FormatError } from '../graphql/format-error.js';
import { isAllowedOrigin, isListedOrigin } from './origins.js';
import type { Pipeline } from '../graphql/pipeline.js';
import type { RateLimit } from '../limits/rate-limit.js';
import type { Refusals } from './refusals.js';
import type { Caller, Operation } from '../graphql/request-context.js';
import type { PlaygroundPage } from '../playground/playground-page.js';
import type { LiveStreams } from '../subscriptions/streams.js';
import { MULTIPART, wantsMultipart } from '../subscriptions/stream-format.js';
import { streamRoute } from '../subscriptions/stream-route.js';
import type { Authenticate } from './authenticate.js';
import { checkGraphqlRequest, JSON_ANSWER, MULTIPART_ANSWER } from './graphql-request.js';
import { badRequest, sendError } from './http-errors.js';
import { REQUEST_ID_HEADER } from './request-id.js';

/** The path of the API, for every transport. */
export const GRAPHQL_PATH = '/graphql';
/** How many Plaid calls an operation caused. */
export const UPSTREAM_CALLS_HEADER = 'x-upstream-calls';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on GraphQL requests once the caller is known. */
    viewer: Viewer | null;
    /** Set on GraphQL requests once the operation has begun. */
    operation: Operation | null;
  }
}

/** What the route needs of the rest of the server. */
export interface GraphqlRouteDeps {
  apollo: ApolloServer<GatewayContext>;
  pipeline: Pipeline;
  authenticate: Authenticate;
  rateLimit: RateLimit;
  format: FormatError;
  corsOrigins: readonly string[];
  refusals: Refusals;
  /** null: GET is refused. */
  playgroundPage: PlaygroundPage | null;
  streams: LiveStreams;
  begin(caller: Caller): { operation: Operation; context: GatewayContext };
}

/** POST /graphql (JSON or multipart), GET /graphql (the Sandbox page), POST /graphql/stream, and CORS for them. */
export async function graphqlRoute(app: FastifyInstance, deps: GraphqlRouteDeps): Promise<void> {
  refuseEncodedBodies(app);
  app.decorateRequest('viewer', null);
  app.decorateRequest('operation', null);
  // Before the hook of CORS, which answers preflights itself. It is the browser that refuses: the answer lacks the header
  // that would let the page read it. A browser says so itself when the page is this server's own, under whatever name.
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined && site !== 'same-origin' && !isAllowedOrigin(request.headers, deps.corsOrigins)) {
      deps.refusals.report({ reason: 'origin', transport: 'http', requestId: request.id, origin });
    }
    done();
  });
  await app.register(cors, {
    origin: (origin, done) => {
      done(null, origin !== undefined && isListedOrigin(origin, deps.corsOrigins) ? [origin] : []);
    },
    methods: ['GET', 'POST'],
    exposedHeaders: [REQUEST_ID_HEADER, UPSTREAM_CALLS_HEADER],
    strictPreflight: false,
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header(UPSTREAM_CALLS_HEADER, request.operation?.upstreamCalls() ?? 0);
    done();
  });
  const answerWhole = fastifyApolloHandler(deps.apollo, {
    context: (request, reply) => Promise.resolve(beginOperation(request, reply, deps)),
  });
  app.post(GRAPHQL_PATH, {
    onRequest: async (request) => {
      request.viewer = await deps.authenticate(request.headers.authorization, request.headers.host);
      if (wantsMultipart(request.headers.accept)) deps.streams.admit(request.viewer);
      else deps.rateLimit.take(request.viewer.id);
    },
    preHandler: (request, _reply, done) => {
      checkGraphqlRequest(
        request,
        wantsMultipart(request.headers.accept) ? MULTIPART_ANSWER : JSON_ANSWER,
        deps.pipeline,
      );
      done();
    },
    handler(request, reply) {
      if (wantsMultipart(request.headers.accept)) return deps.streams.serve(request, reply, MULTIPART);
      return answerWhole.call(this, request, reply);
    },
  });
  streamRoute(app, deps);
  app.route({
    method: otherMethods(app),
    url: GRAPHQL_PATH,
    // Before the body is read: it does not matter what a wrong method brings along.
    onRequest: (request, reply, done) => {
      if (request.method === 'GET' && deps.playgroundPage) {
        done();
        return;
      }
      void reply.header('allow', 'POST');
      void sendError(request, reply, badRequest('must be POST', 'method'), { format: deps.format, status: 405 });
    },
    handler: (_request, reply) => deps.playgroundPage?.send(reply),
  });
}

/** Every method but POST, and but HEAD and OPTIONS, which come with GET and with CORS. */
function otherMethods(app: FastifyInstance): string[] {
  return app.supportedMethods.filter((method) => !['POST', 'HEAD', 'OPTIONS'].includes(method));
}

function beginOperation(request: FastifyRequest, reply: FastifyReply, deps: GraphqlRouteDeps): GatewayContext {
  if (request.viewer === null) throw new Error('The operation began before its caller was known.');
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  const { viewer, id: requestId, report } = request;
  const { operation, context } = deps.begin({ viewer, requestId, report, signal: gone.signal });
  request.operation = operation;
  return context;
}
