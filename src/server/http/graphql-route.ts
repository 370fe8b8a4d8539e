import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../../graphql/context.js';
import { isJsonObject } from '../../model/json.js';
import type { Viewer } from '../../model/viewer.js';
import type { FormatError } from '../graphql/format-error.js';
import type { Pipeline } from '../graphql/pipeline.js';
import type { Caller, Operation } from '../graphql/request-context.js';
import type { RateLimit } from '../limits/operation-limits.js';
import type { PlaygroundPage } from '../playground/playground-page.js';
import { MULTIPART, SSE } from '../subscriptions/stream-format.js';
import type { SubscriptionStreams } from '../subscriptions/streams.js';
import type { Authenticate } from './authenticate.js';
import { badRequest, rejectEncodedBodies, REQUEST_ID_HEADER, sendError } from './responses.js';
import { isAllowedOrigin, isListedOrigin } from './origins.js';
import type { Refusals } from './refusals.js';

/** The path of the API: HTTP and WebSocket. */
export const GRAPHQL_PATH = '/graphql';
/** The path of GraphQL over SSE. */
export const STREAM_PATH = '/graphql/stream';
/** The response header with the number of Plaid calls that the operation caused. */
export const UPSTREAM_CALLS_HEADER = 'x-upstream-calls';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on GraphQL requests once the caller is authenticated. */
    viewer: Viewer | null;
    /** Set on GraphQL requests once the operation has begun. */
    operation: Operation | null;
  }
}

/** What the routes need from the rest of the server. */
export interface GraphqlRouteDeps {
  apollo: ApolloServer<GatewayContext>;
  pipeline: Pipeline;
  authenticate: Authenticate;
  rateLimit: RateLimit;
  format: FormatError;
  corsOrigins: readonly string[];
  refusals: Refusals;
  /** null: GET is rejected. */
  playgroundPage: PlaygroundPage | null;
  streams: SubscriptionStreams;
  begin(caller: Caller): { operation: Operation; context: GatewayContext };
}

/** POST /graphql (JSON or multipart), GET /graphql (the playground), POST /graphql/stream (SSE), and CORS for them. */
export async function graphqlRoutes(app: FastifyInstance, deps: GraphqlRouteDeps): Promise<void> {
  rejectEncodedBodies(app);
  app.decorateRequest('viewer', null);
  app.decorateRequest('operation', null);
  await installCors(app, deps);
  app.addHook('onSend', (request, reply, _payload, done) => {
    void reply.header(UPSTREAM_CALLS_HEADER, request.operation?.upstreamCalls() ?? 0);
    done();
  });
  postGraphql(app, deps);
  otherGraphqlMethods(app, deps);
  postStream(app, deps);
}

async function installCors(app: FastifyInstance, { corsOrigins, refusals }: GraphqlRouteDeps): Promise<void> {
  // Registered before @fastify/cors, which answers preflights itself. The browser enforces the refusal: the response lacks
  // the header that would let the page read it. Requests of our own pages are marked same-origin by the browser.
  app.addHook('onRequest', (request, _reply, done) => {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined && site !== 'same-origin' && !isAllowedOrigin(request.headers, corsOrigins)) {
      refusals.report({ reason: 'origin', transport: 'http', requestId: request.id, origin });
    }
    done();
  });
  await app.register(cors, {
    origin: (origin, done) => {
      done(null, origin !== undefined && isListedOrigin(origin, corsOrigins) ? [origin] : []);
    },
    methods: ['GET', 'POST'],
    exposedHeaders: [REQUEST_ID_HEADER, UPSTREAM_CALLS_HEADER],
    strictPreflight: false,
  });
}

/** Queries and mutations through Apollo Server; subscriptions as multipart responses. */
function postGraphql(app: FastifyInstance, deps: GraphqlRouteDeps): void {
  const executeWithApollo = fastifyApolloHandler(deps.apollo, {
    context: (request, reply) => Promise.resolve(beginOperation(request, reply, deps)),
  });
  app.post(GRAPHQL_PATH, {
    onRequest: async (request) => {
      request.viewer = await deps.authenticate(request.headers.authorization, request.headers.host);
      if (wantsMultipart(request.headers.accept)) deps.streams.admit(request.viewer);
      else deps.rateLimit.take(request.viewer.id);
    },
    preHandler: (request, _reply, done) => {
      checkEnvelope(request, wantsMultipart(request.headers.accept) ? MULTIPART_MEDIA : JSON_MEDIA, deps.pipeline);
      done();
    },
    handler(request, reply) {
      if (wantsMultipart(request.headers.accept)) return deps.streams.serve(request, reply, MULTIPART);
      return executeWithApollo.call(this, request, reply);
    },
  });
}

function otherGraphqlMethods(app: FastifyInstance, { playgroundPage, format }: GraphqlRouteDeps): void {
  app.route({
    method: otherMethods(app),
    url: GRAPHQL_PATH,
    // Before the body is read: the body of a wrong method does not matter.
    onRequest: (request, reply, done) => {
      if (request.method === 'GET' && playgroundPage) done();
      else rejectMethod(request, reply, format);
    },
    handler: (_request, reply) => playgroundPage?.send(reply),
  });
}

/** One subscription over SSE, in the distinct connections mode of graphql-sse. */
function postStream(app: FastifyInstance, deps: GraphqlRouteDeps): void {
  app.post(STREAM_PATH, {
    onRequest: async (request) => {
      request.viewer = await deps.authenticate(request.headers.authorization, request.headers.host);
      deps.streams.admit(request.viewer);
    },
    preHandler: (request, _reply, done) => {
      checkEnvelope(request, SSE_MEDIA, deps.pipeline);
      done();
    },
    handler: (request, reply) => deps.streams.serve(request, reply, SSE),
  });
  app.route({
    method: otherMethods(app),
    url: STREAM_PATH,
    onRequest: (request, reply) => {
      rejectMethod(request, reply, deps.format);
    },
    handler: () => undefined,
  });
}

/** Every method except POST, OPTIONS (registered by CORS) and HEAD (registered with GET). */
function otherMethods(app: FastifyInstance): string[] {
  return app.supportedMethods.filter((method) => !['POST', 'HEAD', 'OPTIONS'].includes(method));
}

function rejectMethod(request: FastifyRequest, reply: FastifyReply, format: FormatError): void {
  void reply.header('allow', 'POST');
  void sendError(request, reply, badRequest('must be POST', 'method'), { format, status: 405 });
}

function beginOperation(request: FastifyRequest, reply: FastifyReply, deps: GraphqlRouteDeps): GatewayContext {
  if (request.viewer === null) throw new Error('The operation began before its caller was authenticated.');
  let controller: AbortController | null = null;
  let isDisconnected = false;
  reply.raw.once('close', () => {
    if (reply.raw.writableFinished) return;
    isDisconnected = true;
    controller?.abort();
  });
  const { viewer, id: requestId, report } = request;
  const { operation, context } = deps.begin({
    ...{ viewer, requestId, report },
    // Created when it is first read: an operation that is served from memory needs none.
    get signal() {
      controller ??= new AbortController();
      if (isDisconnected) controller.abort();
      return controller.signal;
    },
  });
  request.operation = operation;
  return context;
}

/** Whether an Accept header requests multipart subscriptions. Apollo's mobile clients quote the version, its web client does not. */
export function wantsMultipart(accept: string | undefined): boolean {
  return (accept ?? '').split(',').some((range) => {
    const [type, ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return type === 'multipart/mixed' && parameters.some((name) => /^subscriptionspec="?1\.0"?$/.test(name));
  });
}

/** A media type that the Accept header must allow, if there is one. */
interface MediaType {
  readonly name: string;
  readonly pattern: RegExp;
}

const JSON_MEDIA: MediaType = {
  name: 'application/json',
  pattern: /(^|,)\s*(\*\/\*|application\/(\*|json|graphql-response\+json))\s*(;|,|$)/i,
};
const SSE_MEDIA: MediaType = {
  name: 'text/event-stream',
  pattern: /(^|,)\s*(\*\/\*|text\/(\*|event-stream))\s*(;|,|$)/i,
};
/** `wantsMultipart` has checked its parameters. */
const MULTIPART_MEDIA: MediaType = { name: 'multipart/mixed', pattern: /multipart\/mixed/i };

/**
 * Checks the envelope of a GraphQL request, and replaces the hash of a persisted query by its text. Fails with
 * BAD_USER_INPUT, or with PERSISTED_QUERY_NOT_FOUND for an unknown hash; the client then sends the text.
 */
function checkEnvelope(request: FastifyRequest, media: MediaType, pipeline: Pick<Pipeline, 'textOf'>): void {
  const { accept } = request.headers;
  if (accept !== undefined && !media.pattern.test(accept)) {
    throw badRequest(`must include ${media.name}`, 'headers.accept');
  }
  const { body } = request;
  if (!isJsonObject(body)) throw badRequest('must be a JSON object; batches are not supported');
  for (const name of ['variables', 'extensions']) {
    if (body[name] != null && !isJsonObject(body[name])) throw badRequest('must be an object', name);
  }
  if (body.operationName != null && typeof body.operationName !== 'string') {
    throw badRequest('must be a string', 'operationName');
  }
  const extensions = isJsonObject(body.extensions) ? body.extensions : {};
  const { persistedQuery } = extensions;
  if (persistedQuery != null && !isJsonObject(persistedQuery)) throw badRequest('must be an object', 'extensions');
  const hasText = typeof body.query === 'string' && body.query !== '';
  if (!hasText && (persistedQuery == null || !isAbsent(body.query))) {
    throw badRequest('must be a non-empty string', 'query');
  }
  body.query = pipeline.textOf({ query: hasText ? (body.query as string) : null, extensions });
  // Apollo Server would look the hash up in its own store.
  delete extensions.persistedQuery;
}

/** Clients omit the text in different ways: some protocols require a string. */
function isAbsent(query: unknown): boolean {
  return query == null || query === '';
}
