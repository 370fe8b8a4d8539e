import { connect } from 'node:net';
import { createEmulator } from '../../../src/emulator/emulator.js';
import type { EmulatorOptions } from '../../../src/emulator/emulator.js';
import { MINUTE_MS, startEmulator } from '../../support/emulator-fixture.js';
import type { EmulatorFixture } from '../../support/emulator-fixture.js';

interface JournalBody {
  requests: { path: string; at: string; status: number | null; itemId: string | null; durationMs: number }[];
  counts: Record<string, number>;
}

describe('the control API of the emulator', () => {
  let fixture: EmulatorFixture;
  let accessToken: string;
  let itemId: string;
  beforeEach(async () => {
    fixture = await startEmulator();
    ({ accessToken, itemId } = await fixture.client.link());
  });
  afterEach(() => fixture.close());

  const itemGet = (token = accessToken) => fixture.client.plaid('/item/get', { access_token: token });
  const journal = async () =>
    (await fixture.client.control('GET', '/emulator/requests')).body as unknown as JournalBody;
  const fault = (body: object) => fixture.client.control('POST', '/emulator/faults', body);

  test('the request log has path, time, status, Item and duration of every Plaid call, including failed ones', async () => {
    await itemGet();
    await fault({ path: '/item/get', times: 1, fault: { status: 500 } });
    await itemGet();
    await fixture.client.plaid('/nowhere');
    await fixture.client.control('GET', '/emulator/state');
    await fixture.client.send('GET', '/link/unknown');
    const { requests, counts } = await journal();
    expect(requests.map(({ path, status }) => [path, status])).toEqual([
      ['/sandbox/public_token/create', 200],
      ['/item/public_token/exchange', 200],
      ['/item/get', 200],
      ['/item/get', 500],
      ['/nowhere', 404],
    ]);
    expect(requests.slice(1, 4).map((entry) => entry.itemId)).toEqual([itemId, itemId, itemId]);
    expect(requests[0]?.at).toMatch(/^\d{4}-.*Z$/);
    expect(counts).toEqual({
      '/sandbox/public_token/create': 1,
      '/item/public_token/exchange': 1,
      '/item/get': 2,
      '/nowhere': 1,
    });
  });

  test('a call is in the request log when its response arrives', async () => {
    for (let call = 1; call <= 30; call += 1) {
      await itemGet();
      expect((await journal()).requests.at(-1)).toMatchObject({ path: '/item/get', status: 200 });
    }
  });

  test('a fault returns the requested status and code, for the requested number of calls', async () => {
    await fault({ path: '/item/get', times: 2, fault: { errorCode: 'INSTITUTION_DOWN' } });
    for (let call = 0; call < 2; call += 1) {
      expect(await itemGet()).toMatchObject({
        status: 400,
        body: { error_type: 'INSTITUTION_ERROR', error_code: 'INSTITUTION_DOWN' },
      });
    }
    expect((await itemGet()).status).toBe(200);
  });

  test('a fault can have a status only, an unknown code of any type, and headers', async () => {
    await fault({ path: '*', times: 1, fault: { status: 503 } });
    expect(await itemGet()).toMatchObject({
      status: 503,
      body: { error_type: 'API_ERROR', error_code: 'PLANNED_MAINTENANCE' },
    });
    await fault({ path: '*', times: 1, fault: { status: 429, headers: { 'retry-after': '3' } } });
    expect(await itemGet()).toMatchObject({ status: 429, body: { error_type: 'RATE_LIMIT_EXCEEDED' } });
    await fault({ path: '*', times: 1, fault: { errorType: 'ITEM_ERROR', errorCode: 'SOMETHING_NEW' } });
    expect(await itemGet()).toMatchObject({
      status: 400,
      body: { error_type: 'ITEM_ERROR', error_code: 'SOMETHING_NEW' },
    });
  });

  test('a fault for one Item does not affect other Items', async () => {
    const other = await fixture.client.link();
    await fault({ path: '/item/get', itemId, fault: { status: 500 } });
    expect((await itemGet()).status).toBe(500);
    expect((await itemGet(other.accessToken)).status).toBe(200);
  });

  test('latencyMs delays the real response', async () => {
    await fault({ path: '/item/get', times: 1, fault: { latencyMs: 80 } });
    const startedAt = performance.now();
    expect((await itemGet()).status).toBe(200);
    expect(performance.now() - startedAt).toBeGreaterThan(75);
  });

  test('reset closes the connection without a response', async () => {
    await fault({ path: '/item/get', times: 1, fault: { reset: true } });
    await expect(itemGet()).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) as string,
    });
    expect((await journal()).requests.at(-1)).toMatchObject({ path: '/item/get', status: null });
  });

  test('truncate sends half of the response', async () => {
    await fault({ path: '/item/get', times: 1, fault: { truncate: true } });
    await expect(itemGet()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
  });

  test('trickle sends the complete response in small chunks', async () => {
    await fault({ path: '/item/get', times: 1, fault: { trickle: 5 } });
    const startedAt = performance.now();
    expect((await itemGet()).body).toMatchObject({ item: { item_id: itemId } });
    expect(performance.now() - startedAt).toBeGreaterThan(60);
  });

  test('body is sent unchanged', async () => {
    await fault({ path: '/item/get', times: 1, fault: { status: 502, body: '<html>Bad gateway' } });
    expect(await itemGet()).toMatchObject({ status: 502, text: '<html>Bad gateway' });
  });

  test('hang never responds until the emulator closes', async () => {
    const own = await startEmulator();
    const linked = await own.client.link();
    await own.client.control('POST', '/emulator/faults', { path: '/item/get', fault: { hang: true } });
    const hanging = own.client.plaid('/item/get', { access_token: linked.accessToken }).then(
      () => 'answered',
      () => 'ended',
    );
    while (
      ((await own.client.control('GET', '/emulator/requests')).body.counts as Record<string, number>)['/item/get'] !== 1
    );
    await own.close();
    expect(await hanging).toBe('ended');
  });

  test('afterHandler runs the handler although the caller gets an error', async () => {
    const created = await fixture.client.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    const exchange = () =>
      fixture.client.plaid('/item/public_token/exchange', { public_token: created.body.public_token });
    await fault({ path: '/item/public_token/exchange', times: 1, fault: { status: 500, afterHandler: true } });
    expect((await exchange()).status).toBe(500);
    expect(await exchange()).toMatchObject({ status: 400, body: { error_code: 'INVALID_PUBLIC_TOKEN' } });
  });

  test('a fault for one Item counts only calls for that Item, including its exchange', async () => {
    const other = await fixture.client.link();
    await fault({ path: '*', itemId, times: 2, fault: { status: 500 } });
    expect((await itemGet(other.accessToken)).status).toBe(200);
    expect((await itemGet()).status).toBe(500);
    expect((await itemGet(other.accessToken)).status).toBe(200);
    expect((await itemGet()).status).toBe(500);
    const again = await fixture.client.plaid('/item/public_token/create', { access_token: accessToken });
    expect(again.status).toBe(200);
    await fault({ path: '/item/public_token/exchange', itemId, times: 1, fault: { status: 503 } });
    const exchange = () =>
      fixture.client.plaid('/item/public_token/exchange', { public_token: again.body.public_token });
    expect((await exchange()).status).toBe(503);
    expect((await exchange()).status).toBe(200);
  });

  test('without afterHandler a failed exchange does not consume the public token', async () => {
    const created = await fixture.client.plaid('/sandbox/public_token/create', {
      institution_id: 'ins_109508',
      initial_products: ['auth'],
    });
    const exchange = () =>
      fixture.client.plaid('/item/public_token/exchange', { public_token: created.body.public_token });
    await fault({ path: '/item/public_token/exchange', times: 1, fault: { status: 500 } });
    expect((await exchange()).status).toBe(500);
    expect((await exchange()).status).toBe(200);
  });

  test('DELETE /emulator/faults clears them', async () => {
    await fault({ path: '*', fault: { status: 500 } });
    expect((await fixture.client.control('DELETE', '/emulator/faults')).status).toBe(200);
    expect((await itemGet()).status).toBe(200);
  });

  test.each([
    ['/emulator/faults', {}, 'path is missing'],
    ['/emulator/faults', { path: '/item/got', fault: { status: 500 } }, 'path must be a path'],
    ['/emulator/faults', { path: '/item/get', fault: {} }, 'fault must have'],
    ['/emulator/faults', { path: '/item/get', fault: { statuss: 500 } }, 'fault.statuss is unknown'],
    ['/emulator/faults', { path: '/item/get', fault: { status: 99 } }, 'fault.status must be'],
    ['/emulator/faults', { path: '/item/get', times: 0, fault: { hang: true } }, 'times must be'],
    ['/emulator/faults', { path: '/item/get', fault: { trickle: 'slow' } }, 'fault.trickle must be'],
    [
      '/emulator/faults',
      { path: '/item/get', fault: { status: 200, headers: { 'bad name': 'x' } } },
      'fault.headers must map',
    ],
    ['/emulator/clock', {}, 'advanceMs is missing'],
    ['/emulator/clock', { advanceMs: -1 }, 'advanceMs must be'],
    ['/emulator/webhooks', { duplicates: true }, 'duplicates is unknown'],
    ['/emulator/webhooks/send', { itemId: 'x' }, 'body is missing'],
    ['/emulator/reset', { now: true }, 'now is unknown'],
  ])('%s rejects %j with a reason', async (path, body, why) => {
    const response = await fixture.client.control('POST', path, body);
    expect(response.status).toBe(400);
    expect(response.body.error).toContain(why);
  });

  test('control calls from another origin or through another host name are refused', async () => {
    const post = (headers: Record<string, string>) =>
      fixture.client.send('POST', '/emulator/reset', { headers, body: '{}' });
    expect((await post({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await post({ host: 'evil.example' })).status).toBe(403);
    expect((await fixture.client.send('GET', '/emulator/state', { headers: { host: 'evil.example:80' } })).status).toBe(
      403,
    );
    expect((await itemGet()).status).toBe(200);
  });

  test('an unknown control endpoint returns 404 and is not in the request log', async () => {
    expect((await fixture.client.control('GET', '/emulator/nothing')).status).toBe(404);
    expect((await journal()).counts).not.toHaveProperty('/emulator/nothing');
  });

  test('reset deletes all state', async () => {
    await fault({ path: '*', fault: { status: 500 } });
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 1000 });
    expect((await fixture.client.control('POST', '/emulator/reset')).status).toBe(200);
    expect(await journal()).toEqual({ requests: [], counts: {} });
    expect(await itemGet()).toMatchObject({ status: 400, body: { error_code: 'INVALID_ACCESS_TOKEN' } });
    expect((await fixture.client.control('GET', '/emulator/state')).body).toMatchObject({
      items: [],
      webhooks: [],
      linkSessions: [],
      faults: [],
      aheadMs: 0,
    });
    expect((await fixture.client.link()).itemId).not.toBe(itemId);
  });

  test('the page and its data contain no token and load no external resources', async () => {
    const page = await fixture.client.send('GET', '/emulator');
    expect(page.status).toBe(200);
    expect(page.text).not.toMatch(/(src|href)="https?:/);
    const state = await fixture.client.send('GET', '/emulator/state');
    expect(state.text).not.toContain(accessToken);
    expect(state.text).toContain(`access-sandbox-…${accessToken.slice(-4)}`);
  });

  test('it only listens on loopback addresses', async () => {
    await expect(createEmulator({ host: '0.0.0.0' })).rejects.toThrow('loopback');
  });

  test('a port in use is an error, and closing twice is harmless', async () => {
    await expect(createEmulator({ port: fixture.emulator.port })).rejects.toThrow('EADDRINUSE');
    const another = await createEmulator();
    await Promise.all([another.close(), another.close()]);
    expect((await itemGet()).status).toBe(200);
  });

  test('malformed HTTP does not stop the server', async () => {
    const socket = connect(fixture.emulator.port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    await new Promise<void>((done) => {
      socket.on('close', () => {
        done();
      });
      socket.write('POST /item/get HTTP/1.1\r\nhost: x\r\ncontent-length: nonsense\r\n\r\n');
    });
    expect((await itemGet()).status).toBe(200);
  });
});

describe('ids and rate limits of the emulator', () => {
  let started: EmulatorFixture[];
  beforeEach(() => {
    started = [];
  });
  afterEach(() => Promise.all(started.map((fixture) => fixture.close())));
  const start = async (options: EmulatorOptions): Promise<EmulatorFixture> => {
    const fixture = await startEmulator(options);
    started.push(fixture);
    return fixture;
  };

  test('the same seed gives the same ids, and another seed gives different ids', async () => {
    const idsOf = async (seed: string) => {
      const fixture = await start({ seed });
      return fixture.client.link();
    };
    const [one, same, other] = [await idsOf('a'), await idsOf('a'), await idsOf('b')];
    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
  });

  test('96: a call over the Item limit returns 429 with the code of the endpoint until the clock advances by a minute', async () => {
    const fixture = await start({ rateLimits: 'sandbox' });
    const [busy, calm] = [await fixture.client.link(), await fixture.client.link()];
    const itemGet = (token: string) => fixture.client.plaid('/item/get', { access_token: token });
    for (let call = 0; call < 40; call += 1) expect((await itemGet(busy.accessToken)).status).toBe(200);
    expect(await itemGet(busy.accessToken)).toMatchObject({
      status: 429,
      body: { error_type: 'RATE_LIMIT_EXCEEDED', error_code: 'ITEM_GET_LIMIT', display_message: null },
    });
    expect((await itemGet(calm.accessToken)).status).toBe(200);
    await fixture.client.control('POST', '/emulator/clock', { advanceMs: 60_000 });
    expect((await itemGet(busy.accessToken)).status).toBe(200);
  });

  test('96: after a reset that set the clock back, the window still ends after a minute', async () => {
    const fixture = await start({ rateLimits: 'sandbox' });
    const advance = (advanceMs: number) => fixture.client.control('POST', '/emulator/clock', { advanceMs });
    const institutions = () =>
      fixture.client.plaid('/institutions/get', { count: 1, offset: 0, country_codes: ['US'] });
    await advance(31 * 24 * 60 * MINUTE_MS);
    await institutions();
    await fixture.client.control('POST', '/emulator/reset');
    for (let call = 0; call < 10; call += 1) expect((await institutions()).status).toBe(200);
    expect((await institutions()).status).toBe(429);
    await advance(MINUTE_MS);
    expect((await institutions()).status).toBe(200);
  });

  test('96: the production limits are stricter, and client limits have their own code', async () => {
    const fixture = await start({ rateLimits: 'production' });
    const { accessToken } = await fixture.client.link();
    const balance = () => fixture.client.plaid('/accounts/balance/get', { access_token: accessToken });
    for (let call = 0; call < 5; call += 1) expect((await balance()).status).toBe(200);
    expect(await balance()).toMatchObject({ status: 429, body: { error_code: 'BALANCE_LIMIT' } });
    const institutions = () =>
      fixture.client.plaid('/institutions/get', { count: 1, offset: 0, country_codes: ['US'] });
    for (let call = 0; call < 50; call += 1) await institutions();
    expect(await institutions()).toMatchObject({ status: 429, body: { error_code: 'INSTITUTIONS_GET_LIMIT' } });
  });
});
