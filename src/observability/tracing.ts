/** What may be said of a piece of work: names of ours, numbers, ids of requests. Never people, tokens, variables. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A piece of work that is being timed. */
export interface Span {
  /** Begins work that is a part of this. */
  begin(name: string, attributes?: SpanAttributes): Span;
  /** Ends it, once. `failed`: what it was to do did not happen. */
  end(outcome: { failed: boolean }, attributes?: SpanAttributes): void;
}

/** Where requests begin their traces. */
export interface Tracing {
  /** Begins the work of one request; `traceparent` is the caller's header of that name, whatever it holds. */
  begin(name: string, traceparent: string | undefined, attributes?: SpanAttributes): Span;
  /** Sends what is left, within a bounded time. */
  close(): Promise<void>;
}

/** Work that nobody times. */
export const NO_SPAN: Span = { begin: () => NO_SPAN, end: () => undefined };

/** For a gateway whose traces nobody asks for. */
export const NO_TRACING: Tracing = { begin: () => NO_SPAN, close: () => Promise.resolve() };
