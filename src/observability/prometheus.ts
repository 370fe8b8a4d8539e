import type { Counter, Gauge, Histogram } from 'prom-client';
import { type Labels, type LabelSets, type MetricDefinition, METRICS, type Metrics, OTHER } from './metrics.js';

/** Metrics that are kept, and can be shown. */
export interface Prometheus {
  readonly metrics: Metrics;
  readonly contentType: string;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  /** Stops watching the process. */
  close(): void;
}

/** From a cache hit to Plaid's deadline. */
const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

interface Registered {
  instrument: Counter | Histogram | Gauge;
  labels: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Loads prom-client and makes every metric of the table in a registry of its own. */
export async function createPrometheus(vocabulary: LabelSets): Promise<Prometheus> {
  // Loaded only here: a gateway without ADMIN_PORT neither pays for it nor has it.
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
        new Set(typeof set === 'string' ? vocabulary[set] : set),
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

  /** Only values of the closed sets, and every label of the metric. */
  const closed = (name: string, given: Labels): Record<string, string> => {
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
        (registered.get(name)?.instrument as Counter).inc(closed(name, labels));
      },
      observe: (name, labels, seconds) => {
        if (Number.isFinite(seconds))
          (registered.get(name)?.instrument as Histogram).observe(closed(name, labels), seconds);
      },
      watch: (name, labels, read) => {
        watched.set(name, [...(watched.get(name) ?? []), { labels: closed(name, labels), read }]);
      },
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
    close: () => {
      registry.clear();
    },
  };
}
