import { ERROR_CODES } from '../errors/codes.js';

/** Values of labels. A value that is not in the closed set of its metric is counted as `other`. */
export type Labels = Readonly<Record<string, string>>;

/** Where the components of the gateway report what they do, if ADMIN_PORT is set. Never fails, whatever it is given. */
export interface Metrics {
  add(name: CounterName, labels?: Labels): void;
  observe(name: HistogramName, labels: Labels, seconds: number): void;
  /** Calls `read` at each scrape. */
  watch(name: GaugeName, labels: Labels, read: () => number): void;
}

/** One metric: its type, its description, and every value that each of its labels may have. */
export interface MetricDefinition {
  readonly type: 'counter' | 'histogram' | 'gauge';
  readonly help: string;
  /** A name such as `'endpoint'` stands for a set that other folders define: see LabelSets. */
  readonly labels: Readonly<Record<string, readonly string[] | keyof LabelSets>>;
}

/** The closed sets that other folders define. */
export interface LabelSets {
  /** The paths of Plaid's endpoints. */
  readonly endpoint: readonly string[];
  /** The kinds of cached data. */
  readonly kind: readonly string[];
  /** The version of the gateway. */
  readonly version: readonly string[];
}

/** Replaces a value that is not in its set, so that nothing a caller sends can add a time series. */
export const OTHER = 'other';

const TRANSPORTS = ['http', 'websocket', 'sse', 'multipart', 'webhook'];

/** Every metric. A test compares docs/metrics.md with it. Durations are in seconds, as is usual for Prometheus. */
export const METRICS = {
  plaid_gateway_build_info: {
    type: 'gauge',
    help: 'Always 1. The version of the gateway is in the label.',
    labels: { version: 'version' },
  },
  plaid_gateway_requests_total: {
    type: 'counter',
    help: 'Operations, subscriptions and webhooks by outcome. partial: a response with data and errors.',
    labels: { transport: TRANSPORTS, outcome: ['ok', 'partial', 'refused', 'failed', 'aborted'] },
  },
  plaid_gateway_request_duration_seconds: {
    type: 'histogram',
    help: 'Time from the head of a request to the end of its response. Excludes streams and sockets.',
    labels: { transport: ['http', 'webhook'] },
  },
  plaid_gateway_errors_total: {
    type: 'counter',
    help: 'Errors returned to clients, by code.',
    labels: { code: Object.keys(ERROR_CODES) },
  },
  plaid_gateway_refusals_total: {
    type: 'counter',
    help: 'Callers refused before an operation, by reason: origin, upgrade, access token, message or limit.',
    labels: {
      transport: TRANSPORTS,
      reason: [
        'origin',
        'path',
        'handshake',
        'protocol',
        'message',
        'stopping',
        'too_many_connections',
        'too_many_sockets',
        'not_signed_in',
        'token_missing',
        'token_malformed',
        'token_signature',
        'token_expired',
        'token_times',
        'token_issuer',
        'token_audience',
        'token_owner',
        'keys_unavailable',
      ],
    },
  },
  plaid_gateway_connections: {
    type: 'gauge',
    help: 'Open WebSockets and streams.',
    labels: { transport: ['websocket', 'stream'] },
  },
  plaid_gateway_upstream_calls_total: {
    type: 'counter',
    help: 'Requests sent to Plaid, including retries, by outcome.',
    labels: {
      endpoint: 'endpoint',
      outcome: ['ok', 'error', 'rate_limited', 'server_error', 'unreachable', 'unreadable', 'timeout', 'cancelled'],
    },
  },
  plaid_gateway_upstream_duration_seconds: {
    type: 'histogram',
    help: 'Duration of one request to Plaid, whatever its outcome.',
    labels: { endpoint: 'endpoint' },
  },
  plaid_gateway_cache_reads_total: {
    type: 'counter',
    help: 'Cache reads by result. unavailable: the store failed, which is treated as a miss.',
    labels: { kind: 'kind', result: ['hit', 'miss', 'unavailable'] },
  },
  plaid_gateway_feed_lag_seconds: {
    type: 'histogram',
    help: 'Time from the receipt of a webhook to its delivery to a live subscriber. Excludes replays.',
    labels: {},
  },
  plaid_gateway_subscribers: {
    type: 'gauge',
    help: 'Active subscriptions, by feed.',
    labels: { feed: ['events', 'items', 'link_sessions'] },
  },
  plaid_gateway_webhooks_total: {
    type: 'counter',
    help: 'Webhook deliveries by outcome. key_unavailable and store_unavailable get 503, and Plaid delivers again.',
    labels: {
      outcome: ['recorded', 'duplicate', 'parked', 'quarantined', 'refused', 'key_unavailable', 'store_unavailable'],
    },
  },
  plaid_gateway_vault_operations_total: {
    type: 'counter',
    help: 'Vault operations by outcome. seal encrypts, open decrypts. token: decryption of an access token for a call to Plaid.',
    labels: { operation: ['seal', 'open', 'fingerprint', 'token'], outcome: ['ok', 'failed'] },
  },
  plaid_gateway_queue_depth: {
    type: 'gauge',
    help: 'Work that is waiting or in progress: effects of webhooks, and writes.',
    labels: { queue: ['effects', 'writes'] },
  },
  plaid_gateway_log_lines_dropped: {
    type: 'gauge',
    help: 'Log lines dropped since the start because stdout was not read.',
    labels: {},
  },
} as const satisfies Record<string, MetricDefinition>;

type NamesOf<Type> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[keyof typeof METRICS];

export type CounterName = NamesOf<'counter'>;
export type HistogramName = NamesOf<'histogram'>;
export type GaugeName = NamesOf<'gauge'>;
