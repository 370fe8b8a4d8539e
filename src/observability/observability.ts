import type { TracingConfig } from '../config/config.js';
import type { LabelSets, Metrics } from './metrics.js';
import { createPrometheus, type Prometheus } from './prometheus.js';
import type { Tracing } from './tracing.js';

/** Where the components of the gateway report what they do. */
export interface Observability {
  /** null: metrics are off. */
  readonly prometheus: Prometheus | null;
  /** Those of `prometheus`. */
  readonly metrics: Metrics | null;
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
  return { prometheus, metrics: prometheus?.metrics ?? null, tracing };
}
