import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TracingConfig } from '../config/config.js';
import { withTimeout } from '../model/time.js';
import { redact } from './logger.js';

/** Attributes of a span: the gateway's own names, numbers, request ids. Never users, tokens or variables. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span in progress. */
export interface Span {
  /** Begins a child span. */
  begin(name: string, attributes?: SpanAttributes): Span;
  /** Ends the span. Call it once. `failed`: the work was not done. */
  end(outcome: { failed: boolean }, attributes?: SpanAttributes): void;
}

/** Starts the trace of each request. A gateway without traces has none. */
export interface Tracing {
  /** Begins the span of one request. `traceparent` is the caller's header of that name, which may be malformed. */
  begin(name: string, traceparent: string | undefined, attributes?: SpanAttributes): Span;
  /** Sends the remaining spans, within a bounded time. */
  close(): Promise<void>;
}

/** How long sending the last spans may take. */
const FLUSH_TIMEOUT_MS = 2_000;
/** W3C Trace Context: version, trace, parent, flags; later versions may append fields. The SDK rejects ids that are all zeros. */
const TRACEPARENT = /^(?!ff)[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(-|$)/;

/**
 * Traces over OTLP/HTTP. Sampler, batch sizes, limits and headers come from the standard OTEL_* variables, which the SDK
 * reads itself. Nothing is registered globally. This file is loaded only if traces are configured.
 */
export async function createOtlpTracing(config: TracingConfig): Promise<Tracing> {
  const { OTLPTraceExporter } =
    config.protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  const provider = new BasicTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': config.serviceName })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: config.url }))],
  });
  const tracer = provider.getTracer('plaid-graphql-gateway');
  return {
    begin: (name, traceparent, attributes) =>
      beginSpan(tracer, { name, attributes, parent: parentOf(traceparent), kind: SpanKind.SERVER }),
    async close() {
      // An unreachable collector must not delay the shutdown.
      await withTimeout(provider.shutdown(), FLUSH_TIMEOUT_MS).catch(() => undefined);
    },
  };
}

interface SpanStart {
  name: string;
  attributes: SpanAttributes | undefined;
  parent: Context;
  kind: SpanKind;
}

function beginSpan(tracer: Tracer, { name, attributes, parent, kind }: SpanStart): Span {
  const span = tracer.startSpan(name, { kind, attributes: redactAttributes(attributes) }, parent);
  const context = trace.setSpan(parent, span);
  return {
    begin: (childName, childAttributes) =>
      beginSpan(tracer, { name: childName, attributes: childAttributes, parent: context, kind: SpanKind.INTERNAL }),
    end({ failed }, more) {
      span.setAttributes(redactAttributes(more));
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    },
  };
}

/** Defence in depth, as for logs: nothing that looks like a credential is sent. */
function redactAttributes(attributes: SpanAttributes = {}): Record<string, string | number | boolean> {
  const redacted: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) redacted[name] = typeof value === 'string' ? redact(value) : value;
  }
  return redacted;
}

function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote: true });
}
