import type { TracingConfig } from '../config/config.js';
import { type LabelSets, type Metrics, NO_METRICS } from './metrics.js';
import { createPrometheus, type Prometheus } from './prometheus.js';
import type { Tracing } from './tracing.js';

/** Where the parts of the gateway report what they do. */
export interface Observability {
  /** null: metrics are off, and `metrics` is a no-op. */
  readonly prometheus: Prometheus | null;
  readonly metrics: Metrics;
  /** null: traces are off. */
  readonly tracing: Tracing | null;
}

/** Loads the code for metrics and traces only if they are configured. The caller closes `tracing` and `prometheus`. */
export async function openObservability(options: {
  metrics: boolean;
  tracing: TracingConfig | null;
  labelSets: LabelSets;
}): Promise<Observability> {
  const prometheus = options.metrics ? await createPrometheus(options.labelSets) : null;
  const tracing =
    options.tracing === null ? null : await (await import('./tracing.js')).createOtlpTracing(options.tracing);
  return { prometheus, metrics: prometheus?.metrics ?? NO_METRICS, tracing };
}
