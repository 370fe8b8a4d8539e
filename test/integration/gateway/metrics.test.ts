import { VERSION } from '../../../src/config/version.js';
import { type MetricDefinition, METRICS, OTHER } from '../../../src/observability/metrics.js';
import { ENDPOINTS } from '../../../src/plaid/endpoints.js';
import * as operations from '../../generated/operations.js';
import { startGateway, type TestGateway } from '../../support/gateway.js';
import { parseMetrics, type Sample, sumOf } from '../../support/metrics.js';
import { signIn } from '../../support/access-tokens.js';
import { connect } from '../../support/ws-client.js';

const EVENTS = 'subscription { webhookEvents { id } }';

let gateway: TestGateway;
let admin: string;

beforeAll(async () => {
  gateway = await startGateway({ ADMIN_PORT: '0' });
  admin = `http://127.0.0.1:${String(gateway.adminPort)}`;
});
afterAll(() => gateway.close());

async function samples(): Promise<Sample[]> {
  return parseMetrics(await (await fetch(`${admin}/metrics`)).text());
}

/** How much a metric increased during the action. */
async function growth(work: () => Promise<unknown>) {
  const before = await samples();
  await work();
  const after = await samples();
  return (name: keyof typeof METRICS | `${keyof typeof METRICS}_count`, labels: Record<string, string> = {}) =>
    sumOf(after, name, labels) - sumOf(before, name, labels);
}

describe('ADMIN_PORT', () => {
  it('serves metrics on its own listener and not on the public one', async () => {
    const response = await fetch(`${admin}/metrics`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/plain'),
    ]);
    await response.text();
    expect((await fetch(`${gateway.url}/metrics`)).status).toBe(404);
    expect((await fetch(`${admin}/graphql`)).status).toBe(404);
    expect((await fetch(`${admin}/metrics`, { method: 'POST' })).status).toBe(405);
  });

  it('counts the cost of operations, and cache hits', async () => {
    const client = await gateway.as('ada');
    const { sandboxCreateItem } = await client.must(operations.SandboxCreateItemDocument, { input: {} });
    const query = 'query ($id: ID!) { item(id: $id) { accounts { name } } }';
    const runQuery = () => client.must(query, { id: sandboxCreateItem.item.id });
    const cold = await growth(runQuery);
    const accountsGet = { endpoint: '/accounts/get' };
    expect(cold('plaid_gateway_upstream_calls_total', { ...accountsGet, outcome: 'ok' })).toBe(1);
    expect(cold('plaid_gateway_upstream_duration_seconds_count', accountsGet)).toBe(1);
    expect(cold('plaid_gateway_cache_reads_total', { kind: 'accounts', result: 'miss' })).toBe(1);
    expect(cold('plaid_gateway_vault_operations_total', { operation: 'token', outcome: 'ok' })).toBe(1);
    expect(cold('plaid_gateway_requests_total', { transport: 'http', outcome: 'ok' })).toBe(1);
    const hot = await growth(runQuery);
    expect(hot('plaid_gateway_upstream_calls_total')).toBe(0);
    expect(hot('plaid_gateway_cache_reads_total', { kind: 'accounts', result: 'hit' })).toBe(1);
  });

  it('counts errors by code, and failed Plaid calls by outcome', async () => {
    const client = await gateway.as('ada');
    const { sandboxCreateItem } = await client.must(operations.SandboxCreateItemDocument, { input: {} });
    const { id: itemId } = sandboxCreateItem.item;
    const fault = { errorType: 'RATE_LIMIT_EXCEEDED', errorCode: 'AUTH_LIMIT', status: 429 };
    await gateway.emulator.control('POST', '/emulator/faults', { path: '/auth/get', itemId, fault });
    const grew = await growth(() =>
      client.run('query ($id: ID!) { item(id: $id) { authNumbers { ach { account } } } }', { id: itemId }),
    );
    await gateway.emulator.control('DELETE', '/emulator/faults');
    expect(grew('plaid_gateway_errors_total', { code: 'UPSTREAM_RATE_LIMITED' })).toBe(1);
    const limited = { endpoint: '/auth/get', outcome: 'rate_limited' };
    expect(grew('plaid_gateway_upstream_calls_total', limited)).toBeGreaterThanOrEqual(1);
    expect(grew('plaid_gateway_requests_total', { transport: 'http', outcome: 'partial' })).toBe(1);
    const refused = await growth(() => client.run('{ nothing }'));
    expect(refused('plaid_gateway_requests_total', { transport: 'http', outcome: 'refused' })).toBe(1);
    expect(refused('plaid_gateway_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' })).toBe(1);
  });

  it('counts subscribers, webhooks, and the time from receipt to delivery', async () => {
    const client = await gateway.as('ada');
    const { sandboxCreateItem } = await client.must(operations.SandboxCreateItemDocument, { input: {} });
    const socket = await connect(`${gateway.url.replace('http', 'ws')}/graphql`, {
      authorization: `Bearer ${await signIn('ada')}`,
    });
    socket.send({ id: '1', type: 'subscribe', payload: { query: EVENTS } });
    socket.send({ type: 'ping' });
    await socket.next();
    const grew = await growth(async () => {
      const input = { itemId: sandboxCreateItem.item.id, webhookType: 'ITEM', webhookCode: 'NEW_ACCOUNTS_AVAILABLE' };
      await client.must(operations.SandboxFireWebhookDocument, { input });
      await socket.next();
    });
    expect(grew('plaid_gateway_webhooks_total', { outcome: 'recorded' })).toBe(1);
    expect(grew('plaid_gateway_feed_lag_seconds_count')).toBe(1);
    const open = await samples();
    expect(sumOf(open, 'plaid_gateway_subscribers', { feed: 'events' })).toBe(1);
    expect(sumOf(open, 'plaid_gateway_connections', { transport: 'websocket' })).toBe(1);
    socket.socket.close();
    await socket.closed;
    for (;;) if (sumOf(await samples(), 'plaid_gateway_subscribers', { feed: 'events' }) === 0) break;
  });

  it('never uses input as a label', async () => {
    const hostile = 'hostile_word_1234';
    const client = await gateway.as(hostile);
    await client.run(`query ${hostile} { ${hostile} }`);
    await client.run(operations.ItemByIdDocument, { id: hostile });
    const headers = { traceparent: hostile, 'user-agent': hostile, 'x-request-id': `${hostile}-id`, accept: hostile };
    for (const path of [
      `/${hostile}`,
      `/graphql?${hostile}`,
      '/graphql/stream',
      '/webhooks/plaid',
      `/metrics/${hostile}`,
    ]) {
      for (const method of ['GET', 'POST', 'PROPFIND', 'M-SEARCH']) {
        await (await fetch(gateway.url + path, { method, headers })).text();
      }
    }
    await gateway.emulator.control('POST', '/emulator/webhooks/send', {
      itemId: hostile,
      body: { webhook_type: hostile, webhook_code: hostile, item_id: hostile },
    });
    const text = await (await fetch(`${admin}/metrics`)).text();
    expect(text).not.toContain(hostile);
    const sets = {
      endpoint: Object.values(ENDPOINTS).map(({ path }) => path),
      kind: ['item', 'accounts', 'authNumbers', 'institution'],
      version: [VERSION],
    };
    const ours = parseMetrics(text).filter(({ name }) => name.startsWith('plaid_gateway_'));
    for (const { name, labels } of ours) {
      const base = name.replace(/_(bucket|sum|count)$/, '');
      const definition: MetricDefinition | undefined = METRICS[(name in METRICS ? name : base) as keyof typeof METRICS];
      for (const [label, value] of Object.entries(labels)) {
        if (label === 'le') continue;
        const set = definition.labels[label] ?? [];
        expect([...(typeof set === 'string' ? sets[set] : set), OTHER]).toContain(value);
      }
    }
    expect(ours.length).toBeGreaterThan(50);
  });
});

describe('without ADMIN_PORT', () => {
  it('no metrics are collected or served', async () => {
    const plain = await startGateway();
    expect(plain.adminPort).toBeNull();
    await plain.close();
  });
});
