import type { CounterName, GaugeName, HistogramName } from './metric-table.js';

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
