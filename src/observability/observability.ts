import type { TracingConfig } from '../config/config.js';
import { type LabelSets, type Metrics, NO_METRICS } from './metrics.js';
import { createPrometheus, type Prometheus } from './prometheus.js';
import { NO_TRACING, type Tracing } from './tracing.js';

/** Where the parts tell what they do. */
export interface Observability {
  /** null: nobody asks for metrics, and `metrics` goes nowhere. */
  readonly prometheus: Prometheus | null;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

/** Nothing of metrics or traces is loaded unless it is asked for. Whoever opens it closes `tracing` and `prometheus`. */
export async function openObservability(options: {
  metrics: boolean;
  tracing: TracingConfig | null;
  labelSets: LabelSets;
}): Promise<Observability> {
  const prometheus = options.metrics ? await createPrometheus(options.labelSets) : null;
  const tracing =
    options.tracing === null ? NO_TRACING : await (await import('./otlp.js')).createOtlpTracing(options.tracing);
  return { prometheus, metrics: prometheus?.metrics ?? NO_METRICS, tracing };
}
