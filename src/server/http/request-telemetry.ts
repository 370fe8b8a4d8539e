import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../../observability/metrics.js';
import type { Span, Tracing } from '../../observability/tracing.js';
import type { Log } from '../log.js';

/** How it came. */
export type Transport = 'http' | 'websocket' | 'sse' | 'multipart' | 'webhook';
/** How it ended. aborted: the connection went first, which is how most streams end. */
export type RequestOutcome = 'ok' | 'partial' | 'refused' | 'failed' | 'aborted';

/** What log, metrics and trace will say of one request or subscription. */
export interface RequestTelemetry {
  readonly span: Span;
  /** The answer holds errors beside its data, or instead of it. */
  hasErrors(withData: boolean): void;
}

/** Where it is told. */
export interface ReportDeps {
  metrics: Metrics;
  tracing: Tracing;
  log: Log;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for what is not worth a line: probes of health. */
    report: RequestTelemetry | null;
  }
}

/** One line per request, one span, and its numbers. Call it before the first route. */
export function instrumentRequests(
  app: FastifyInstance,
  deps: ReportDeps,
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
    const { traceparent } = request.headers;
    const span = deps.tracing.begin(
      `${request.method} ${route}`,
      typeof traceparent === 'string' ? traceparent : undefined,
      { 'http.request.method': request.method, 'http.route': route, 'gateway.request_id': request.id },
    );
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
      span.end({ failed: outcome === 'failed' }, { 'http.response.status_code': status, 'gateway.outcome': outcome });
      tell(deps, { transport, outcome, durationMs });
      deps.log.info(
        { ...lineOf(request, route), status, transport, outcome, durationMs: Math.round(durationMs) },
        RESPONDED,
      );
    });
    done();
  });
}

const RESPONDED = 'answered';

/** Neither the path as sent nor any header but the id: both are the caller's words. */
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

function tell(
  { metrics }: ReportDeps,
  about: { transport: Transport; outcome: RequestOutcome; durationMs: number },
): void {
  const { transport, outcome, durationMs } = about;
  metrics.add('plaid_gateway_requests_total', { transport, outcome });
  if (transport === 'http' || transport === 'webhook') {
    metrics.observe('plaid_gateway_request_duration_seconds', { transport }, durationMs / 1_000);
  }
}

/** A subscription over WebSocket, from its message on. */
export interface SubscriptionTelemetry extends RequestTelemetry {
  /** Ends it, once. */
  end(outcome: RequestOutcome): void;
}

/** Begins it. `traceparent`: of the upgrade. */
export function instrumentSubscription(
  deps: ReportDeps,
  { requestId, traceparent }: { requestId: string; traceparent: string | undefined },
): SubscriptionTelemetry {
  const span = deps.tracing.begin('subscribe /graphql', traceparent, { 'gateway.request_id': requestId });
  const startedAt = performance.now();
  let withErrors: RequestOutcome | null = null;
  let hasEnded = false;
  return {
    span,
    hasErrors: (withData) => {
      withErrors = withData ? 'partial' : 'failed';
    },
    end(asked) {
      if (hasEnded) return;
      hasEnded = true;
      const outcome = asked === 'ok' ? (withErrors ?? asked) : asked;
      const durationMs = performance.now() - startedAt;
      span.end({ failed: outcome === 'failed' }, { 'gateway.outcome': outcome });
      tell(deps, { transport: 'websocket', outcome, durationMs });
      deps.log.info({ requestId, transport: 'websocket', outcome, durationMs: Math.round(durationMs) }, RESPONDED);
    },
  };
}
