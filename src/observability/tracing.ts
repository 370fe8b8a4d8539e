/** Attributes of a span: the gateway's own names, numbers, request ids. Never users, tokens or variables. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A span in progress. */
export interface Span {
  /** Begins a child span. */
  begin(name: string, attributes?: SpanAttributes): Span;
  /** Ends the span. Call it once. `failed`: the work was not done. */
  end(outcome: { failed: boolean }, attributes?: SpanAttributes): void;
}

/** Starts the trace of each request. */
export interface Tracing {
  /** Begins the span of one request. `traceparent` is the caller's header of that name, which may be malformed. */
  begin(name: string, traceparent: string | undefined, attributes?: SpanAttributes): Span;
  /** Sends the remaining spans, within a bounded time. */
  close(): Promise<void>;
}

/** A span that records nothing. */
export const NO_SPAN: Span = { begin: () => NO_SPAN, end: () => undefined };

/** For a gateway without traces. */
export const NO_TRACING: Tracing = { begin: () => NO_SPAN, close: () => Promise.resolve() };
