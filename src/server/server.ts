import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { METHODS } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.js';
import type { Metrics } from '../observability/metrics.js';
import type { Tracing } from '../observability/tracing.js';
import { startApollo } from './graphql/apollo.js';
import type { Authenticate } from './http/authenticate.js';
import { createConnectionLimit } from './limits/connection-limit.js';
import {
  boundIdleConnections,
  boundUnreadBodies,
  drainRequestBody,
  installGracefulShutdown,
} from './http/connections.js';
import { createErrorFormatter } from './graphql/format-error.js';
import { GRAPHQL_PATH, graphqlRoutes, STREAM_PATH, wantsMultipart } from './http/graphql-route.js';
import { type HealthChecks, healthRoutes } from './http/health.js';
import { installHttpErrors, requestIdOf, securityHeaders } from './http/responses.js';
import { listenError } from './http/listen-error.js';
import { createSubscriptionExecutor } from './subscriptions/execute-subscription.js';
import type { Log } from '../observability/logger.js';
import { closeTimeoutMs } from './subscriptions/backpressure.js';
import { createPipeline } from './graphql/pipeline.js';
import { createRateLimit } from './limits/operation-limits.js';
import { createRefusals } from './http/refusals.js';
import { type Caller, createGatewayContext, type CreateOperation } from './graphql/request-context.js';
import { instrumentRequests, type Transport } from './http/request-telemetry.js';
import { createPlaygroundPage } from './playground/playground-page.js';
import { createConnectionSlots } from './limits/connection-slots.js';
import { createSubscriptionStreams } from './subscriptions/streams.js';
import {
  type MalformedHttpDeps,
  respondToBadPath,
  respondToExpectation,
  respondToMalformedHttp,
} from './http/malformed-http.js';
import { WEBHOOK_PATH, type WebhookReceiver, webhookRoute } from './http/webhook-route.js';
import { createWebSocketSubscriptions } from './subscriptions/websocket.js';

/** How long a request may take to arrive, so that nobody can hold a connection by sending it slowly (slowloris). */
export interface ArrivalTimes {
  /** Head and body. */
  requestMs: number;
  headersMs: number;
  /** How often Node checks connections. Its default of 30 s would extend the other times to up to 45 s. */
  checkMs: number;
}

const ARRIVAL: ArrivalTimes = { requestMs: 15_000, headersMs: 10_000, checkMs: 1_000 };
/** Longer than the idle timeout of common load balancers (60 s), so that they close first. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Unauthenticated sockets, counted together because their viewers are not known. */
const MAX_UNAUTHENTICATED_SOCKETS = 1_000;
/**
 * The least number of idle connections to allow: proxies keep some hundred each. An idle connection takes a fifth of the
 * memory of a socket, so there may be as many as LIMIT_CONNECTIONS.
 */
const MIN_IDLE_CONNECTIONS = 1_000;
/** How often to check whether the token of a WebSocket has expired, in addition to every delivery: once per ping. */
const EXPIRY_CHECK_MS = 12_000;
/** The share of the grace period over which sockets and streams are disconnected. */
const DISCONNECT_SHARE = 0.25;

/** What the server is built from. */
export interface ServerDeps {
  config: Config;
  schema: GraphQLSchema;
  authenticate: Authenticate;
  createOperation: CreateOperation;
  receiver: WebhookReceiver;
  /** The gateway cannot serve when one of these fails; when an optional one fails, it can, with degraded performance. */
  checks: HealthChecks;
  optionalChecks?: HealthChecks;
  log: Log;
  metrics?: Metrics | null;
  tracing?: Tracing | null;
  /** The clock, Unix ms. */
  now: () => number;
  /** Creates unguessable ids: request ids and nonces. */
  newId: () => string;
  arrival?: ArrivalTimes;
  /** How long a client may read nothing after its connection was ended. Default: long enough to resume reading. */
  closeTimeoutMs?: number;
  /** The interval between pings of a WebSocket. Default: short enough for proxies that close idle connections. */
  pingMs?: number;
  /** The most sockets that may be open without authentication. */
  maxUnauthenticatedSockets?: number;
}

/** The public listener: HTTP and WebSocket on one port. */
export interface Server {
  /** Opens the listener and returns its address. Fails with ConfigError when it cannot listen on HOST or PORT. */
  listen(): Promise<{ url: string; port: number }>;
  /** Reports "not ready" from now on. Everything is still served. */
  beginShutdown(): void;
  /**
   * Stops: accepts no new connections, closes sockets with 1001, disconnects streams, and lets requests in progress finish
   * within `graceMs` (default: `config.shutdownGraceMs`). Idle connections stay open for `lingerMs` (default: 0), each
   * for one last request.
   */
  close(times?: { graceMs?: number; lingerMs?: number }): Promise<void>;
}

/** Builds the server. Nothing listens before `listen`. */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const { config, log, now, newId, metrics = null, tracing = null } = deps;
  const shared = createSharedParts(deps, metrics);
  const { format, pipeline, refusals, begin } = shared;
  const apollo = await startApollo({ pipeline, format, log, production: config.production });
  const subscriptions = createSubscriptionDeps(deps, shared);
  const streams = createSubscriptionStreams(subscriptions);
  const telemetry = { metrics, tracing, log };

  const app = createFastify(config, deps.arrival ?? ARRIVAL, { format, newId });
  boundIdleConnections(app.server, Math.max(config.limits.connections, MIN_IDLE_CONNECTIONS));
  drainRequestBody(app);
  boundUnreadBodies(app.server);
  const shutdown = installGracefulShutdown(app);
  instrumentRequests(app, telemetry, transportOf);
  securityHeaders(app);
  installHttpErrors(app, { format, bodyBytes: config.limits.bodyBytes, refusals, transportOf });
  await app.register(async (scope) => {
    await graphqlRoutes(scope, {
      ...{ apollo, pipeline, format, refusals, streams, begin },
      authenticate: deps.authenticate,
      rateLimit: createRateLimit({ perMinute: config.limits.operationsPerMinute, what: 'operations', now }),
      corsOrigins: config.corsOrigins,
      playgroundPage: config.playground ? createPlaygroundPage(newId) : null,
    });
  });
  await app.register((scope, _options, done) => {
    webhookRoute(scope, { receiver: deps.receiver, log });
    done();
  });
  healthRoutes(app, {
    checks: deps.checks,
    optionalChecks: deps.optionalChecks ?? {},
    isStopping: () => shutdown.isStopping(),
  });
  const webSockets = createWebSocketSubscriptions({
    ...{ ...subscriptions, telemetry, refusals, newId },
    expiryCheckMs: deps.pingMs ?? EXPIRY_CHECK_MS,
    authenticate: deps.authenticate,
    corsOrigins: config.corsOrigins,
    path: GRAPHQL_PATH,
    ...(deps.pingMs !== undefined && { pingMs: deps.pingMs }),
  });
  app.server.on('upgrade', (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head);
  });

  metrics?.watch('plaid_gateway_connections', { transport: 'websocket' }, () => webSockets.size);
  metrics?.watch('plaid_gateway_connections', { transport: 'stream' }, () => streams.size);

  return {
    listen: () => listen(app, config),
    beginShutdown: () => {
      shutdown.begin();
    },
    async close({ graceMs = config.shutdownGraceMs, lingerMs = 0 } = {}) {
      const disconnectMs = graceMs * DISCONNECT_SHARE;
      const httpClosed = shutdown.close({ graceMs, lingerMs });
      await Promise.all([webSockets.close(disconnectMs), streams.close(disconnectMs), httpClosed]);
      await apollo.stop();
    },
  };
}

/** What every transport uses: errors, the pipeline, refusals, and the context of an operation. */
function createSharedParts({ config, schema, createOperation, log, now }: ServerDeps, metrics: Metrics | null) {
  const { limits } = config;
  const settings = {
    pageSize: limits.pageSize,
    list: limits.list,
    countryCodes: config.link.countryCodes,
    link: config.link,
  };
  return {
    format: createErrorFormatter(log, metrics),
    pipeline: createPipeline({
      ...{ schema, limits },
      introspection: config.introspection,
      hideSuggestions: config.production,
      trusted: config.trustedDocuments,
    }),
    refusals: createRefusals({ log, metrics, now }),
    begin: (caller: Caller) => {
      const operation = createOperation(caller);
      return { operation, context: createGatewayContext(caller, operation, settings, now) };
    },
  };
}

/** What sockets and streams share: their limits count both. */
function createSubscriptionDeps(deps: ServerDeps, { pipeline, format, begin }: ReturnType<typeof createSharedParts>) {
  const { now, log, schema } = deps;
  const { limits } = deps.config;
  return {
    ...{ pipeline, format, limits, now, log },
    closeTimeoutMs: deps.closeTimeoutMs ?? closeTimeoutMs(limits.stallMs),
    executor: createSubscriptionExecutor({
      schema,
      createContext: (caller) => begin(caller).context,
      maxSubscriptions: limits.subscriptions,
    }),
    rateLimit: createRateLimit({ perMinute: limits.subscribesPerMinute, what: 'subscriptions', now }),
    slots: createConnectionSlots(limits.socketsPerViewer),
    connections: createConnectionLimit({
      max: limits.connections,
      maxUnauthenticated: deps.maxUnauthenticatedSockets ?? MAX_UNAUTHENTICATED_SOCKETS,
      now,
    }),
  };
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<{ url: string; port: number }> {
  await app.listen({ host, port }).catch((error: unknown) => {
    throw listenError(error, 'PORT');
  });
  const bound = app.server.address() as AddressInfo;
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound.port}`, port: bound.port };
}

function transportOf({ routeOptions: { url }, headers }: FastifyRequest): Transport {
  if (url === WEBHOOK_PATH) return 'webhook';
  if (url === STREAM_PATH) return 'sse';
  return url === GRAPHQL_PATH && wantsMultipart(headers.accept) ? 'multipart' : 'http';
}

function createFastify(config: Config, arrival: ArrivalTimes, deps: MalformedHttpDeps): FastifyInstance {
  const app = Fastify({
    bodyLimit: config.limits.bodyBytes,
    requestTimeout: arrival.requestMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: arrival.headersMs, connectionsCheckingInterval: arrival.checkMs },
    // A request on a connection that is still open during shutdown is served, not rejected in another format.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers, deps.newId),
    clientErrorHandler: respondToMalformedHttp(deps),
    frameworkErrors: respondToBadPath(deps),
  });
  // The rarer methods too, so that the routes can respond with 405. CONNECT never reaches a route.
  const rare = METHODS.filter((method) => method !== 'CONNECT' && !app.supportedMethods.includes(method));
  rare.forEach((method) => app.addHttpMethod(method));
  app.removeContentTypeParser('text/plain');
  app.server.on('checkExpectation', respondToExpectation(deps));
  return app;
}
