import { setImmediate as immediate } from 'node:timers/promises';
import type { ExecutionResult } from 'graphql';
import { Agent, request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import * as operations from '../generated/operations.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { openStream, type StreamKind } from '../support/stream-client.js';
import { createTempDir } from '../support/temp-dir.js';
import { connect } from '../support/ws-client.js';

const EXCHANGE = '/item/public_token/exchange';
const EVENTS = 'subscription ($after: String) { webhookEvents(after: $after) { id webhookCode cursor } }';
/** Throws an exception that nothing catches. */
const FAULT_ON_SIGNAL = `data:text/javascript,process.on('SIGUSR2',()=>{throw new Error('a made-up fault')})`;

let dataDir: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let control: EmulatorClient;
let env: Record<string, string>;
let gateway: GatewayProcess;
let client: GraphqlClient;
let token: string;
const clients: GraphqlClient[] = [];
const started: GatewayProcess[] = [];

beforeEach(async () => {
  dataDir = createTempDir();
  emulator = await createEmulator({ rateLimits: 'off' });
  control = createEmulatorClient(emulator.url);
  token = await signIn('ada');
  env = {
    DATA_DIR: dataDir.path,
    PLAID_BASE_URL: emulator.url,
    AUTH_JWT_SECRET: TEST_JWT_SECRET,
    PORT: String(await freePort()),
    LIMIT_OPERATIONS_PER_MINUTE: '0',
    LIMIT_SUBSCRIBES_PER_MINUTE: '0',
  };
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((each) => each.close()));
  await Promise.all(started.splice(0).map((each) => each.kill()));
  await control.close();
  await emulator.close();
  dataDir.remove();
});

async function start(more: Record<string, string> = {}): Promise<void> {
  gateway = await startGatewayProcess({ ...env, ...more });
  started.push(gateway);
  client = createGraphqlClient(gateway.url, token);
  clients.push(client);
}

async function createItem(): Promise<string> {
  const data = await client.must(operations.SandboxCreateItemDocument, { input: {} });
  return data.sandboxCreateItem.item.id;
}

function fire(itemId: string, webhookCode: string) {
  return client.must(operations.SandboxFireWebhookDocument, { input: { itemId, webhookCode, webhookType: 'ITEM' } });
}

/** A query of an app on a connection of the dispatcher. Rejects on failure. */
async function sendQuery(url: string, dispatcher: Agent): Promise<{ connection: unknown }> {
  const { statusCode, headers, body } = await request(`${url}/graphql`, {
    method: 'POST',
    dispatcher,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { items { totalCount } } }' }),
  });
  const result = (await body.json()) as ExecutionResult;
  if (statusCode !== 200 || result.errors) throw new Error(`answered ${statusCode}: ${JSON.stringify(result)}`);
  return { connection: headers.connection };
}

/** The status of /health/ready on a new connection, like a load balancer's probe. Null when the connection is refused. */
async function readiness(url: string): Promise<{ status: number; health: string } | null> {
  const dispatcher = new Agent({ pipelining: 0 });
  try {
    const { statusCode, body } = await request(`${url}/health/ready`, { dispatcher });
    const { status } = (await body.json()) as { status: string };
    return { status: statusCode, health: status };
  } catch {
    return null;
  } finally {
    await dispatcher.close();
  }
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await immediate();
}

/** Resolves when Plaid has received this call. */
function untilCalled(path: string) {
  return until(async () => {
    const { body } = await control.control('GET', '/emulator/requests');
    return ((body.counts as Record<string, number>)[path] ?? 0) > 0;
  });
}

async function newPublicToken(): Promise<string> {
  const created = await control.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
  });
  return String(created.body.public_token);
}

describe('SIGTERM', () => {
  it('fails no request of clients that follow readiness and keep their connections', async () => {
    await start({ SHUTDOWN_DELAY_MS: '1500' });
    const dispatcher = new Agent({ connections: 8 });
    let isReady = true;
    let completed = 0;
    const failures: unknown[] = [];
    const workers = Array.from({ length: 8 }, async () => {
      while (isReady) {
        await sendQuery(gateway.url, dispatcher).then(
          () => (completed += 1),
          (error: unknown) => failures.push(error),
        );
      }
    });
    await until(() => completed > 50);
    const completedBefore = completed;
    gateway.signal('SIGTERM');
    await until(async () => (await readiness(gateway.url))?.status !== 200);
    // A load balancer probes about once a second and keeps sending requests until then.
    await until(() => completed > completedBefore + 50);
    isReady = false;
    await Promise.all(workers);
    expect(failures).toEqual([]);
    expect(await gateway.exited).toBe(0);
    await dispatcher.close();
  });

  it('reports not ready immediately, keeps serving for the shutdown delay, then refuses connections', async () => {
    await start({ SHUTDOWN_DELAY_MS: '1000' });
    expect(await readiness(gateway.url)).toEqual({ status: 200, health: 'ok' });
    gateway.signal('SIGTERM');
    await until(async () => (await readiness(gateway.url))?.health !== 'ok');
    expect(await readiness(gateway.url)).toEqual({ status: 503, health: 'stopping' });
    const dispatcher = new Agent();
    expect(await sendQuery(gateway.url, dispatcher)).toEqual({ connection: 'keep-alive' });
    await until(async () => (await readiness(gateway.url)) === null);
    await dispatcher.close();
    const another = new Agent();
    await expect(sendQuery(gateway.url, another)).rejects.toThrow('ECONNREFUSED');
    expect(await gateway.exited).toBe(0);
    await another.close();
  });

  it('serves one more request on an idle keep-alive connection after new connections are refused', async () => {
    await start({ SHUTDOWN_DELAY_MS: '2000' });
    const dispatcher = new Agent({ connections: 1 });
    expect(await sendQuery(gateway.url, dispatcher)).toEqual({ connection: 'keep-alive' });
    gateway.signal('SIGTERM');
    await until(async () => (await readiness(gateway.url)) === null);
    expect(await sendQuery(gateway.url, dispatcher)).toEqual({ connection: 'close' });
    await expect(sendQuery(gateway.url, dispatcher)).rejects.toThrow('ECONNREFUSED');
    expect(await gateway.exited).toBe(0);
    await dispatcher.close();
  });

  it('completes and commits an exchange in progress, and responds', async () => {
    await start();
    await control.control('POST', '/emulator/faults', { path: EXCHANGE, fault: { latencyMs: 1_000 } });
    const exchange = client.must(operations.ExchangePublicTokenDocument, {
      input: { publicToken: await newPublicToken() },
    });
    await untilCalled(EXCHANGE);
    expect(await gateway.stop()).toBe(0);
    const { exchangePublicToken } = await exchange;
    await start();
    const { item } = await client.must(operations.ItemByIdDocument, { id: exchangePublicToken.item.id });
    expect(item?.status).toBe('HEALTHY');
  });

  it('closes sockets so that clients reconnect and miss nothing', async () => {
    await start();
    const itemId = await createItem();
    const socket = await connect(gateway.url.replace('http', 'ws') + '/graphql', { authorization: `Bearer ${token}` });
    socket.send({ id: '1', type: 'subscribe', payload: { query: EVENTS } });
    // A round trip, after which the subscription is active.
    socket.send({ type: 'ping' });
    await socket.next();
    await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');
    const first = (await socket.next()).payload as { data: { webhookEvents: { cursor: string } } };
    expect(await gateway.stop()).toBe(0);
    expect(await socket.closed).toEqual({ code: 1001, reason: 'Going away' });

    await start();
    await fire(itemId, 'PENDING_DISCONNECT');
    const after = client.subscribe(operations.WebhookEventsDocument, { after: first.data.webhookEvents.cursor });
    const { value } = (await after.next()) as { value: ExecutionResult<operations.WebhookEventsSubscription> };
    expect(value.data?.webhookEvents.webhookCode).toBe('PENDING_DISCONNECT');
    await after.return?.();
  });

  it.each<StreamKind>(['SSE', 'multipart'])(
    'closes a %s stream after a complete event, without completing the subscription',
    async (kind) => {
      await start();
      const itemId = await createItem();
      const stream = await openStream(gateway.url, kind, { query: EVENTS }, { authorization: `Bearer ${token}` });
      await fire(itemId, 'NEW_ACCOUNTS_AVAILABLE');
      const exit = gateway.stop();
      expect(await stream.ended).toBe('broken');
      expect(await exit).toBe(0);
      expect(stream.seen.map(({ type }) => type)).not.toContain('complete');
      expect(stream.text().endsWith(kind === 'SSE' ? '\n\n' : '\r\n--graphql')).toBe(true);
    },
  );

  it('aborts a read that does not end within the grace period', async () => {
    await start({ SHUTDOWN_GRACE_MS: '1000' });
    const itemId = await createItem();
    await control.control('POST', '/emulator/faults', { path: '/accounts/get', fault: { hang: true } });
    const accounts = client.run('query ($id: ID!) { item(id: $id) { accounts { name } } }', { id: itemId });
    const failed = expect(accounts).rejects.toThrow();
    await untilCalled('/accounts/get');
    expect(await gateway.stop()).toBe(0);
    await failed;
  });

  it('leaves a write that does not end within the grace period to the journal, and logs it', async () => {
    await start({ SHUTDOWN_GRACE_MS: '1000' });
    await control.control('POST', '/emulator/faults', { path: EXCHANGE, fault: { hang: true } });
    const input = { publicToken: await newPublicToken() };
    const failed = expect(client.run(operations.ExchangePublicTokenDocument, { input })).rejects.toThrow();
    await untilCalled(EXCHANGE);
    expect(await gateway.stop()).toBe(1);
    await failed;
    expect(gateway.output()).toContain('shutdown did not finish within the grace period');
    await control.control('DELETE', '/emulator/faults');
    await start();
    const again = await client.must(operations.ExchangePublicTokenDocument, { input });
    expect(again.exchangePublicToken.item.id).not.toBe('');
  });

  it('exits immediately on a second signal', async () => {
    await start({ SHUTDOWN_GRACE_MS: '600000' });
    await control.control('POST', '/emulator/faults', { path: EXCHANGE, fault: { hang: true } });
    const exchange = client.run(operations.ExchangePublicTokenDocument, {
      input: { publicToken: await newPublicToken() },
    });
    const failed = expect(exchange).rejects.toThrow();
    await untilCalled(EXCHANGE);
    // Within the first second, a second signal counts as the same one.
    const interval = setInterval(() => {
      gateway.signal('SIGTERM');
    }, 100);
    expect(await gateway.exited).toBe(1);
    clearInterval(interval);
    await failed;
  });

  it('drains when the signal arrives twice at nearly the same time, as under npm when the process group gets it', async () => {
    await start();
    await control.control('POST', '/emulator/faults', { path: EXCHANGE, fault: { latencyMs: 1_000 } });
    const exchange = client.must(operations.ExchangePublicTokenDocument, {
      input: { publicToken: await newPublicToken() },
    });
    await untilCalled(EXCHANGE);
    gateway.signal('SIGTERM');
    await until(async () => (await readiness(gateway.url)) === null);
    gateway.signal('SIGTERM');
    expect((await exchange).exchangePublicToken.item.id).not.toBe('');
    expect(await gateway.exited).toBe(0);
  });
});

describe('an uncaught exception', () => {
  it('drains and exits with 1, so that a supervisor restarts the process', async () => {
    await start({ NODE_OPTIONS: `--import "${FAULT_ON_SIGNAL}"` });
    await control.control('POST', '/emulator/faults', { path: EXCHANGE, fault: { latencyMs: 500 } });
    const exchange = client.must(operations.ExchangePublicTokenDocument, {
      input: { publicToken: await newPublicToken() },
    });
    await untilCalled(EXCHANGE);
    gateway.signal('SIGUSR2');
    expect((await exchange).exchangePublicToken.item.id).not.toBe('');
    expect(await gateway.exited).toBe(1);
    expect(gateway.output()).toContain('a made-up fault');
  });
});

describe('stdout that is not read', () => {
  it('delays neither requests nor the shutdown', async () => {
    await start({ LOG_LEVEL: 'trace' });
    const itemId = await createItem();
    gateway.blockOutput();
    // Each logs at least one line: together several times what the pipe buffers hold.
    for (let count = 0; count < 40; count += 1) {
      const responses = Array.from({ length: 50 }, () => client.run(operations.ItemByIdDocument, { id: itemId }));
      for (const result of await Promise.all(responses)) expect(result.data?.item?.id).toBe(itemId);
    }
    expect(await gateway.stop()).toBe(0);
  });
});
