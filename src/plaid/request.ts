import type { Dispatcher } from 'undici';
import { createSecretRedactor, type Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Endpoint } from './endpoint.js';
import type { PlaidCall } from './plaid-call.js';

/* One HTTP request to Plaid: the time that its call may take, its body, sending it, and reporting its outcome. */

/** The time that one call may take, with all attempts and response bodies. Its creator ends it. */
export interface Deadline {
  /** Aborts when the time is up or the caller disconnects. Created when it is first read: most calls never need it. */
  readonly signal: AbortSignal;
  /** Why the deadline is over; null while it is not. */
  over(): 'expired' | 'cancelled' | null;
  /** Calls `listener` once when the deadline is over. The returned function removes the listener. */
  onOver(listener: () => void): () => void;
  remainingMs(): number;
  /** Resolves after `delayMs`, or as soon as the deadline is over. */
  wait(delayMs: number): Promise<void>;
  end(): void;
}

/** Starts a deadline. It uses the monotonic clock: changes of the wall clock do not affect it. */
export function startDeadline(timeoutMs: number, caller: AbortSignal): Deadline {
  const endsAt = performance.now() + timeoutMs;
  const listeners = new Set<() => void>();
  let reason: 'expired' | 'cancelled' | null = null;
  let controller: AbortController | null = null;

  const finish = (why: 'expired' | 'cancelled') => (): void => {
    reason ??= why;
    controller?.abort();
    for (const listener of listeners) listener();
    listeners.clear();
  };
  const cancel = finish('cancelled');
  const timer = setTimeout(finish('expired'), timeoutMs);
  caller.addEventListener('abort', cancel, { once: true });
  if (caller.aborted) cancel();

  function onOver(listener: () => void): () => void {
    if (reason === null) listeners.add(listener);
    else listener();
    return () => listeners.delete(listener);
  }

  return {
    get signal() {
      if (controller === null) {
        controller = new AbortController();
        if (reason !== null) controller.abort();
      }
      return controller.signal;
    },
    over: () => reason,
    onOver,
    remainingMs: () => endsAt - performance.now(),
    wait: (delayMs) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(pause);
          removeListener();
          resolve();
        };
        const pause = setTimeout(done, delayMs);
        const removeListener = onOver(() => {
          clearTimeout(pause);
          resolve();
        });
      }),
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', cancel);
    },
  };
}

/** The body of a request, and how to redact its tokens in the response. */
export interface RequestBody {
  text: string;
  /** Removes exactly the tokens that were sent, whatever they look like: an upstream may repeat the request in its errors. */
  redact: (text: string) => string;
}

const TOKEN_FIELDS: ReadonlySet<string> = new Set([
  'access_token',
  'public_token',
  'link_token',
  'auth_token',
  'processor_token',
]);

/** Serialises a body as JSON and collects the tokens in it, at any depth. */
export function writeRequestBody(body: Readonly<Record<string, unknown>>): RequestBody {
  const tokens: string[] = [];
  const text = JSON.stringify(body, (name, value: unknown) => {
    if (TOKEN_FIELDS.has(name) && typeof value === 'string') tokens.push(value);
    return value;
  });
  return { text, redact: (response) => createSecretRedactor(tokens)(response) };
}

/** The outcome of one request. */
export type Outcome =
  | { kind: 'response'; status: number; retryAfter: string | null; body: string }
  /** No response began. `retryable`: the failure of the connection is transient. */
  | { kind: 'unreachable'; reason: string; retryable: boolean }
  /** A response began and could not be read to its end. */
  | { kind: 'unreadable'; reason: string };

/** Transient failures of a connection. A failed TLS handshake is not one of them. */
const TRANSIENT_FAILURES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** The response was not HTTP, or too large. */
const MALFORMED = /^(HPE_|UND_ERR_RES_|UND_ERR_RESPONSE|UND_ERR_HEADERS_OVERFLOW)/;

/** The code of a connection error. Nothing else of the error is used. */
function codeOf(error: unknown): string {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
  return isCoded ? String(error.code) : 'UNKNOWN';
}

const UTF8 = new TextDecoder();

/**
 * Sends one request and reads the complete response. Never fails: when the deadline is over first, the outcome is
 * `unreachable` or `unreadable`.
 */
export function sendOnce(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  deadline: Pick<Deadline, 'over' | 'onOver'>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let response: { status: number; retryAfter: string | null } | null = null;
    let controller: Dispatcher.DispatchController | null = null;

    function finish(outcome: Outcome): void {
      removeListener();
      resolve(outcome);
    }
    function fail(error: unknown): void {
      const reason = codeOf(error);
      const isUnreadable = response !== null || MALFORMED.test(reason);
      if (isUnreadable) finish({ kind: 'unreadable', reason });
      else finish({ kind: 'unreachable', reason, retryable: TRANSIENT_FAILURES.has(reason) });
    }
    const removeListener = deadline.onOver(() => {
      // Without a controller the request waits for its connection, and nothing of it has been sent.
      if (controller === null) fail(new DeadlineOver());
      else controller.abort(new DeadlineOver());
    });

    dispatcher.dispatch(options, {
      onRequestStart(started) {
        controller = started;
        if (deadline.over() !== null) started.abort(new DeadlineOver());
      },
      onResponseStart(_controller, status, headers) {
        const retryAfter = headers['retry-after'];
        response = { status, retryAfter: typeof retryAfter === 'string' ? retryAfter : null };
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        const [first, ...rest] = chunks;
        const body = first === undefined ? '' : UTF8.decode(rest.length === 0 ? first : Buffer.concat(chunks));
        finish({ kind: 'response', ...(response ?? { status: 0, retryAfter: null }), body });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    });
  });
}

class DeadlineOver extends Error {
  readonly code = 'UND_ERR_ABORTED';
}

/** Where the outcome of a request is reported. */
export interface CallTelemetry {
  log: Pick<Logger, 'debug'> | undefined;
  metrics: Metrics | null | undefined;
  /** Redacts the tokens of the request: an upstream may return one of them instead of a request id. */
  redact: (text: string) => string;
}

/** Begins one request. The returned function reports its outcome to log, metrics and trace: of its bodies, only Plaid's request_id. */
export function beginRequest(
  { log, metrics, redact }: CallTelemetry,
  { path }: Endpoint,
  call: PlaidCall,
): (outcome: Outcome, over: 'expired' | 'cancelled' | null) => void {
  const startedAt = performance.now();
  const span = call.span?.begin(`plaid ${path}`, { 'plaid.endpoint': path });
  return (outcome, over) => {
    const durationMs = performance.now() - startedAt;
    const name = outcomeName(outcome, over);
    metrics?.add('plaid_gateway_upstream_calls_total', { endpoint: path, outcome: name });
    metrics?.observe('plaid_gateway_upstream_duration_seconds', { endpoint: path }, durationMs / 1_000);
    const status = outcome.kind === 'response' ? outcome.status : undefined;
    const plaidRequestId = outcome.kind === 'response' ? requestIdIn(outcome.body, redact) : undefined;
    span?.end(
      { failed: name !== 'ok' },
      { 'plaid.outcome': name, 'plaid.request_id': plaidRequestId, 'http.response.status_code': status },
    );
    const result = outcome.kind === 'response' ? { status, plaidRequestId } : { failure: outcome.reason };
    log?.debug({ requestId: call.requestId, path, durationMs: Math.round(durationMs), ...result }, 'plaid request');
  };
}

function outcomeName(outcome: Outcome, over: 'expired' | 'cancelled' | null): string {
  if (outcome.kind !== 'response') return over === null ? outcome.kind : over === 'expired' ? 'timeout' : 'cancelled';
  if (outcome.status === 200) return 'ok';
  if (outcome.status === 429) return 'rate_limited';
  return outcome.status >= 500 ? 'server_error' : 'error';
}

/** Plaid's request ids are short and alphanumeric. Anything else is not a request id. */
const REQUEST_ID = /"request_id":\s*"([A-Za-z0-9]{1,64})"/;

/** undefined: there is none, or the upstream has put a token of the request in its place. */
function requestIdIn(body: string, redact: (text: string) => string): string | undefined {
  const id = REQUEST_ID.exec(body)?.[1];
  return id !== undefined && redact(id) === id ? id : undefined;
}
