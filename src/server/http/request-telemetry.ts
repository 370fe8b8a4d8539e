import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../../observability/metrics.js';
import type { Span, Tracing } from '../../observability/tracing.js';
import type { Log } from '../../observability/logger.js';

/** How a request arrived. */
export type Transport = 'http' | 'websocket' | 'sse' | 'multipart' | 'webhook';
/** How a request ended. aborted: the client disconnected first, which is how most streams end. */
export type RequestOutcome = 'ok' | 'partial' | 'refused' | 'failed' | 'aborted';

/** The telemetry of one request or subscription: log, metrics and trace. */
export interface RequestTelemetry {
  /** null: traces are off. */
  readonly span: Span | null;
  /** Records that the response contains errors, in addition to data or instead of it. */
  hasErrors(withData: boolean): void;
}

/** Where telemetry goes. */
export interface TelemetryDeps {
  /** null: metrics are off. */
  metrics: Metrics | null;
  /** null: traces are off. */
  tracing: Tracing | null;
  log: Log;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** null for health checks, which are not logged. */
    report: RequestTelemetry | null;
  }
}

/** Records one log line, one span and the metrics of every request. Call it before the first route is added. */
export function instrumentRequests(
  app: FastifyInstance,
  deps: TelemetryDeps,
  transportOf: (request: FastifyRequest) => Transport,
): void {
  app.decorateRequest('report', null);
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    if (route.startsWith('/health/')) {
      done();
      return;
    }
    const transport = transportOf(request);
    const span = deps.tracing && beginSpan(deps.tracing, request, route);
    let graphqlOutcome: RequestOutcome = 'ok';
    request.report = {
      span,
      hasErrors: (withData) => {
        graphqlOutcome = withData ? 'partial' : 'failed';
      },
    };
    const startedAt = performance.now();
    reply.raw.once('close', () => {
      const status = reply.raw.statusCode;
      const outcome = reply.raw.writableFinished ? outcomeOf(status, graphqlOutcome) : 'aborted';
      const durationMs = performance.now() - startedAt;
      span?.end({ failed: outcome === 'failed' }, { 'http.response.status_code': status, 'gateway.outcome': outcome });
      countOutcome(deps, { transport, outcome, durationMs });
      deps.log.info(
        { ...lineOf(request, route), status, transport, outcome, durationMs: Math.round(durationMs) },
        RESPONDED,
      );
    });
    done();
  });
}

function beginSpan(tracing: Tracing, { id, method, headers: { traceparent } }: FastifyRequest, route: string): Span {
  return tracing.begin(`${method} ${route}`, typeof traceparent === 'string' ? traceparent : undefined, {
    'http.request.method': method,
    'http.route': route,
    'gateway.request_id': id,
  });
}

const RESPONDED = 'request finished';

/** Neither the path nor any header except the request id, because the caller chooses them. */
function lineOf(request: FastifyRequest, route: string): object {
  const upstreamCalls = request.operation?.upstreamCalls();
  return {
    requestId: request.id,
    method: request.method,
    route,
    ...(upstreamCalls !== undefined && { upstreamCalls }),
  };
}

function outcomeOf(status: number, graphql: RequestOutcome): RequestOutcome {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : graphql;
}

function countOutcome(
  { metrics }: TelemetryDeps,
  request: { transport: Transport; outcome: RequestOutcome; durationMs: number },
): void {
  const { transport, outcome, durationMs } = request;
  metrics?.add('plaid_gateway_requests_total', { transport, outcome });
  if (transport === 'http' || transport === 'webhook') {
    metrics?.observe('plaid_gateway_request_duration_seconds', { transport }, durationMs / 1_000);
  }
}

/** The telemetry of a subscription over WebSocket, from its subscribe message. */
export interface SubscriptionTelemetry extends RequestTelemetry {
  /** Records the end. Only the first call counts. */
  end(outcome: RequestOutcome): void;
}

/** Starts it. `traceparent` is that of the upgrade. */
export function instrumentSubscription(
  deps: TelemetryDeps,
  { requestId, traceparent }: { requestId: string; traceparent: string | undefined },
): SubscriptionTelemetry {
  const span = deps.tracing?.begin('subscribe /graphql', traceparent, { 'gateway.request_id': requestId }) ?? null;
  const startedAt = performance.now();
  let errorOutcome: RequestOutcome | null = null;
  let hasEnded = false;
  return {
    span,
    hasErrors: (withData) => {
      errorOutcome = withData ? 'partial' : 'failed';
    },
    end(given) {
      if (hasEnded) return;
      hasEnded = true;
      const outcome = given === 'ok' ? (errorOutcome ?? given) : given;
      const durationMs = performance.now() - startedAt;
      span?.end({ failed: outcome === 'failed' }, { 'gateway.outcome': outcome });
      countOutcome(deps, { transport: 'websocket', outcome, durationMs });
      deps.log.info({ requestId, transport: 'websocket', outcome, durationMs: Math.round(durationMs) }, RESPONDED);
    },
  };
}
