import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Cache, createCache } from '../../../src/cache/cache.js';
import { asInstitutionId, asOwnerId } from '../../../src/model/ids.js';
import type { CacheRule } from '../../../src/plaid/endpoint.js';
import { createPlaidClient, type PlaidCall, type PlaidClient } from '../../../src/plaid/plaid-client.js';
import type { Vault } from '../../../src/vault/vault.js';
import { createTestVault } from '../../support/read-path.js';
import { createEmbeddedStores, type TestStores } from '../../support/store.js';

/** More than all slots of any pool. */
const MANY = 200;
/** The slots for reads that a single caller gets. */
const SHARE_OF_READS = 48;

let server: Server;
let requested: string[];
let arrivals: { count: number; done: () => void }[];
let plaid: PlaidClient;
let cache: Cache;
let stores: TestStores;
const gone = new Set<AbortController>();

/** A Plaid that never responds for ids that start with `hang`, and responds immediately for others. */
beforeEach(async () => {
  requested = [];
  arrivals = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as { institution_id?: string; key_id?: string };
      const id = body.institution_id ?? body.key_id ?? '';
      requested.push(id);
      for (const { count, done } of arrivals) if (requested.length >= count) done();
      if (id.startsWith('hang')) return;
      const institution = { institution_id: id, name: 'Bank', products: [], country_codes: ['US'] };
      const reply = { institution, processor_token: 'processor-sandbox-1', request_id: 'request1' };
      const noKey = { error_type: 'INVALID_INPUT', error_code: 'INVALID_WEBHOOK_VERIFICATION_KEY_ID' };
      response.writeHead(body.key_id === undefined ? 200 : 400, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(body.key_id === undefined ? reply : { ...noKey, error_message: '', request_id: 'r' }),
      );
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  start('off');
  stores = await createEmbeddedStores();
  const vault = await createTestVault(await stores.open());
  cache = await createCache({ redisUrl: null, vault, now: Date.now, maxBytes: 1_000_000 });
});

afterEach(async () => {
  for (const controller of gone) controller.abort();
  gone.clear();
  await plaid.close();
  await cache.close();
  await stores.dispose();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

function start(rateLimits: 'off' | 'sandbox'): void {
  plaid = createPlaidClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    clientId: 'my-client-id',
    secret: 'my-secret',
    timeoutMs: 30_000,
    vault: {} as Vault,
    rateLimits,
    now: () => 1_760_000_000_000,
    random: () => 0,
  });
}

/** null: background work. */
function callBy(caller: string | null): PlaidCall {
  const controller = new AbortController();
  gone.add(controller);
  return {
    signal: controller.signal,
    requestId: 'request',
    ...(caller !== null && { callerId: asOwnerId(caller) }),
    onUpstreamCall: () => undefined,
  };
}

const INSTITUTION: CacheRule = { kind: 'institution', ttlMs: 60_000, encrypted: true };

const read = (id: string, caller: string | null) =>
  plaid.institutionsGetById({ id: asInstitutionId(id), countryCodes: ['US'] }, callBy(caller));
const write = (id: string, caller: string | null) => plaid.sandboxProcessorTokenCreate(id, callBy(caller));
const cachedRead = (id: string, caller: string) =>
  cache.readPublicData(INSTITUTION, id, callBy(caller), (call) =>
    plaid.institutionsGetById({ id: asInstitutionId(id), countryCodes: ['US'] }, call),
  );

/** Resolves when so many have reached Plaid since the test began. */
const arrived = (count: number) =>
  new Promise<void>((done) => {
    if (requested.length >= count) done();
    else arrivals.push({ count, done });
  });

/** Calls whose result is not awaited; they are aborted after the test. */
function hang(count: number, send: (id: string) => Promise<unknown>): void {
  for (let n = 0; n < count; n += 1) send(`hang-${n}-${Math.random()}`).catch(() => undefined);
}

it.each([
  ['reads', read],
  ['writes', write],
])('hanging calls of one caller do not block the %s of other callers or of background work', async (_, send) => {
  hang(MANY, (id) => send(id, 'ada'));
  await arrived(1);
  await send('of bob', 'bob');
  await send('of nobody', null);
  hang(MANY, (id) => send(id, null));
  await send('of cy', 'cy');
  expect(requested).toEqual(expect.arrayContaining(['of bob', 'of nobody', 'of cy']));
});

it('one caller has a share of the calls in progress, and its other calls wait', async () => {
  hang(MANY, (id) => read(id, 'ada'));
  await arrived(SHARE_OF_READS);
  await read('of bob', 'bob');
  expect(requested.filter((id) => id.startsWith('hang'))).toHaveLength(SHARE_OF_READS);
});

it('hanging calls of a dozen callers do not block other callers', async () => {
  for (let n = 0; n < 12; n += 1) hang(MANY, (id) => read(id, `caller-${n}`));
  await arrived(90);
  await read('of bob', 'bob');
  await read('of cy', 'cy');
});

it('webhook keys are fetched while reads and writes of all callers hang', async () => {
  for (let n = 0; n < MANY; n += 1) {
    hang(2, (id) => read(id, `caller-${n}`));
    hang(2, (id) => write(id, `caller-${n}`));
  }
  await arrived(MANY - 8);
  await expect(plaid.webhookVerificationKeyGet('a-key', callBy(null))).resolves.toBeNull();
});

it("a caller that joins a queued read of another caller does not wait for that caller's turn", async () => {
  hang(MANY, (id) => cachedRead(id, 'ada'));
  await arrived(SHARE_OF_READS);
  const adas = cachedRead('wanted by both', 'ada');
  expect(requested).not.toContain('wanted by both');
  const bobs = cachedRead('wanted by both', 'bob');
  await expect(bobs).resolves.toMatchObject({ name: 'Bank' });
  await expect(adas).resolves.toMatchObject({ name: 'Bank' });
  expect(requested.filter((id) => id === 'wanted by both')).toHaveLength(1);
});

it("T42: cached reads count against their caller's share of Plaid's rate limit", async () => {
  await plaid.close();
  start('sandbox');
  const codes: string[] = [];
  for (let n = 0; n < 310; n += 1) {
    await cachedRead(`institution-${n}`, 'ada').catch((error: unknown) => codes.push((error as { code: string }).code));
  }
  expect(new Set(codes)).toEqual(new Set(['UPSTREAM_RATE_LIMITED']));
  await expect(cachedRead('of bob', 'bob')).resolves.toMatchObject({ name: 'Bank' });
});

it('a caller with too many waiting calls is rejected immediately', async () => {
  hang(SHARE_OF_READS + 1_000, (id) => read(id, 'ada'));
  await expect(read('one more', 'ada')).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
  await read('of bob', 'bob');
});
