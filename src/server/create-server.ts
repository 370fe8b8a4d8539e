import { METHODS } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.js';
import { type Metrics, NO_METRICS } from '../observability/metrics.js';
import { NO_TRACING, type Tracing } from '../observability/tracing.js';
import { startApollo } from './apollo.js';
import type { Authenticate } from './authenticate.js';
import { installDraining } from './draining.js';
import { createConnectionLimit } from './connection-limit.js';
import { boundUnreadBodies, letEarlyAnswersArrive } from './early-answers.js';
import { createErrorFormatter } from './format-error.js';
import { GRAPHQL_PATH, graphqlRoute } from './graphql-route.js';
import { type HealthChecks, healthRoutes } from './health.js';
import { installHttpErrors } from './http-errors.js';
import { boundIdleConnections } from './idle-connections.js';
import { createLiveOperations } from './live-operations.js';
import { listenFailure } from './listen-failure.js';
import type { Log } from './log.js';
import { partingMs } from './parting.js';
import { createPipeline } from './pipeline.js';
import { createRateLimit } from './rate-limit.js';
import { createRefusals } from './refusals.js';
import { type Caller, createGatewayContext, type CreateOperation } from './request-context.js';
import { requestIdOf } from './request-id.js';
import { reportRequests, type Transport } from './request-report.js';
import { createSandboxPage } from './sandbox-page.js';
import { createSeats } from './seats.js';
import { securityHeaders } from './security-headers.js';
import { createLiveStreams } from './streams/live-streams.js';
import { wantsMultipart } from './streams/stream-format.js';
import { STREAM_PATH } from './streams/stream-route.js';
import { WEBHOOK_PATH, webhookRoute, type WebhookReceiver } from './webhook-route.js';
import { answerBadPath, answerExpectation, answerUnreadable, type UnreadableDeps } from './unreadable.js';
import { createWebSocketSide } from './websocket.js';

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
const MAX_STRANGERS = 1_000;
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
  partingMs?: number;
  /** How often a WebSocket is asked whether it is still there; left out: often enough for proxies that cut idle ones. */
  pingMs?: number;
  /** How many sockets may be open that nobody has signed in on yet; left out: enough for anybody but an attacker. */
  maxStrangers?: number;
}

/** The public listener: HTTP and WebSocket on one port. */
export interface Server {
  /** Opens the listener and tells where. Fails with ConfigError when HOST or PORT cannot be listened on. */
  listen(): Promise<{ url: string; port: number }>;
  /** Says that it is going: not ready any more. Everything is still served. */
  announceStop(): void;
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
    partingMs: deps.partingMs ?? partingMs(limits.stallMs),
    live: createLiveOperations({
      schema: deps.schema,
      begin: (caller) => ({ context: begin(caller).context }),
      maxSubscriptions: limits.subscriptions,
    }),
    rateLimit: createRateLimit({ perMinute: limits.subscribesPerMinute, what: 'subscriptions', now }),
    seats: createSeats(limits.socketsPerViewer),
    connections: createConnectionLimit({
      max: limits.connections,
      maxUnauthenticated: deps.maxStrangers ?? MAX_STRANGERS,
      now,
    }),
  };
  const streams = createLiveStreams(live);
  const refusals = createRefusals({ log, metrics, now });

  const app = createApp(config, deps.arrival ?? ARRIVAL, { format, newId });
  boundIdleConnections(app.server, Math.max(limits.connections, MIN_IDLE_CONNECTIONS));
  letEarlyAnswersArrive(app);
  boundUnreadBodies(app.server);
  const draining = installDraining(app);
  reportRequests(app, report, transportOf);
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
      sandboxPage: config.sandboxPage ? createSandboxPage(newId) : null,
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
        throw listenFailure(error, 'PORT');
      });
      const { port } = app.server.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `http://${host}:${port}`, port };
    },
    announceStop: () => {
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

function createApp(config: Config, arrival: ArrivalTimes, deps: UnreadableDeps): FastifyInstance {
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
    clientErrorHandler: answerUnreadable(deps),
    frameworkErrors: answerBadPath(deps),
  });
  // The rarer methods too, so that the routes can say that it is the method that is wrong. CONNECT never gets to a route.
  const rare = METHODS.filter((method) => method !== 'CONNECT' && !app.supportedMethods.includes(method));
  rare.forEach((method) => app.addHttpMethod(method));
  app.removeContentTypeParser('text/plain');
  app.server.on('checkExpectation', answerExpectation(deps));
  return app;
}
