import { randomBytes } from 'node:crypto';
import { type DocumentNode, print } from 'graphql';
import { request } from 'undici';
import { createEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { SCOPES } from '../../src/model/viewer.js';
import * as documents from '../generated/operations.js';
import { startEchoingUpstream, type EchoingUpstream } from '../support/echoing-upstream.js';
import { createEmulatorClient, type EmulatorClient } from '../support/emulator-client.js';
import { everyOperation, everySubscription, type OperationTargets } from '../support/every-operation.js';
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.js';
import { createGraphqlClient, type GraphqlClient } from '../support/graphql-client.js';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.js';
import { findRedis } from '../support/redis.js';
import { findSecrets, readFiles, type Secret, secretsIn } from '../support/secret-search.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { openStream } from '../support/stream-client.js';
import { createTempDir } from '../support/temp-dir.js';
import { startTraceCollector, type TraceCollector } from '../support/trace-collector.js';
import { connect } from '../support/ws-client.js';

const vaultKey = randomBytes(32);
const WITHOUT_NUMBERS = SCOPES.filter((scope) => scope !== 'auth_numbers:read').join(' ');
const redis = await findRedis();

let folder: ReturnType<typeof createTempDir>;
let emulator: Emulator;
let plaid: EmulatorClient;
let upstream: EchoingUpstream;
let proxy: RecordingProxy;
let numbersProxy: RecordingProxy;
let redisProxy: RecordingProxy;
let collector: TraceCollector;
let gateway: GatewayProcess;
let ada: GraphqlClient;
let withNumbers: GraphqlClient;
let tokens: string[];

function throughProxy(url: string): string {
  redisProxy.forwardTo(url.replace('redis:', 'http:'));
  return url.replace(/\/\/[^/]+/, redisProxy.url.replace('http:', ''));
}

function textOf(name: string): string {
  return print((documents as Record<string, unknown>)[`${name}Document`] as DocumentNode);
}

/** Creates an Item, and a Link session that will create another. */
async function makeThings(): Promise<OperationTargets> {
  const made = await ada.must<{ sandboxCreateItem: { item: { id: string; accounts: { id: string }[] } } }, object>(
    'mutation { sandboxCreateItem(input: { institutionId: "ins_109508", initialProducts: ["auth"] }) { item { id accounts { id } } } }',
  );
  const { createLinkSession } = await ada.must<
    { createLinkSession: { linkSession: { id: string; linkToken: string } } },
    object
  >('mutation { createLinkSession(input: { products: ["auth"], hostedLink: {} }) { linkSession { id linkToken } } }');
  const { id, linkToken } = createLinkSession.linkSession;
  await plaid.control('POST', `/emulator/link/${linkToken}`, { outcome: 'exit', errorCode: 'INVALID_CREDENTIALS' });
  await plaid.control('POST', `/emulator/link/${linkToken}`, { outcome: 'success' });
  const { body } = await plaid.plaid('/sandbox/public_token/create', {
    institution_id: 'ins_109508',
    initial_products: ['auth'],
  });
  const { item } = made.sandboxCreateItem;
  return {
    itemId: item.id,
    accountId: item.accounts[0]?.id ?? '',
    linkSessionId: id,
    publicToken: String(body.public_token),
  };
}

/** A cursor at the start of the event log, so that a subscription has events to deliver. */
async function firstCursor(): Promise<string> {
  const { webhookEvents } = await ada.must<{ webhookEvents: { nodes: { cursor: string }[] } }, object>(
    '{ webhookEvents(first: 1) { nodes { cursor } } }',
  );
  return webhookEvents.nodes[0]?.cursor ?? '';
}

/** Runs every subscription over every transport until it has delivered a result or failed. */
async function subscribeToEverything(things: OperationTargets): Promise<void> {
  const after = await firstCursor();
  const authorization = `Bearer ${tokens[0] ?? ''}`;
  for (const [name, variables] of Object.entries(everySubscription(things, after))) {
    const payload = { query: textOf(name), variables };
    const socket = await connect(`${proxy.url.replace('http', 'ws')}/graphql`, { authorization });
    socket.send({ type: 'subscribe', id: '1', payload });
    await socket.next();
    socket.socket.terminate();
    for (const kind of ['SSE', 'multipart'] as const) {
      const stream = await openStream(proxy.url, kind, payload, { authorization });
      await stream.next();
      stream.cut();
    }
  }
}

/** Runs every operation of schema/operations on every transport. Returns those that succeeded. */
async function runEverything(things: OperationTargets): Promise<string[]> {
  const wentWell: string[] = [];
  for (const [name, variables] of Object.entries(everyOperation(things))) {
    if (name === 'RemoveItem') await subscribeToEverything(things);
    const text = textOf(name);
    const client = /\bauthNumbers\b/.test(text) ? withNumbers : ada;
    const { errors } = await client.run(text, variables);
    if (errors.length === 0) wentWell.push(name);
  }
  return wentWell;
}

/** Genuine Plaid webhooks can contain anything. */
async function tellingWebhooks({ itemId }: OperationTargets): Promise<void> {
  const echo = upstream.recorded().toString().slice(-3_000);
  const body = { webhook_type: 'ITEM', item_id: itemId, environment: 'sandbox' };
  for (const sent of [
    { ...body, webhook_code: 'ERROR', error: { error_type: 'ITEM_ERROR', error_code: 'OTHER', error_message: echo } },
    { ...body, webhook_code: 'OF_TOMORROW', deep: [{ [echo.slice(0, 200)]: echo }], access_token: echo },
    { ...body, webhook_code: 'ERROR', environment: 'production', error: { error_message: echo } },
    { ...body, webhook_code: 'ERROR', item_id: 'of-nobody', error: { error_message: echo } },
    JSON.stringify(echo),
  ]) {
    await plaid.control('POST', '/emulator/webhooks/send', { itemId, body: sent });
    await plaid.control('POST', '/emulator/clock', { advanceMs: 0 });
  }
}

/** The secrets on the wire with Plaid and clients, and those that only the gateway knows. */
function everySecret(): Secret[] {
  const wire = Buffer.concat([
    upstream.recorded(),
    proxy.requestBytes(),
    numbersProxy.requestBytes(),
    numbersProxy.responseBytes(),
  ]);
  return [
    ...secretsIn(wire),
    { kind: 'Plaid secret', text: 'emulator-secret' },
    { kind: 'JWT secret', text: TEST_JWT_SECRET },
    { kind: 'vault key', text: vaultKey.toString('base64') },
    { kind: 'vault key', text: vaultKey.toString('base64url') },
    { kind: 'vault key', text: vaultKey.toString('hex') },
  ];
}

/** Fields whose purpose is to return a token to the app. */
const SHOWN = /"(linkToken|hostedLinkUrl|processorToken|stripeBankAccountToken|publicToken)":"[^"]*"/g;

function withoutShown(responses: Buffer): Buffer {
  return Buffer.from(responses.toString('latin1').replace(SHOWN, ''), 'latin1');
}

/** Searches everything that can be read from outside while the gateway still runs. */
interface Pages {
  page: Buffer;
  metrics: Buffer;
}

function leaks(secrets: readonly Secret[], { page, metrics }: Pages): string[] {
  const besideNumbers = secrets.filter(({ kind }) => kind !== 'account number');
  // The emulator's page is for developers: it links to Link sessions and shows its documented credentials.
  const notForPage = secrets.filter(({ kind }) => kind !== 'link token' && kind !== 'Plaid secret');
  return [
    ...findSecrets('an answer or frame', withoutShown(proxy.responseBytes()), secrets),
    ...findSecrets('an answer with numbers', withoutShown(numbersProxy.responseBytes()), besideNumbers),
    ...findSecrets('the output', Buffer.from(gateway.output()), secrets),
    ...findSecrets('Redis', redisProxy.requestBytes(), secrets),
    ...findSecrets("the emulator's page", page, notForPage),
    ...findSecrets('the metrics', metrics, secrets),
    ...findSecrets('the traces', Buffer.from(collector.text()), secrets),
    ...readFiles(folder.path).flatMap(({ name, bytes }) => findSecrets(name, bytes, secrets)),
  ];
}

async function pageOf(url: string): Promise<Buffer> {
  return Buffer.from(await (await request(url)).body.arrayBuffer());
}

async function readPages(): Promise<Pages> {
  const adminPort = /"adminPort":(\d+)/.exec(gateway.output())?.[1] ?? '';
  return {
    page: await pageOf(`${emulator.url}/emulator`),
    metrics: await pageOf(`http://127.0.0.1:${adminPort}/metrics`),
  };
}

describe(`a mixed workload at LOG_LEVEL=trace, with an upstream that repeats requests ${redis.missing ?? ''}`, () => {
  beforeEach(async () => {
    folder = createTempDir();
    emulator = await createEmulator({ rateLimits: 'off', dataDir: folder.path });
    plaid = createEmulatorClient(emulator.url);
    upstream = await startEchoingUpstream(emulator.url);
    [proxy, numbersProxy, redisProxy] = (await Promise.all([1, 2, 3].map(startRecordingProxy))) as [
      RecordingProxy,
      RecordingProxy,
      RecordingProxy,
    ];
    collector = await startTraceCollector();
    gateway = await startGatewayProcess({
      ...{ DATA_DIR: folder.path, PLAID_BASE_URL: upstream.url, PUBLIC_URL: proxy.url, LOG_LEVEL: 'trace' },
      ...{
        VAULT_KEYS: `canary:${vaultKey.toString('base64')}`,
        AUTH_JWT_SECRET: TEST_JWT_SECRET,
        LIMIT_COST: '100000',
      },
      ...{ ADMIN_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      ...(redis.url === null ? {} : { REDIS_URL: throughProxy(redis.url) }),
    });
    proxy.forwardTo(gateway.url);
    numbersProxy.forwardTo(gateway.url);
    tokens = [await signIn('ada', WITHOUT_NUMBERS), await signIn('ada')];
    ada = createGraphqlClient(proxy.url, tokens[0]);
    withNumbers = createGraphqlClient(numbersProxy.url, tokens[1]);
  });

  afterEach(async () => {
    await Promise.all([ada.close(), withNumbers.close()]);
    await gateway.kill();
    await Promise.all([proxy, numbersProxy, redisProxy, upstream, collector].map((part) => part.close()));
    await plaid.close();
    await emulator.close();
    folder.remove();
  });

  it('T1, T2, T40: leaves no token, secret, key or account number in any response, frame, line, metric, trace, file or cache', async () => {
    const things = await makeThings();
    const wentWell = await runEverything(things);
    for (const status of [400, 429, 500, 200]) {
      const again = await makeThings();
      await tellingWebhooks(again);
      upstream.echo(status);
      await runEverything(again);
      upstream.echo(null);
    }
    for (const path of ['/health/live', '/health/ready', '/graphql', '/nowhere']) {
      await (await request(`${proxy.url}${path}`, { headers: { accept: 'text/html' } })).body.dump();
    }
    const secrets = everySecret();
    const pages = await readPages();
    expect(leaks(secrets, pages)).toEqual([]);
    expect(await gateway.stop()).toBe(0);
    expect(leaks(secrets, pages)).toEqual([]);

    // Proves that there were secrets to find and that the search looked where they are.
    const count = (kind: string): number => secrets.filter((secret) => secret.kind === kind).length;
    expect(count('access token')).toBeGreaterThanOrEqual(10);
    expect(count('public token')).toBeGreaterThanOrEqual(10);
    expect(count('link token')).toBeGreaterThanOrEqual(5);
    expect(count('processor token')).toBeGreaterThanOrEqual(2);
    expect(count('account number')).toBeGreaterThanOrEqual(2);
    expect(wentWell).toEqual(expect.arrayContaining(['ItemNumbers', 'RotateAccessToken', 'RemoveItem', 'ImportItem']));
    expect(gateway.output()).toContain('plaid request');
    expect(proxy.responseBytes().toString()).toContain('[removed]');
    expect(pages.metrics.toString()).toMatch(
      /plaid_gateway_upstream_calls_total\{endpoint="\/auth\/get",outcome="ok"\} [1-9]/,
    );
    expect(collector.spans().map(({ name }) => name)).toContain('plaid /auth/get');
    if (redis.url !== null) expect(redisProxy.requestBytes().toString('latin1')).toContain('v1.canary.');
  }, 120_000);
});

describe('the workload', () => {
  it('runs every document of schema/operations', () => {
    const things = { itemId: '', accountId: '', linkSessionId: '', publicToken: '' };
    const named = Object.keys(documents).flatMap((name) => /^(\w+)Document$/.exec(name)?.[1] ?? []);
    const run = [...Object.keys(everyOperation(things)), ...Object.keys(everySubscription(things, ''))];
    expect(run.sort()).toEqual(named.sort());
  });
});
