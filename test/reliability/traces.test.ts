import { request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import * as operations from '../generated/operations.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { findSecrets } from '../support/secret-search.js';
import { createTempDir } from '../support/temp-dir.js';
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.js';

const OWNER = 'ada-lovelace-1815';
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT_ID = '00f067aa0ba902b7';
/** Prints at exit which packages of traces and metrics were loaded. */
const TELL_LOADED = `data:text/javascript,import{createRequire}from'node:module';import{writeSync}from'node:fs';const{cache}=createRequire(process.cwd()+'/x.js');process.on('exit',()=>writeSync(2,'loaded:'+Object.keys(cache).filter((name)=>name.match('@opentelemetry.(sdk|exporter)|prom-client')).length+';'))`;

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
let collector: TraceCollector;
let gateway: GatewayProcess;
let client: GraphqlClient;
let token: string;

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  collector = await startTraceCollector();
  token = await signIn(OWNER);
});

afterEach(async () => {
  await client.close();
  await gateway.kill();
  await control.close();
  await emulator.close();
  await collector.close();
  dataDir.remove();
});

async function start(env: Record<string, string>): Promise<void> {
  gateway = await startGatewayProcess({
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    NODE_OPTIONS: `--import "${TELL_LOADED}"`,
    ...env,
  });
  client = createGraphqlClient(gateway.url, token);
}

function tracing() {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_SERVICE_NAME: 'banks',
  };
}

describe('traces', () => {
  it('contain a request with its Plaid calls, are exported at shutdown at the latest, and contain no secret', async () => {
    await start(tracing());
    const { sandboxCreateItem } = await client.must(operations.SandboxCreateItemDocument, { input: {} });
    const { id } = sandboxCreateItem.item;
    const query = 'query Secretive($id: ID!) { item(id: $id) { accounts { name } authNumbers { ach { account } } } }';
    const { body, headers } = await request(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        traceparent: `00-${TRACE_ID}-${PARENT_ID}-01`,
      },
      body: JSON.stringify({ query, variables: { id } }),
    });
    const { data } = (await body.json()) as { data: { item: { authNumbers: { ach: { account: string }[] } } } };
    expect(await gateway.stop()).toBe(0);

    expect(collector.services()).toContain('banks');
    const ours = collector.spans().filter(({ traceId }) => traceId === TRACE_ID);
    const root = ours.find(({ parentSpanId }) => parentSpanId === PARENT_ID);
    expect(root).toMatchObject({ name: 'POST /graphql', failed: false });
    expect(root?.attributes).toMatchObject({
      'http.route': '/graphql',
      'gateway.request_id': headers['x-request-id'],
      'gateway.outcome': 'ok',
    });
    const calls = ours.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
    expect(calls.length).toBe(Number(headers['x-upstream-calls']));
    const auth = calls.find(({ name }) => name === 'plaid /auth/get');
    expect(auth?.attributes).toMatchObject({ 'plaid.endpoint': '/auth/get', 'plaid.outcome': 'ok' });
    expect(auth?.attributes['plaid.request_id']).toMatch(/^\w+$/);

    const account = data.item.authNumbers.ach[0]?.account ?? '';
    const secrets = [
      { kind: 'owner', text: OWNER },
      { kind: 'Item', text: id },
      { kind: 'sign-in token', text: token },
      { kind: 'account number', text: account },
      { kind: 'secret', text: 'emulator-secret' },
    ];
    expect(account).not.toBe('');
    expect(findSecrets('the traces', Buffer.from(collector.text()), secrets)).toEqual([]);
    expect(collector.text()).not.toMatch(/(access|public|link)-sandbox-|Secretive/);
  });

  it('mark failures, and start a new trace for an invalid traceparent', async () => {
    await start(tracing());
    const { sandboxCreateItem } = await client.must(operations.SandboxCreateItemDocument, { input: {} });
    await control.control('POST', '/emulator/faults', { path: '/accounts/get', fault: { status: 500 } });
    await request(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        traceparent: `00-${'0'.repeat(32)}-${PARENT_ID}-01`,
      },
      body: JSON.stringify({ query: `{ item(id: "${sandboxCreateItem.item.id}") { accounts { name } } }` }),
    }).then(({ body }) => body.text());
    expect(await gateway.stop()).toBe(0);
    const failed = collector.spans().filter(({ name }) => name === 'plaid /accounts/get');
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every((span) => span.failed && span.attributes['plaid.outcome'] === 'server_error')).toBe(true);
    expect(collector.spans().every(({ parentSpanId }) => parentSpanId !== PARENT_ID)).toBe(true);
  });

  it('are exported as protobuf by default', async () => {
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await client.must('{ viewer { items { totalCount } } }');
    expect(await gateway.stop()).toBe(0);
    expect(collector.text()).toContain('POST /v1/traces');
    expect(collector.text()).toContain('application/x-protobuf');
    expect(collector.text()).toContain('plaid-graphql-gateway');
  });

  it('delay nothing when the collector is down', async () => {
    await start({ ...tracing(), OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    await client.must('{ viewer { items { totalCount } } }');
    expect(await gateway.stop()).toBe(0);
  });
});

describe('tracing that is off', () => {
  it('loads no module', async () => {
    await start({});
    await client.must('{ viewer { items { totalCount } } }');
    await gateway.stop();
    expect(gateway.output()).toContain('loaded:0;');
    await client.close();
    await start({ ...tracing(), ADMIN_PORT: '0' });
    await gateway.stop();
    expect(gateway.output()).toMatch(/loaded:[1-9]/);
  });
});
