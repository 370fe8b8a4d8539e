import { createPrometheus, type Prometheus } from '../../../src/observability/prometheus.js';
import { parseMetrics, sumOf } from '../../support/metrics.js';

describe('the metrics', () => {
  let prometheus: Prometheus;
  beforeEach(async () => {
    prometheus = await createPrometheus({ endpoint: ['/item/get'], kind: ['item'], version: [] });
  });
  afterEach(() => {
    prometheus.close();
  });

  it.each([
    'access-sandbox-00000000-made-up-token',
    'a user"}\n# HELP',
    '',
    '__proto__',
    'constructor',
    '/item/get?access_token=1',
  ])('T1: count %j, which is not an allowed label value, as other', async (hostile) => {
    const { metrics } = prometheus;
    metrics.add('plaid_gateway_upstream_calls_total', { endpoint: hostile, outcome: hostile, [hostile]: hostile });
    metrics.add('plaid_gateway_errors_total', {});
    metrics.observe('plaid_gateway_upstream_duration_seconds', { endpoint: hostile }, Number.NaN);
    const samples = parseMetrics(await prometheus.text());
    const other = { endpoint: 'other', outcome: 'other' };
    expect(samples.filter(({ name }) => name === 'plaid_gateway_upstream_calls_total')).toEqual([
      { name: 'plaid_gateway_upstream_calls_total', labels: other, value: 1 },
    ]);
    expect(sumOf(samples, 'plaid_gateway_errors_total', { code: 'other' })).toBe(1);
  });

  it('use the allowed label values, read gauges at each scrape, and include the process metrics', async () => {
    let depth = 1;
    prometheus.metrics.add('plaid_gateway_upstream_calls_total', { endpoint: '/item/get', outcome: 'ok' });
    prometheus.metrics.watch('plaid_gateway_queue_depth', { queue: 'effects' }, () => depth);
    depth = 7;
    const samples = parseMetrics(await prometheus.text());
    expect(sumOf(samples, 'plaid_gateway_upstream_calls_total', { endpoint: '/item/get', outcome: 'ok' })).toBe(1);
    expect(sumOf(samples, 'plaid_gateway_queue_depth', { queue: 'effects' })).toBe(7);
    const names = new Set(samples.map(({ name }) => name));
    expect(names).toContain('nodejs_eventloop_lag_p99_seconds');
    expect(names).toContain('process_resident_memory_bytes');
  });
});
