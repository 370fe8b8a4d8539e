import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { METHODS } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import { NO_TRACING, type Tracing } from '../observability/tracing.js';
import { startApollo } from './graphql/apollo.js';
import type { Authenticate } from './http/authenticate.js';
import { createConnectionLimit } from './limits/connection-limit.js';
import { installGracefulShutdown } from './http/graceful-shutdown.js';
import { boundUnreadBodies, drainRequestBody } from './http/drain-request-body.js';
import { createErrorFormatter } from './graphql/format-error.js';
import { GRAPHQL_PATH, graphqlRoute } from './http/graphql-route.js';
import { type HealthChecks, healthRoutes } from './http/health.js';
import { installHttpErrors } from './http/http-errors.js';
import { boundIdleConnections } from './limits/idle-connections.js';
import { listenError } from './http/listen-error.js';
import { createSubscriptionExecutor } from './subscriptions/execute-subscription.js';
import type { Log } from './log.js';
import { closeTimeoutMs } from './subscriptions/closing-connection.js';
import { createPipeline } from './graphql/pipeline.js';
import { createRateLimit } from './limits/rate-limit.js';
import { createRefusals } from './http/refusals.js';
import { type Caller, createGatewayContext, type CreateOperation } from './graphql/request-context.js';
import { requestIdOf } from './http/request-id.js';
import { instrumentRequests, type Transport } from './http/request-telemetry.js';
import { createPlaygroundPage } from './playground/playground-page.js';
import { createConnectionSlots } from './limits/connection-slots.js';
import { securityHeaders } from './http/security-headers.js';
import { createLiveStreams } from './subscriptions/streams.js';
import { wantsMultipart } from './subscriptions/stream-format.js';
import { STREAM_PATH } from './subscriptions/stream-route.js';
import {
  type MalformedHttpDeps,
  respondToBadPath,
  respondToExpectation,
  respondToMalformedHttp,
} from './http/malformed-http.js';
import { WEBHOOK_PATH, type WebhookReceiver, webhookRoute } from './http/webhook-route.js';
import { createWebSocketSide } from './subscriptions/websocket.js';

/** How long a request may take to arrive, so that nobody holds a connection by sending it drop by drop. */
export interface ArrivalTimes {
  /** Head and body. */
  requestMs: number;
  headersMs: number;
  /** How often connections are looked at. Node's own 30 s would let the others become 45 s. */
  checkMs: number;
}

const ARRIVAL: ArrivalTimes = { requestMs: 15_000, headersMs: 10_000, checkMs: 1_000 };
/** Longer than the idle timeout of common load balancers (60 s), so that it is they who close. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;
/** Sockets that nobody has signed in on yet: whose they are is not known, so they are bounded together. */
const MAX_UNAUTHENTICATED_SOCKETS = 1_000;
/**
 * Connections without a request, at least: proxies keep some hundred each. One takes a fifth of what a socket takes, so there
 * may be as many as LIMIT_CONNECTIONS.
 */
const MIN_IDLE_CONNECTIONS = 1_000;
/** How often it is looked whether the sign-in of a WebSocket has ended, beside every delivery: as often as it is pinged. */
const EXPIRY_CHECK_MS = 12_000;
/** The share of the grace over which sockets and streams are let go. */
const LET_GO_SHARE = 0.25;

/** What the server is made of. */
export interface ServerDeps {
  config: Config;
  schema: GraphQLSchema;
  authenticate: Authenticate;
  createOperation: CreateOperation;
  receiver: WebhookReceiver;
  /** Without these it cannot serve; without the optional ones it can, at a price. */
  checks: HealthChecks;
  optionalChecks?: HealthChecks;
  log: Log;
  metrics?: Metrics;
  tracing?: Tracing;
  /** The clock, Unix ms. */
  now: () => number;
  /** Makes ids that nobody can guess: request ids and nonces. */
  newId: () => string;
  arrival?: ArrivalTimes;
  /** How long a client that is told why its connection ends may take nothing; left out: long enough to come back to it. */
  closeTimeoutMs?: number;
  /** How often a WebSocket is asked whether it is still there; left out: often enough for proxies that cut idle ones. */
  pingMs?: number;
  /** How many sockets may be open that nobody has signed in on yet; left out: enough for anybody but an attacker. */
  maxUnauthenticatedSockets?: number;
}

/** The public listener: HTTP and WebSocket on one port. */
export interface Server {
  /** Opens the listener and tells where. Fails with ConfigError when HOST or PORT cannot be listened on. */
  listen(): Promise<{ url: string; port: number }>;
  /** Says that it is going: not ready any more. Everything is still served. */
  beginShutdown(): void;
  /**
   * Stops: no new connections, sockets closed with 1001, streams cut, requests under way finished within `graceMs`
   * (`config.shutdownGraceMs` unless given) and cut off then. Connections kept idle are still served for `lingerMs` (0
   * unless given), each for one last request.
   */
  close(times?: { graceMs?: number; lingerMs?: number }): Promise<void>;
}

/** Builds the server; nothing listens before `listen`. */
export async function createServer(deps: ServerDeps): Promise<Server> {
  const { config, log, now, newId, metrics = NO_METRICS, tracing = NO_TRACING } = deps;
  const { limits } = config;
  const format = createErrorFormatter(log, metrics);
  const report = { metrics, tracing, log };
  const pipeline = createPipeline({
    schema: deps.schema,
    limits,
    introspection: config.introspection,
    hideSuggestions: config.production,
    trusted: config.trustedDocuments,
  });
  const apollo = await startApollo({ pipeline, format, log, production: config.production });
  const settings = {
    pageSize: limits.pageSize,
    list: limits.list,
    countryCodes: config.link.countryCodes,
    link: config.link,
  };

  function begin(caller: Caller) {
    const operation = deps.createOperation(caller);
    return { operation, context: createGatewayContext(caller, operation, settings, now) };
  }

  // Counted together, whatever the transport.
  const live = {
    ...{ pipeline, format, limits, now, log },
    closeTimeoutMs: deps.closeTimeoutMs ?? closeTimeoutMs(limits.stallMs),
    executor: createSubscriptionExecutor({
      schema: deps.schema,
      createContext: (caller) => begin(caller).context,
      maxSubscriptions: limits.subscriptions,
    }),
    rateLimit: createRateLimit({ perMinute: limits.subscribesPerMinute, what: 'subscriptions', now }),
    seats: createConnectionSlots(limits.socketsPerViewer),
    connections: createConnectionLimit({
      max: limits.connections,
      maxUnauthenticated: deps.maxUnauthenticatedSockets ?? MAX_UNAUTHENTICATED_SOCKETS,
      now,
    }),
  };
  const streams = createLiveStreams(live);
  const refusals = createRefusals({ log, metrics, now });

  const app = createApp(config, deps.arrival ?? ARRIVAL, { format, newId });
  boundIdleConnections(app.server, Math.max(limits.connections, MIN_IDLE_CONNECTIONS));
  drainRequestBody(app);
  boundUnreadBodies(app.server);
  const draining = installGracefulShutdown(app);
  instrumentRequests(app, report, transportOf);
  securityHeaders(app);
  installHttpErrors(app, { format, bodyBytes: limits.bodyBytes, refusals, transportOf });
  await app.register(async (scope) => {
    await graphqlRoute(scope, {
      apollo,
      pipeline,
      authenticate: deps.authenticate,
      rateLimit: createRateLimit({ perMinute: limits.operationsPerMinute, what: 'operations', now }),
      format,
      corsOrigins: config.corsOrigins,
      refusals,
      playgroundPage: config.playground ? createPlaygroundPage(newId) : null,
      streams,
      begin,
    });
  });
  await app.register((scope, _options, done) => {
    webhookRoute(scope, { receiver: deps.receiver, log });
    done();
  });
  healthRoutes(app, {
    checks: deps.checks,
    optionalChecks: deps.optionalChecks ?? {},
    isStopping: () => draining.isStopping(),
  });
  const webSockets = createWebSocketSide({
    ...{ ...live, report, refusals },
    expiryCheckMs: deps.pingMs ?? EXPIRY_CHECK_MS,
    authenticate: deps.authenticate,
    corsOrigins: config.corsOrigins,
    path: GRAPHQL_PATH,
    newId,
    ...(deps.pingMs !== undefined && { pingMs: deps.pingMs }),
  });
  app.server.on('upgrade', (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head);
  });

  metrics.watch('plaid_gateway_connections', { transport: 'websocket' }, () => webSockets.size);
  metrics.watch('plaid_gateway_connections', { transport: 'stream' }, () => streams.size);

  return {
    async listen() {
      await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
        throw listenError(error, 'PORT');
      });
      const { port } = app.server.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `http://${host}:${port}`, port };
    },
    beginShutdown: () => {
      draining.announce();
    },
    async close({ graceMs = config.shutdownGraceMs, lingerMs = 0 } = {}) {
      const letGoMs = graceMs * LET_GO_SHARE;
      const idle = draining.close({ graceMs, lingerMs });
      await Promise.all([webSockets.close(letGoMs), streams.close(letGoMs), idle]);
      await apollo.stop();
    },
  };
}

function transportOf({ routeOptions: { url }, headers }: FastifyRequest): Transport {
  if (url === WEBHOOK_PATH) return 'webhook';
  if (url === STREAM_PATH) return 'sse';
  return url === GRAPHQL_PATH && wantsMultipart(headers.accept) ? 'multipart' : 'http';
}

function createApp(config: Config, arrival: ArrivalTimes, deps: MalformedHttpDeps): FastifyInstance {
  const app = Fastify({
    bodyLimit: config.limits.bodyBytes,
    requestTimeout: arrival.requestMs,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    http: { headersTimeout: arrival.headersMs, connectionsCheckingInterval: arrival.checkMs },
    // A request on a connection that is still open while the server stops is served, not refused in another shape.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: (request) => requestIdOf(request.headers, deps.newId),
    clientErrorHandler: respondToMalformedHttp(deps),
    frameworkErrors: respondToBadPath(deps),
  });
  // The rarer methods too, so that the routes can say that it is the method that is wrong. CONNECT never gets to a route.
  const rare = METHODS.filter((method) => method !== 'CONNECT' && !app.supportedMethods.includes(method));
  rare.forEach((method) => app.addHttpMethod(method));
  app.removeContentTypeParser('text/plain');
  app.server.on('checkExpectation', respondToExpectation(deps));
  return app;
}
