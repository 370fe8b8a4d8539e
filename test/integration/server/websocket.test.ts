import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { signToken, TEST_SECRET } from '../../support/tokens.js';
import { connect, openSocket, type WsClient } from '../../support/ws-client.js';

function subscribe(client: WsClient, id: string, query: string, variables?: Record<string, unknown>): void {
  client.send({ type: 'subscribe', id, payload: { query, ...(variables && { variables }) } });
}

function codesOf(payload: unknown): unknown[] {
  return (payload as { extensions: { code: string } }[]).map((error) => error.extensions.code);
}

describe('WebSocket /graphql', () => {
  let tiny: TinyServer;
  let released: Promise<void>;
  beforeEach(async () => {
    let release: () => void;
    released = new Promise((resolve) => {
      release = resolve;
    });
    tiny = await startTinyServer({
      hooks: {
        released: () => {
          release();
        },
      },
    });
  });
  afterEach(() => tiny.server.close());

  it('serves a subscription from its first event to its completion', async () => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { ticks(count: 2) }');
    expect(await client.next()).toEqual({ type: 'next', id: '1', payload: { data: { ticks: 1 } } });
    expect(await client.next()).toEqual({ type: 'next', id: '1', payload: { data: { ticks: 2 } } });
    expect(await client.next()).toEqual({ type: 'complete', id: '1' });
    client.socket.close();
  });

  it('releases a waiting subscription when the client completes it', async () => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { forever }');
    await client.next();
    client.send({ type: 'complete', id: '1' });
    await released;
    client.socket.close();
  });

  it('releases a waiting subscription when the socket is closed', async () => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { forever }');
    await client.next();
    client.socket.terminate();
    await released;
  });

  it.each([
    ['a query', '{ hello }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { write }', 'BAD_USER_INPUT'],
    ['a document that does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a document that does not match the schema', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a document above a limit', `subscription { ${'a: forever '.repeat(16)} }`, 'LIMIT_EXCEEDED'],
    ['a missing variable', 'subscription ($n: Int!) { ticks(count: $n) }', 'BAD_USER_INPUT'],
    ['an operation that the resolver rejects', 'subscription { refused }', 'NOT_FOUND'],
  ])('rejects %s with its own error message, and keeps the socket open', async (_name, query, code) => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', query);
    const message = await client.next();
    const errors = message.type === 'next' ? (message.payload as { errors: unknown }).errors : message.payload;
    expect(codesOf(errors)).toContain(code);
    subscribe(client, '2', 'subscription { ticks(count: 1) }');
    let after = await client.next();
    while (after.id !== '2') after = await client.next();
    expect(after.payload).toEqual({ data: { ticks: 1 } });
    client.socket.close();
  });

  it('masks a failure within an event, with its path and the request id', async () => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { failing }');
    const { payload } = await client.next();
    expect(JSON.stringify(payload)).not.toContain('hunter2');
    expect(payload).toMatchObject({
      errors: [
        {
          path: ['failing'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string },
        },
      ],
    });
    client.socket.close();
  });

  it('ends a subscription whose source fails with the code of the failure', async () => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { breaking }');
    expect(await client.next()).toMatchObject({ type: 'next' });
    const message = await client.next();
    expect(message.type).toBe('error');
    expect(codesOf(message.payload)).toEqual(['SLOW_CONSUMER']);
    client.socket.close();
  });

  it('closes a socket that does not send connection_init', async () => {
    const client = await openSocket(tiny.socketUrl);
    expect((await client.closed).code).toBe(4408);
  });

  it('closes a socket that subscribes before it is authenticated', async () => {
    const client = await openSocket(tiny.socketUrl);
    subscribe(client, '1', 'subscription { forever }');
    expect((await client.closed).code).toBe(4401);
  });

  it.each([
    ['another path', '/other', {}, 'status 404'],
    ['another origin', '/graphql', { origin: 'https://evil.example' }, 'status 403'],
    ['another protocol', '/graphql', { protocol: 'graphql-ws' }, 'status 400'],
  ])('rejects an upgrade for %s', async (_name, path, options, message) => {
    await expect(openSocket(tiny.url.replace('http', 'ws') + path, options)).rejects.toThrow(message);
  });

  it.each([['https://app.example'], [undefined]])('accepts an upgrade from the origin %s', async (origin) => {
    const client = await openSocket(tiny.socketUrl, origin === undefined ? {} : { origin });
    client.socket.close();
  });

  it('accepts an upgrade from its own origin', async () => {
    const client = await openSocket(tiny.socketUrl, { origin: tiny.url });
    client.socket.close();
  });

  it('closes a socket that sends a message that is too large, and continues to serve others', async () => {
    const large = await connect(tiny.socketUrl);
    const other = await connect(tiny.socketUrl);
    large.socket.send('x'.repeat(70_000));
    expect((await large.closed).code).toBe(1009);
    subscribe(other, '1', 'subscription { ticks(count: 1) }');
    expect(await other.next()).toMatchObject({ type: 'next' });
    other.socket.close();
  });

  it('closes its sockets with 1001 when the server stops', async () => {
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { forever }');
    await client.next();
    await tiny.server.close();
    expect((await client.closed).code).toBe(1001);
    await released;
  });
});

describe('WebSocket limits', () => {
  it('limits the sockets of a viewer, without counting closed ones', async () => {
    let release: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      release = resolve;
    });
    const hooks = {
      released: () => {
        release();
      },
    };
    const tiny = await startTinyServer({ limits: { socketsPerViewer: 1 }, hooks });
    const first = await connect(tiny.socketUrl);
    subscribe(first, '1', 'subscription { forever }');
    await first.next();
    const second = await openSocket(tiny.socketUrl);
    second.send({ type: 'connection_init' });
    expect((await second.closed).code).toBe(4429);
    first.socket.close();
    await gone;
    const third = await connect(tiny.socketUrl);
    third.socket.close();
    await tiny.server.close();
  });

  it('limits the subscriptions of a socket', async () => {
    const tiny = await startTinyServer({ limits: { subscriptionsPerSocket: 1 } });
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { forever }');
    await client.next();
    subscribe(client, '2', 'subscription { forever }');
    const refused = await client.next();
    expect(refused).toMatchObject({ type: 'error', id: '2' });
    expect(codesOf(refused.payload)).toEqual(['LIMIT_EXCEEDED']);
    client.socket.close();
    await tiny.server.close();
  });

  it('limits the subscribe messages of a viewer per minute, with retryAfterMs', async () => {
    const tiny = await startTinyServer({ limits: { subscribesPerMinute: 1 } });
    const client = await connect(tiny.socketUrl);
    subscribe(client, '1', 'subscription { ticks(count: 0) }');
    expect(await client.next()).toMatchObject({ type: 'complete', id: '1' });
    subscribe(client, '2', 'subscription { ticks(count: 0) }');
    const { payload } = await client.next();
    expect(payload).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED', retryAfterMs: expect.any(Number) as number } },
    ]);
    client.socket.close();
    await tiny.server.close();
  });

  it('closes a socket that reads nothing, and serves others meanwhile', async () => {
    const tiny = await startTinyServer({
      limits: { stallMs: 200, socketsPerViewer: 2 },
      deps: { closeTimeoutMs: 200 },
    });
    const stalled = await connect(tiny.socketUrl);
    const other = await connect(tiny.socketUrl);
    stalled.socket.pause();
    subscribe(stalled, '1', 'subscription { big(bytes: 1000000) }');
    subscribe(other, '1', 'subscription { ticks(count: 1) }');
    expect(await other.next()).toMatchObject({ type: 'next' });
    // The third connection gets no slot until the stalled one has been closed.
    let isAccepted = false;
    while (!isAccepted) {
      const third = await openSocket(tiny.socketUrl);
      third.send({ type: 'connection_init' });
      isAccepted = await Promise.race([third.next().then(() => true), third.closed.then(() => false)]);
    }
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    stalled.socket.resume();
    await stalled.closed;
    await tiny.server.close();
  });

  it('closes a socket whose message has more than 64 fragments, and continues to serve others', async () => {
    const tiny = await startTinyServer();
    const shredder = await connect(tiny.socketUrl);
    const other = await connect(tiny.socketUrl);
    for (let sent = 0; sent < 65; sent += 1) shredder.socket.send(' ', { fin: false });
    expect((await shredder.closed).code).toBe(1008);
    subscribe(other, '1', 'subscription { ticks(count: 1) }');
    expect(await other.next()).toMatchObject({ type: 'next' });
    await tiny.server.close();
  });

  it('closes a socket that sends faster than it reads the replies', async () => {
    const tiny = await startTinyServer({ limits: { subscriptionsPerSocket: 1 } });
    const client = await connect(tiny.socketUrl);
    for (let sent = 0; sent < 10_000; sent += 1) client.send({ type: 'ping' });
    expect((await client.closed).code).toBe(4429);
    await tiny.server.close();
  });
});

describe('WebSocket authentication', () => {
  let tiny: TinyServer;
  beforeAll(async () => {
    const auth = { mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: null, audience: null } as const;
    tiny = await startTinyServer({ config: { auth } });
  });
  afterAll(() => tiny.server.close());

  it('accepts the token of connection_init', async () => {
    const client = await connect(tiny.socketUrl, { authorization: `Bearer ${await signToken()}` });
    client.socket.close();
  });

  it.each([
    ['authorization', (token: string) => ({ authorization: token })],
    ['Authorization', (token: string) => ({ Authorization: token })],
    ['AUTHORIZATION', (token: string) => ({ AUTHORIZATION: token })],
    ['headers.authorization', (token: string) => ({ headers: { authorization: token } })],
    ['Headers.Authorization', (token: string) => ({ Headers: { Authorization: token }, other: 1 })],
  ])('accepts the token from %s of connection_init', async (_name, payload) => {
    const client = await connect(tiny.socketUrl, payload(`Bearer ${await signToken()}`));
    client.socket.close();
  });

  it('accepts the token from the header of the upgrade, unless connection_init has another', async () => {
    const headers = { authorization: `Bearer ${await signToken()}` };
    const authenticated = await openSocket(tiny.socketUrl, { headers });
    authenticated.send({ type: 'connection_init' });
    expect(await authenticated.next()).toEqual({ type: 'connection_ack' });
    authenticated.socket.close();
    const refused = await openSocket(tiny.socketUrl, { headers });
    refused.send({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } });
    expect((await refused.closed).code).toBe(4401);
  });

  it.each([
    ['no token', undefined, 'no token'],
    ['a wrong token', { authorization: 'Bearer nonsense' }, 'not valid'],
    ['a scheme other than Bearer', { authorization: 'nonsense' }, '"Bearer"'],
    ['a value that is not a string', { authorization: 7 }, '"Bearer"'],
    ['a token nested too deeply', { headers: { headers: { authorization: 'Bearer nonsense' } } }, 'no token'],
  ])('closes with 4401 for %s, with the reason', async (_name, payload, text) => {
    const client = await openSocket(tiny.socketUrl);
    client.send({ type: 'connection_init', ...(payload && { payload }) });
    const { code, reason } = await client.closed;
    expect([code, reason]).toEqual([4401, expect.stringContaining(text)]);
  });

  it('closes with 4403 when the token expires', async () => {
    const exp = Math.floor(Date.now() / 1000) + 1;
    const client = await connect(tiny.socketUrl, { authorization: `Bearer ${await signToken({ exp })}` });
    expect((await client.closed).code).toBe(4403);
  });
});
