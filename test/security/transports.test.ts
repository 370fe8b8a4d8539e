import { connect } from 'node:net';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { createRawHttpClient, type RawHttpClient } from '../support/raw-http-client.js';
import { signIn } from '../support/access-tokens.js';
import { openStream, type StreamClient } from '../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../support/tiny-server.js';
import { say, type Transport, TRANSPORTS } from '../support/transports.js';
import { connect as connectSocket, openSocket } from '../support/ws-client.js';

const EVERY = TRANSPORTS.map((transport): [Transport] => [transport]);
const STREAMS = [['SSE'], ['multipart']] as const;
const FOREVER = { query: 'subscription { forever }' };

describe('a client', () => {
  let tiny: TinyServer;
  beforeAll(async () => {
    tiny = await startTinyServer({ limits: { subscribesPerMinute: 0, socketsPerViewer: 1_000 } });
  });
  afterAll(() => tiny.server.close());

  /** Sends the start, then a byte every half second. Resolves with the response and the time until it. */
  function trickle(beginning: string): Promise<{ received: string; tookMs: number }> {
    const startedAt = performance.now();
    return new Promise((resolve) => {
      let received = '';
      const socket = connect(Number(new URL(tiny.url).port), '127.0.0.1', () => socket.write(beginning));
      const dripping = setInterval(() => socket.write('a'), 500);
      socket.on('data', (chunk) => (received += chunk.toString()));
      socket.on('error', () => undefined);
      socket.once('close', () => {
        clearInterval(dripping);
        resolve({ received, tookMs: performance.now() - startedAt });
      });
    });
  }

  it('T16: that sends its request byte by byte is disconnected after 10 seconds in the headers or 15 in the body (slowloris)', async () => {
    const body =
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{';
    const stream = body.replace('/graphql', '/graphql/stream');
    const [ofHead, ofBody, ofStream, ofUpgrade] = await Promise.all([
      trickle('POST /graphql HTTP/1.1\r\nhost: localhost\r\nx-slow: '),
      trickle(body),
      trickle(stream),
      trickle('GET /graphql HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nx-slow: '),
    ]);
    for (const { tookMs } of [ofHead, ofUpgrade]) expect(tookMs).toBeLessThan(13_000);
    for (const { tookMs } of [ofBody, ofStream]) expect(tookMs).toBeLessThan(18_000);
    expect(ofHead.received).toContain('408');
    expect(await (await fetch(`${tiny.url}/health/live`)).json()).toMatchObject({ status: 'ok' });
  }, 40_000);

  it('T30: that does not authenticate within 3 seconds is disconnected', async () => {
    const client = await openSocket(tiny.socketUrl);
    expect((await client.closed).code).toBe(4408);
  });

  it('T30: that sends a message of more than 64 KB or 64 fragments is disconnected', async () => {
    const large = await connectSocket(tiny.socketUrl);
    large.socket.send('x'.repeat(65_537));
    expect((await large.closed).code).toBe(1009);
    const pieces = await connectSocket(tiny.socketUrl);
    for (let n = 0; n < 70; n += 1) pieces.socket.send(' ', { fin: n === 69 });
    expect([1008, 1009, 1002]).toContain((await pieces.closed).code);
  });

  it('T31: that reads nothing is disconnected on every transport, while others are served (slow consumer)', async () => {
    const limits = { stallMs: 300, subscribesPerMinute: 0, socketsPerViewer: 3 };
    const own = await startTinyServer({ limits, deps: { closeTimeoutMs: 300 } });
    const big = { query: 'subscription { big(bytes: 1000000) }' };
    const socket = await connectSocket(own.socketUrl);
    socket.socket.pause();
    socket.send({ type: 'subscribe', id: '1', payload: big });
    const gone = new Promise((resolve) => socket.socket.once('close', resolve));
    const streams = await Promise.all(STREAMS.map(([kind]) => openStream(own.url, kind, big)));
    for (const stream of streams) stream.response.pause();
    expect(await (await own.post({ query: '{ me }' })).json()).toEqual({ data: { me: 'dev-user' } });
    // All three slots are taken. Three more connect only when each of these has been disconnected.
    const others: StreamClient[] = [];
    while (others.length < 3) {
      const other = await openStream(own.url, 'SSE', FOREVER);
      if (other.response.statusCode === 200) others.push(other);
    }
    for (const other of others) expect(await other.next()).toMatchObject({ payload: { data: { forever: 0 } } });
    socket.socket.resume();
    for (const stream of streams) {
      stream.response.resume();
      expect(await stream.ended).toBe('broken');
    }
    await gone;
    for (const other of others) other.cut();
    await own.server.close();
  });

  it.each(EVERY)('T34: of %s learns only the code of a failure and the request id', async (by) => {
    const query = by === 'HTTP' ? '{ fail(how: "internal") }' : 'subscription { failing }';
    const { errors, text } = await say({ url: tiny.url }, by, { query });
    expect(errors[0]?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) as string });
    expect(text).not.toMatch(/hunter2|postgres|stack|\.ts/);
  });

  it.each([
    ['sends an unsupported Expect header', 'POST /graphql HTTP/1.1', 'content-length: 2\r\nexpect: Canary', '417'],
    [
      'opens a WebSocket without a key',
      'GET /graphql HTTP/1.1',
      'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: Canary\r\nsec-websocket-protocol: graphql-transport-ws',
      '400',
    ],
  ])('T34: that %s gets the request id, and nothing of its request', async (_what, line, headers, status) => {
    const rawClient = createRawHttpClient(tiny.url);
    const request = `${line}\r\nhost: localhost\r\nx-request-id: request-of-mine\r\n${headers}\r\n\r\n`;
    const reply = await rawClient.bytes(request);
    expect(reply.split('\r\n')[0]).toContain(status);
    expect(reply).toContain('x-request-id: request-of-mine');
    expect(reply).not.toMatch(/canary|Sec-WebSocket-Key/i);
    await rawClient.close();
  });

  it.each(['Canary', 'Canary'.repeat(1_000)])(
    'T34: that reuses a subscription id does not get it echoed',
    async (id) => {
      const client = await connectSocket(tiny.socketUrl);
      for (let twice = 0; twice < 2; twice += 1) client.send({ type: 'subscribe', id, payload: FOREVER });
      expect(await client.closed).toEqual({ code: 4409, reason: 'Subscriber already exists' });
    },
  );

  it.each(EVERY)('T39: of %s pollutes no prototype through __proto__, constructor or prototype', async (by) => {
    const evil = JSON.parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"text":"a"}',
    ) as object;
    const document =
      by === 'HTTP'
        ? 'query ($i: EchoInput, $n: Int) { echo(input: $i, count: 1) }'
        : 'subscription ($n: Int!) { ticks(count: $n) }';
    for (const body of [
      { query: document, variables: by === 'HTTP' ? { i: evil } : { n: evil } },
      { query: document, variables: evil },
      { query: document, variables: { n: 1 }, extensions: evil },
      { query: document, operationName: '__proto__' },
    ]) {
      const { codes } = await say({ url: tiny.url }, by, body);
      expect(codes.filter((code) => code === 'INTERNAL_SERVER_ERROR')).toEqual([]);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    }
    const names = by === 'HTTP' ? '{ __proto__ constructor hasOwnProperty }' : 'subscription { constructor }';
    expect((await say({ url: tiny.url }, by, { query: names })).codes).toContain('GRAPHQL_VALIDATION_FAILED');
    const inherited =
      by === 'HTTP'
        ? 'query ($toString: String) { echo(text: $toString) }'
        : 'subscription ($toString: Int!) { ticks(count: $toString) }';
    const { codes, data } = await say({ url: tiny.url }, by, { query: inherited, variables: {} });
    if (by === 'HTTP') expect([codes, data]).toEqual([[], { echo: '{"count":1}' }]);
    else expect(codes).toEqual(['BAD_USER_INPUT']);
  });
});

describe('sockets', () => {
  it('T30: of one viewer are limited across transports, as are subscriptions per socket and attempts per minute', async () => {
    const tiny = await startTinyServer({
      limits: { socketsPerViewer: 3, subscriptionsPerSocket: 2, subscribesPerMinute: 6 },
    });
    const socket = await connectSocket(tiny.socketUrl);
    const streams = await Promise.all(STREAMS.map(([kind]) => openStream(tiny.url, kind, FOREVER)));
    for (const stream of streams) await stream.next();
    const refusedSocket = await openSocket(tiny.socketUrl);
    refusedSocket.send({ type: 'connection_init' });
    expect((await refusedSocket.closed).code).toBe(4429);
    expect((await openStream(tiny.url, 'SSE', FOREVER)).response.statusCode).toBe(429);
    for (const id of ['1', '2', '3']) socket.send({ type: 'subscribe', id, payload: FOREVER });
    const responses = [await socket.next(), await socket.next(), await socket.next()];
    expect(responses.map(({ type }) => type).sort()).toEqual(['error', 'next', 'next']);
    socket.send({ type: 'subscribe', id: '4', payload: FOREVER });
    expect(JSON.stringify(await socket.next())).toMatch(/LIMIT_EXCEEDED.*retryAfterMs/);
    for (const stream of streams) stream.cut();
    socket.socket.terminate();
    await tiny.server.close();
  });

  it('T30: that are not authenticated are limited, without counting those that are', async () => {
    // The clock stands still, because after a second the oldest would be dropped.
    const at = Date.now();
    const tiny = await startTinyServer({ deps: { maxUnauthenticatedSockets: 3, now: () => at } });
    const known = [await connectSocket(tiny.socketUrl), await connectSocket(tiny.socketUrl)];
    const unauthenticated = [
      await openSocket(tiny.socketUrl),
      await openSocket(tiny.socketUrl),
      await openSocket(tiny.socketUrl),
    ];
    await expect(openSocket(tiny.socketUrl)).rejects.toThrow('status 503');
    const gone = unauthenticated.map(({ closed }) => closed);
    unauthenticated[0]?.socket.close();
    await gone[0];
    await connectSocket(tiny.socketUrl);
    for (const { socket } of [...known, ...unauthenticated]) socket.terminate();
    await tiny.server.close();
  });
});

describe('a page of another origin', () => {
  const ORIGIN = 'https://app.example';
  const EVIL = 'https://evil.example';
  let tiny: TinyServer;
  let rawClient: RawHttpClient;
  beforeAll(async () => {
    tiny = await startTinyServer({ limits: { subscribesPerMinute: 0, socketsPerViewer: 1_000 } });
    rawClient = createRawHttpClient(tiny.url);
  });
  afterAll(async () => {
    await rawClient.close();
    await tiny.server.close();
  });

  it.each(['/graphql', '/graphql/stream'])(
    'T32: cannot make a browser send %s a request without preflight (CSRF)',
    async (path) => {
      const body = JSON.stringify({ query: path === '/graphql' ? 'mutation { write }' : 'subscription { forever }' });
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'text/plain; application/json',
        '',
      ]) {
        const reply = await rawClient.send({
          path,
          headers: { 'content-type': type, origin: EVIL, cookie: 'session=1' },
          body,
        });
        expect([type, reply.status, reply.data]).toEqual([type, 415, undefined]);
      }
    },
  );

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('T32: cannot run an operation by %s', async (method) => {
    const query = encodeURIComponent('mutation { write }');
    const reply = await rawClient.send({ method, path: `/graphql?query=${query}`, headers: { origin: EVIL } });
    expect(reply.text).not.toContain('"write"');
    const stream = await rawClient.send({ method, path: `/graphql/stream?query=${query}`, headers: { origin: EVIL } });
    expect(stream.status).toBe(405);
  });

  it.each(['/graphql', '/graphql/stream'])('T33: gets no CORS permission from %s and reads nothing', async (path) => {
    for (const origin of [
      EVIL,
      'null',
      'https://app.example.evil.example',
      'http://app.example',
      'https://app.example:444',
      'https://xapp.example',
    ]) {
      const preflight = await rawClient.send({
        ...{ method: 'OPTIONS', path },
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
      });
      const reply = await rawClient.send({
        path,
        headers: { origin, accept: '*/*' },
        body: '{"query":"{ nothing }"}',
      });
      for (const { headers } of [preflight, reply]) {
        expect([origin, headers['access-control-allow-origin']]).toEqual([origin, undefined]);
        expect(headers['access-control-allow-credentials']).toBeUndefined();
      }
    }
    const allowed = await rawClient.send({ path, headers: { origin: ORIGIN }, body: '{"query":"{ nothing }"}' });
    expect(allowed.headers['access-control-allow-origin']).toBe(ORIGIN);
  });

  it('T33: cannot open a socket (cross-site WebSocket hijacking)', async () => {
    for (const origin of [EVIL, 'null', 'https://app.example.evil.example', 'http://app.example', 'file://']) {
      await expect(openSocket(tiny.socketUrl, { origin })).rejects.toThrow('status 403');
    }
    (await openSocket(tiny.socketUrl, { origin: ORIGIN })).socket.close();
  });
});

describe('ids and names', () => {
  let gateway: TestGateway;
  let authorization: string;
  beforeAll(async () => {
    gateway = await startGateway({ AUTH_MODE: 'jwt' });
    authorization = `Bearer ${await signIn('ada')}`;
    await (await gateway.as('ada')).must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
    await (await gateway.as('bob')).must('mutation { sandboxCreateItem(input: {}) { item { id } } }');
  });
  afterAll(() => gateway.close());

  const INJECTIONS = [
    `x' OR '1'='1`,
    `x'; DROP TABLE items; --`,
    `x" OR "1"="1`,
    `ls_x' OR owner_id <> 'x`,
    `ins_1/../../item/get`,
    '../../../../etc/passwd',
    `%27%20OR%201%3D1`,
    'x\u0000y',
    `\\'; select pg_sleep(5); --`,
  ];

  it.each(INJECTIONS)('T44: that contain SQL or a path match nothing, over every transport: %j', async (id) => {
    const read =
      'query ($id: ID!) { item(id: $id) { id } account(id: $id) { id } linkSession(id: $id) { id } nodes(ids: [$id]) { id } }';
    const { data, codes } = await say({ url: gateway.url, authorization }, 'HTTP', { query: read, variables: { id } });
    expect([data, codes]).toEqual([{ item: null, account: null, linkSession: null, nodes: [null] }, []]);
    for (const by of ['WebSocket', 'SSE', 'multipart'] as const) {
      const query = 'subscription ($id: ID) { itemUpdated(itemId: $id) { id } }';
      expect((await say({ url: gateway.url, authorization }, by, { query, variables: { id } })).codes).toEqual([
        'NOT_FOUND',
      ]);
    }
    for (const query of [
      'query ($id: String) { items(after: $id) { totalCount } }',
      'query ($id: String!) { webhookEvents(types: [$id]) { nodes { id } } }',
    ]) {
      expect((await say({ url: gateway.url, authorization }, 'HTTP', { query, variables: { id } })).codes).toEqual([
        'BAD_USER_INPUT',
      ]);
    }
    const mine = await say({ url: gateway.url, authorization }, 'HTTP', { query: '{ items { totalCount } }' });
    expect(mine.data).toEqual({ items: { totalCount: 1 } });
  });

  it('T44: a viewer whose name is SQL gets nothing of other owners', async () => {
    const token = await signIn(`ada' OR '1'='1`);
    const { data } = await say({ url: gateway.url, authorization: `Bearer ${token}` }, 'HTTP', {
      query: '{ items { totalCount } }',
    });
    expect(data).toEqual({ items: { totalCount: 0 } });
  });

  it('T44: paths cannot be traversed, however they are encoded', async () => {
    const rawClient = createRawHttpClient(gateway.url);
    for (const path of [
      '/..%2f..%2fetc/passwd',
      '/graphql/../../etc/passwd',
      '//etc/passwd',
      '/graphql%00',
      '/%2e%2e/',
      '/graphql/stream/../../metrics',
    ]) {
      const reply = await rawClient.send({ method: 'GET', path });
      expect([400, 404, 405]).toContain(reply.status);
      expect(reply.text).not.toMatch(/root:|process_/);
    }
    await rawClient.close();
  });
});

describe('webhook URLs', () => {
  let gateway: TestGateway;
  let authorization: string;
  let itemId: string;
  beforeAll(async () => {
    gateway = await startGateway({ AUTH_MODE: 'jwt', PLAID_WEBHOOK_ALLOWED_ORIGINS: 'https://hooks.example' });
    authorization = `Bearer ${await signIn('ada')}`;
    const made = await (
      await gateway.as('ada')
    ).must<{ sandboxCreateItem: { item: { id: string } } }, unknown>(
      'mutation { sandboxCreateItem(input: {}) { item { id } } }',
    );
    itemId = made.sandboxCreateItem.item.id;
  });
  afterAll(() => gateway.close());

  const run = (query: string, variables: object) =>
    say({ url: gateway.url, authorization }, 'HTTP', { query, variables });

  it.each([
    'https://evil.example/',
    'https://hooks.example.evil.example/',
    'https://hooks.example@evil.example/',
    'https://user:password@hooks.example/',
    'https://hooks.example:8443/',
    'http://hooks.example/',
    'https://evil.example#https://hooks.example',
    'https://evil.example\\@hooks.example/',
    'blob:https://hooks.example/1',
    'http://169.254.169.254/latest/meta-data',
    'http://[::1]:4000/',
    'ftp://hooks.example/',
  ])('T21: webhooks are sent only to allowed origins: %s', async (webhook) => {
    const before = await gateway.plaidCalls();
    const query = 'mutation ($i: UpdateItemWebhookInput!) { updateItemWebhook(input: $i) { item { id webhook } } }';
    expect((await run(query, { i: { itemId, webhook } })).codes).toEqual(['BAD_USER_INPUT']);
    expect(await gateway.plaidCalls()).toEqual(before);
  });

  it('T21: can have an allowed origin', async () => {
    const query = 'mutation ($i: UpdateItemWebhookInput!) { updateItemWebhook(input: $i) { item { webhook } } }';
    const { data } = await run(query, { i: { itemId, webhook: 'https://hooks.example/plaid?a=1' } });
    expect(data).toEqual({ updateItemWebhook: { item: { webhook: 'https://hooks.example/plaid?a=1' } } });
  });

  it.each([
    { redirectUri: 'javascript:alert(1)' },
    { redirectUri: 'data:text/html,x' },
    { redirectUri: 'https://user:password@app.example/' },
    { redirectUri: '//evil.example' },
    { hostedLink: { completionRedirectUri: 'javascript:alert(1)' } },
    { hostedLink: { completionRedirectUri: 'file:///etc/passwd' } },
    { hostedLink: { completionRedirectUri: 'nowhere' } },
    { options: { webhook: 'https://evil.example' } },
    { options: { transfer: { webhook: 'https://evil.example' } } },
    { options: { redirect_uri: 'https://evil.example' } },
  ])('T21: Link uses no URL that a browser would execute, and its options set no URL: %j', async (input) => {
    const before = await gateway.plaidCalls();
    const query = 'mutation ($i: CreateLinkSessionInput!) { createLinkSession(input: $i) { linkSession { id } } }';
    expect((await run(query, { i: { products: ['auth'], ...input } })).codes).toEqual(['BAD_USER_INPUT']);
    expect(await gateway.plaidCalls()).toEqual(before);
  });
});
