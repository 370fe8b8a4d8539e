import { GatewayError } from '../../../src/errors/gateway-error.js';
import { asInstitutionId } from '../../../src/model/ids.js';
import { createPlaidClient, type PlaidClient } from '../../../src/plaid/plaid-client.js';
import type { Vault } from '../../../src/vault/vault.js';
import {
  type Behaviour,
  createMisbehavingServer,
  flood,
  hang,
  json,
  type MisbehavingServer,
  plaidError,
  raw,
  reset,
  trickle,
  truncate,
} from '../../support/misbehaving-server.js';
import { countedCall, type CountedCall } from '../../support/read-path.js';

/** Nothing here touches a token: an institution is the simplest read, a sandbox token the simplest write. */
const noVault = {} as Vault;
const institution = { institution: { institution_id: 'ins_1', name: 'Bank', products: [], country_codes: ['US'] } };
const good = json(200, institution);

let server: MisbehavingServer;
let plaid: PlaidClient;

const clientOf = (baseUrl: string, timeoutMs: number): PlaidClient =>
  createPlaidClient({
    baseUrl,
    clientId: 'my-client-id',
    secret: 'my-secret',
    timeoutMs,
    vault: noVault,
    now: () => Date.parse('2026-01-01T00:00:00Z'),
    random: () => 0,
  });

beforeAll(async () => {
  server = await createMisbehavingServer();
});
afterAll(() => server.close());
beforeEach(() => {
  plaid = clientOf(server.url, 500);
});
afterEach(() => plaid.close());

const read = (call: CountedCall = countedCall()) =>
  plaid.institutionsGetById({ id: asInstitutionId('ins_1'), countryCodes: ['US'] }, call);

const failure = async (promise: Promise<unknown>): Promise<GatewayError> => {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof GatewayError)) throw new Error('expected a GatewayError', { cause: error });
  return error;
};

/** How a read ends, and how many requests it took. */
const outcome = async (...behaviours: Behaviour[]): Promise<{ code: string; calls: number }> => {
  server.behave(...behaviours);
  const call = countedCall();
  const code = await read(call).then(
    () => 'OK',
    (error: unknown) => (error instanceof GatewayError ? error.code : 'not a GatewayError'),
  );
  expect(call.paths).toHaveLength(server.requests.length);
  return { code, calls: server.requests.length };
};

describe('a read', () => {
  it('has credentials and version in its headers only', async () => {
    server.behave(good);
    await read();
    expect(server.requests[0]?.headers).toMatchObject({
      'plaid-client-id': 'my-client-id',
      'plaid-secret': 'my-secret',
      'plaid-version': '2020-09-14',
    });
    expect(server.requests[0]?.body).not.toMatch(/my-/);
  });

  it.each<[string, Behaviour[], string, number]>([
    ['succeeds after two resets', [reset, reset, good], 'OK', 3],
    ['fails after repeated resets', [reset], 'UPSTREAM_UNAVAILABLE', 3],
    ['succeeds after two failures', [json(500, {}), raw(503, '<html>'), good], 'OK', 3],
    ['fails after repeated failures', [json(502, {})], 'UPSTREAM_UNAVAILABLE', 3],
    ['succeeds after one rate limit', [json(429, plaidError('RATE_LIMIT_EXCEEDED', 'RATE_LIMIT')), good], 'OK', 2],
    ['fails after repeated rate limits', [json(429, {})], 'UPSTREAM_RATE_LIMITED', 2],
    [
      'does not retry a rejected request',
      [json(400, plaidError('INVALID_INPUT', 'INVALID_PRODUCT'))],
      'UPSTREAM_REJECTED',
      1,
    ],
    [
      'does not wait for maintenance',
      [json(503, plaidError('API_ERROR', 'PLANNED_MAINTENANCE'))],
      'UPSTREAM_UNAVAILABLE',
      1,
    ],
    ['does not follow a redirect', [raw(302, '', { location: '/elsewhere' })], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects HTML', [raw(200, '<html>busy</html>')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects HTML in an error response', [raw(403, '<html>no</html>')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects a truncated response', [truncate], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects truncated JSON', [raw(200, '{"institution":')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects null', [raw(200, 'null')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects a list', [raw(200, '[]')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects a number', [raw(200, '1e400')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects an empty body', [raw(200, '')], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['rejects a body that is too large', [flood], 'UPSTREAM_INVALID_RESPONSE', 1],
    ['times out without a response', [hang], 'UPSTREAM_TIMEOUT', 1],
    ['times out on a trickling response', [trickle], 'UPSTREAM_TIMEOUT', 1],
  ])('%s', async (_name, behaviours, code, calls) => {
    expect(await outcome(...behaviours)).toEqual({ code, calls });
  });

  it.each([
    ['3600', 60_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
  ])('that would wait beyond its deadline returns retryAfterMs: %s', async (retryAfter, retryAfterMs) => {
    server.behave(json(429, plaidError('RATE_LIMIT_EXCEEDED', 'RATE_LIMIT'), { 'retry-after': retryAfter }));
    const error = await failure(read());
    expect(error).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', details: { retryAfterMs } });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['0', '-1', 'soon', '1e9', '99999999999999999999'])(
    'is not affected by an invalid Retry-After: %s',
    async (retryAfter) => {
      const limited = json(429, plaidError('RATE_LIMIT_EXCEEDED', 'RATE_LIMIT'), { 'retry-after': retryAfter });
      expect(await outcome(limited, good)).toEqual({ code: 'OK', calls: 2 });
    },
  );

  it('has one deadline for all attempts', async () => {
    const startedAt = performance.now();
    expect(await outcome(json(500, {}), json(500, {}), hang)).toEqual({ code: 'UPSTREAM_TIMEOUT', calls: 3 });
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it('ends when its caller has aborted, and is not sent when it had aborted before', async () => {
    server.behave(hang);
    const call = countedCall();
    const reading = failure(read(call));
    await server.received(1);
    call.abort();
    expect((await reading).code).toBe('UPSTREAM_TIMEOUT');
    const again = countedCall();
    again.abort();
    await failure(read(again));
    expect(again.paths).toEqual([]);
  });

  it('from an unreachable server is UPSTREAM_UNAVAILABLE', async () => {
    const gone = await createMisbehavingServer();
    await gone.close();
    const unreachable = clientOf(gone.url, 2_000);
    const call = countedCall();
    const error = await failure(
      unreachable.institutionsGetById({ id: asInstitutionId('ins_1'), countryCodes: ['US'] }, call),
    );
    await unreachable.close();
    expect(error.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(call.paths).toHaveLength(3);
  });

  it('of an institution that does not exist is null', async () => {
    server.behave(json(400, plaidError('INVALID_INPUT', 'INVALID_INSTITUTION')));
    await expect(read()).resolves.toBeNull();
  });

  it('fails without any part of the request, even when Plaid echoes it', async () => {
    const echo = 'my-secret my-client-id access-sandbox-11111111-2222';
    const body = plaidError('INVALID_REQUEST', 'INVALID_FIELD', {
      error_message: echo,
      display_message: echo,
      suggested_action: echo,
      documentation_url: 'https://plaid.com/my-secret',
    });
    server.behave(json(400, body, { 'x-echo': echo }));
    const error = await failure(read());
    const everything = JSON.stringify([error.message, error.details, String(error.cause), error.stack]);
    expect(everything).not.toMatch(/my-secret|my-client-id|access-sandbox/);
    expect(error.details.plaid?.displayMessage).toBe('[removed] [removed] [removed]');
  });
});

describe('a write', () => {
  const write = (call = countedCall()) =>
    plaid.linkTokenCreate({ client_name: 'x', access_token: 'access-sandbox-chosen-by-a-caller' }, null, call);

  it.each<[string, Behaviour, string]>([
    ['a reset', reset, 'UPSTREAM_UNAVAILABLE'],
    ['a failure', json(503, {}), 'UPSTREAM_UNAVAILABLE'],
    ['a rate limit', json(429, {}, { 'retry-after': '1' }), 'UPSTREAM_RATE_LIMITED'],
    ['a truncated response', truncate, 'UPSTREAM_INVALID_RESPONSE'],
    ['no response', hang, 'UPSTREAM_TIMEOUT'],
  ])('is sent once, and not retried after %s', async (_name, behaviour, code) => {
    server.behave(behaviour);
    const call = countedCall();
    expect((await failure(write(call))).code).toBe(code);
    expect(server.requests).toHaveLength(1);
    expect(call.paths).toEqual(['/link/token/create']);
  });

  it('contains no access token from a caller', async () => {
    server.behave(json(200, { link_token: 'link-sandbox-1', expiration: '2026-01-01T04:00:00Z' }));
    await expect(write()).resolves.toMatchObject({ hostedLinkUrl: null });
    expect(server.requests[0]?.body).not.toContain('access');
  });
});

describe('closing the client', () => {
  it('aborts the calls in progress', async () => {
    server.behave(hang);
    const reading = failure(read());
    await server.received(1);
    await plaid.close();
    expect((await reading).code).toBe('UPSTREAM_UNAVAILABLE');
  });
});
