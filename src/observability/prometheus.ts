import type { Counter, Gauge, Histogram } from 'prom-client';
import { type Labels, type LabelSets, type MetricDefinition, METRICS, type Metrics, OTHER } from './metrics.js';

/** Collected metrics, ready to be scraped. */
export interface Prometheus {
  readonly metrics: Metrics;
  readonly contentType: string;
  /** All metrics in the Prometheus text format. */
  text(): Promise<string>;
  /** Unregisters every metric. */
  close(): void;
}

/** From the duration of a cache hit to twice the default PLAID_TIMEOUT_MS. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Registered {
  instrument: Counter | Histogram | Gauge;
  labels: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Loads prom-client and registers every metric in a registry of its own. */
export async function createPrometheus(labelSets: LabelSets): Promise<Prometheus> {
  // Imported here, so that a gateway without ADMIN_PORT does not load it.
  const client = await import('prom-client');
  const registry = new client.default.Registry();
  const { Counter, Gauge, Histogram, collectDefaultMetrics } = client.default;
  collectDefaultMetrics({ register: registry });
  const watched = new Map<string, { labels: Labels; read: () => number }[]>();

  const make = (name: string, definition: MetricDefinition): Registered => {
    const options = { name, help: definition.help, labelNames: Object.keys(definition.labels), registers: [registry] };
    const labels = new Map(
      Object.entries(definition.labels).map(([label, set]) => [
        label,
        new Set(typeof set === 'string' ? labelSets[set] : set),
      ]),
    );
    if (definition.type === 'counter') return { instrument: new Counter(options), labels };
    if (definition.type === 'histogram') {
      return { instrument: new Histogram({ ...options, buckets: BUCKETS_SECONDS }), labels };
    }
    const gauge: Gauge = new Gauge({
      ...options,
      collect: () => {
        for (const { labels: values, read } of watched.get(name) ?? []) gauge.set(values, read());
      },
    });
    return { instrument: gauge, labels };
  };
  const registered = new Map(Object.entries(METRICS).map(([name, definition]) => [name, make(name, definition)]));

  /** Every label of the metric, with values of its closed set only. */
  const normalizeLabels = (name: string, given: Labels): Record<string, string> => {
    const sets = registered.get(name)?.labels ?? new Map<string, ReadonlySet<string>>();
    return Object.fromEntries(
      [...sets].map(([label, set]) => {
        const value = given[label];
        return [label, value !== undefined && set.has(value) ? value : OTHER];
      }),
    );
  };

  return {
    metrics: {
      add: (name, labels = {}) => {
        (registered.get(name)?.instrument as Counter).inc(normalizeLabels(name, labels));
      },
      observe: (name, labels, seconds) => {
        if (Number.isFinite(seconds))
          (registered.get(name)?.instrument as Histogram).observe(normalizeLabels(name, labels), seconds);
      },
      watch: (name, labels, read) => {
        watched.set(name, [...(watched.get(name) ?? []), { labels: normalizeLabels(name, labels), read }]);
      },
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close: () => {
      registry.clear();
    },
  };
}
