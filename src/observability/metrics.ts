import { ERROR_CODES } from '../errors/codes.js';

/** Values of labels; one that is not in the metric's closed set is counted as `other`. */
export type Labels = Readonly<Record<string, string>>;

/** Where the parts count what they do. Never fails, whatever it is given. */
export interface Metrics {
  add(name: CounterName, labels?: Labels): void;
  observe(name: HistogramName, labels: Labels, seconds: number): void;
  /** Has `read` asked whenever somebody looks. */
  watch(name: GaugeName, labels: Labels, read: () => number): void;
}

/** For a gateway whose metrics nobody asks for. */
export const NO_METRICS: Metrics = { add: () => undefined, observe: () => undefined, watch: () => undefined };

/** One metric: what it is, and every value that each of its labels may have. */
export interface MetricDefinition {
  readonly type: 'counter' | 'histogram' | 'gauge';
  readonly help: string;
  /** `'endpoint'` and the like name a set that the part above knows; see Vocabulary. */
  readonly labels: Readonly<Record<string, readonly string[] | keyof LabelSets>>;
}

/** The closed sets that are tables of other folders. */
export interface LabelSets {
  /** Paths of Plaid's endpoints. */
  readonly endpoint: readonly string[];
  /** What is cached. */
  readonly kind: readonly string[];
  /** The version of the gateway. */
  readonly version: readonly string[];
}

/** What stands for a value that is in no set: nothing a caller sends can add a series. */
export const OTHER = 'other';

const TRANSPORTS = ['http', 'websocket', 'sse', 'multipart', 'webhook'];

/** The one table of metrics; docs/metrics.md is held against it. Durations are in seconds, as Prometheus has them. */
export const METRICS = {
  plaid_gateway_build_info: {
    type: 'gauge',
    help: 'Always 1. The version of the gateway is in the label.',
    labels: { version: 'version' },
  },
  plaid_gateway_requests_total: {
    type: 'counter',
    help: 'Operations, subscriptions and webhooks by how they ended. partial: an answer with data and errors.',
    labels: { transport: TRANSPORTS, outcome: ['ok', 'partial', 'refused', 'failed', 'aborted'] },
  },
  plaid_gateway_request_duration_seconds: {
    type: 'histogram',
    help: 'From the head of a request to the end of its answer; streams and sockets are not in it.',
    labels: { transport: ['http', 'webhook'] },
  },
  plaid_gateway_errors_total: {
    type: 'counter',
    help: 'Errors told to clients, by their code.',
    labels: { code: Object.keys(ERROR_CODES) },
  },
  plaid_gateway_refusals_total: {
    type: 'counter',
    help: 'Callers turned away before an operation, by why: their origin, their upgrade, their token, what they sent.',
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
    help: 'WebSockets and streams that are open.',
    labels: { transport: ['websocket', 'stream'] },
  },
  plaid_gateway_upstream_calls_total: {
    type: 'counter',
    help: 'Requests sent to Plaid, retries among them, by how they ended.',
    labels: {
      endpoint: 'endpoint',
      outcome: ['ok', 'error', 'rate_limited', 'server_error', 'unreachable', 'unreadable', 'timeout', 'cancelled'],
    },
  },
  plaid_gateway_upstream_duration_seconds: {
    type: 'histogram',
    help: 'How long one request to Plaid took, whatever came of it.',
    labels: { endpoint: 'endpoint' },
  },
  plaid_gateway_cache_reads_total: {
    type: 'counter',
    help: 'Reads of the cache. unavailable: the store failed, which is served as a miss.',
    labels: { kind: 'kind', result: ['hit', 'miss', 'unavailable'] },
  },
  plaid_gateway_feed_lag_seconds: {
    type: 'histogram',
    help: 'From the receipt of a webhook to its delivery to a live subscriber; replays are not in it.',
    labels: {},
  },
  plaid_gateway_subscribers: {
    type: 'gauge',
    help: 'Subscriptions that are being followed.',
    labels: { feed: ['events', 'items', 'link_sessions'] },
  },
  plaid_gateway_webhooks_total: {
    type: 'counter',
    help: 'Deliveries to the receiver by outcome. key_unavailable, store_unavailable: 503, and Plaid delivers again.',
    labels: {
      outcome: ['recorded', 'duplicate', 'parked', 'quarantined', 'refused', 'key_unavailable', 'store_unavailable'],
    },
  },
  plaid_gateway_vault_operations_total: {
    type: 'counter',
    help: 'Values sealed and opened, and fingerprints made. token: an access token opened for a call to Plaid.',
    labels: { operation: ['seal', 'open', 'fingerprint', 'token'], outcome: ['ok', 'failed'] },
  },
  plaid_gateway_queue_depth: {
    type: 'gauge',
    help: 'Work that waits or is under way: effects of webhooks, writes.',
    labels: { queue: ['effects', 'writes'] },
  },
  plaid_gateway_log_lines_dropped: {
    type: 'gauge',
    help: 'Log lines dropped since the start because nobody took them.',
    labels: {},
  },
} as const satisfies Record<string, MetricDefinition>;

type NamesOf<Type> = {
  [Name in keyof typeof METRICS]: (typeof METRICS)[Name]['type'] extends Type ? Name : never;
}[keyof typeof METRICS];

export type CounterName = NamesOf<'counter'>;
export type HistogramName = NamesOf<'histogram'>;
export type GaugeName = NamesOf<'gauge'>;
