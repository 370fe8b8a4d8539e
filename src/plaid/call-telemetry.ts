import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Endpoint } from './endpoint.js';
import type { PlaidCall } from './plaid-call.js';
import type { Outcome } from './send-once.js';

/** Where the outcome of a request to Plaid is reported. */
export interface CallTelemetry {
  log: Pick<Logger, 'debug'> | undefined;
  metrics: Metrics;
  /** Redacts the tokens of the request: an upstream may return one of them instead of a request id. */
  scrub: (text: string) => string;
}

/** Begins one request. The returned function reports its outcome to log, metrics and trace: of its bodies, only Plaid's request_id. */
export function beginCall(
  { log, metrics, scrub }: CallTelemetry,
  { path }: Endpoint,
  call: PlaidCall,
): (outcome: Outcome, over: 'expired' | 'cancelled' | null) => void {
  const startedAt = performance.now();
  const span = call.span?.begin(`plaid ${path}`, { 'plaid.endpoint': path });
  return (outcome, over) => {
    const durationMs = performance.now() - startedAt;
    const name = outcomeName(outcome, over);
    metrics.add('plaid_gateway_upstream_calls_total', { endpoint: path, outcome: name });
    metrics.observe('plaid_gateway_upstream_duration_seconds', { endpoint: path }, durationMs / 1_000);
    const status = outcome.kind === 'answer' ? outcome.status : undefined;
    const plaidRequestId = outcome.kind === 'answer' ? requestIdIn(scrub(outcome.body)) : undefined;
    span?.end(
      { failed: name !== 'ok' },
      { 'plaid.outcome': name, 'plaid.request_id': plaidRequestId, 'http.response.status_code': status },
    );
    const result = outcome.kind === 'answer' ? { status, plaidRequestId } : { failure: outcome.reason };
    log?.debug({ requestId: call.requestId, path, durationMs: Math.round(durationMs), ...result }, 'plaid request');
  };
}

function outcomeName(outcome: Outcome, over: 'expired' | 'cancelled' | null): string {
  if (outcome.kind !== 'answer') return over === null ? outcome.kind : over === 'expired' ? 'timeout' : 'cancelled';
  if (outcome.status === 200) return 'ok';
  if (outcome.status === 429) return 'rate_limited';
  return outcome.status >= 500 ? 'server_error' : 'error';
}

/** Plaid's request ids are short and alphanumeric. Anything else is not a request id. */
const REQUEST_ID = /"request_id":\s*"([A-Za-z0-9]{1,64})"/;

function requestIdIn(body: string): string | undefined {
  return REQUEST_ID.exec(body)?.[1];
}
