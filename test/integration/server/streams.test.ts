import { createClient } from 'graphql-sse';
import { openStream, type StreamClient, type StreamKind } from '../../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { signToken, TEST_SECRET } from '../../support/tokens.js';
import { connect } from '../../support/ws-client.js';

const FOREVER = { query: 'subscription { forever }' };

function codesOf(message: { payload?: unknown } | null): string[] {
  const { errors } = message?.payload as { errors: { extensions: { code: string } }[] };
  return errors.map((error) => error.extensions.code);
}

async function refusalOf(stream: StreamClient): Promise<{ status: number | undefined; code: string | undefined }> {
  await stream.ended;
  return {
    status: stream.response.statusCode,
    code: codesOf({ payload: JSON.parse(stream.text()) as unknown })[0],
  };
}

/** A promise and what resolves it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    opened,
    open: () => {
      open();
    },
  };
}

describe.each<[StreamKind]>([['SSE'], ['multipart']])('Subscriptions over %s', (kind) => {
  let tiny: TinyServer;
  let released: ReturnType<typeof gate>;
  const open = (body: unknown, headers?: Record<string, string>) => openStream(tiny.url, kind, body, headers);
  beforeEach(async () => {
    released = gate();
    tiny = await startTinyServer({
      hooks: {
        released: () => {
          released.open();
        },
      },
    });
  });
  afterEach(() => tiny.server.close());

  it('starts with a heartbeat, then serves a subscription from its first event to its completion', async () => {
    const stream = await open({ query: 'subscription ($n: Int!) { ticks(count: $n) }', variables: { n: 2 } });
    expect(stream.response.statusCode).toBe(200);
    expect(await stream.next()).toEqual({ type: 'next', payload: { data: { ticks: 1 } } });
    expect(await stream.next()).toEqual({ type: 'next', payload: { data: { ticks: 2 } } });
    expect(await stream.next()).toEqual({ type: 'complete' });
    expect(await stream.ended).toBe('whole');
    expect(stream.seen[0]).toEqual({ type: 'heartbeat' });
  });

  it('has the headers of every response, and CORS', async () => {
    const stream = await open(FOREVER, { origin: 'https://app.example', 'x-request-id': 'stream-test-1' });
    expect(stream.response.headers).toMatchObject({
      'content-type': {
        SSE: 'text/event-stream; charset=utf-8',
        multipart: 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"',
      }[kind],
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': 'stream-test-1',
      'access-control-allow-origin': 'https://app.example',
    });
    stream.cut();
  });

  it('releases a waiting subscription when the connection is closed', async () => {
    const stream = await open(FOREVER);
    await stream.next();
    stream.cut();
    await released.opened;
  });

  it.each([
    ['a query', '{ hello }', 'BAD_USER_INPUT'],
    ['a mutation', 'mutation { write }', 'BAD_USER_INPUT'],
    ['a document that does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['a document that does not match the schema', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a document above a limit', `subscription { ${'a: forever '.repeat(16)} }`, 'LIMIT_EXCEEDED'],
    ['a missing variable', 'subscription ($n: Int!) { ticks(count: $n) }', 'BAD_USER_INPUT'],
    ['an operation that the resolver rejects', 'subscription { refused }', 'NOT_FOUND'],
  ])('rejects %s within the stream, and completes it', async (_name, query, code) => {
    const stream = await open({ query });
    expect(codesOf(await stream.next())).toContain(code);
    expect(await stream.next()).toEqual({ type: 'complete' });
  });

  it('masks a failure within an event, with its path and the request id of the response', async () => {
    const stream = await open({ query: 'subscription { failing }' });
    const message = await stream.next();
    expect(stream.text()).not.toContain('hunter2');
    expect(message?.payload).toMatchObject({
      errors: [
        {
          path: ['failing'],
          extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: stream.response.headers['x-request-id'] },
        },
      ],
    });
  });

  it('ends a subscription whose source fails with the code of the failure', async () => {
    const stream = await open({ query: 'subscription { breaking }' });
    expect(await stream.next()).toMatchObject({ type: 'next' });
    const failure = await stream.next();
    expect(failure?.type).toBe(kind === 'SSE' ? 'next' : 'failed');
    expect(codesOf(failure)).toEqual(['SLOW_CONSUMER']);
    expect(await stream.next()).toEqual({ type: 'complete' });
  });

  it.each([
    ['no query', {}, 400, 'BAD_USER_INPUT'],
    ['a batch', [FOREVER], 400, 'BAD_USER_INPUT'],
    ['a body that is too large', { query: 'x'.repeat(110_000) }, 413, 'LIMIT_EXCEEDED'],
  ])('rejects %s before the stream begins', async (_name, body, status, code) => {
    expect(await refusalOf(await open(body))).toEqual({ status, code });
  });

  it('is cut, not completed, when the gateway stops, so that its client reconnects', async () => {
    const stream = await open(FOREVER);
    await stream.next();
    await tiny.server.close();
    await released.opened;
    expect(await stream.next()).toBeNull();
    expect(await stream.ended).toBe('broken');
  });
});

describe.each<[StreamKind]>([['SSE'], ['multipart']])('Limits of subscriptions over %s', (kind) => {
  it('limits sockets and streams of a viewer together, without counting closed ones', async () => {
    const released = gate();
    const hooks = {
      released: () => {
        released.open();
      },
    };
    const tiny = await startTinyServer({ limits: { socketsPerViewer: 2 }, hooks });
    const socket = await connect(tiny.socketUrl);
    const first = await openStream(tiny.url, kind, FOREVER);
    await first.next();
    const second = await openStream(tiny.url, kind, FOREVER);
    expect(await refusalOf(second)).toEqual({ status: 429, code: 'LIMIT_EXCEEDED' });
    first.cut();
    await released.opened;
    const third = await openStream(tiny.url, kind, { query: 'subscription { ticks(count: 1) }' });
    expect(await third.next()).toMatchObject({ type: 'next' });
    socket.socket.close();
    await tiny.server.close();
  });

  it('limits the subscriptions that a viewer starts per minute over all transports, with Retry-After', async () => {
    const tiny = await startTinyServer({ limits: { subscribesPerMinute: 1 } });
    const first = await openStream(tiny.url, 'SSE', { query: 'subscription { ticks(count: 0) }' });
    expect(await first.next()).toEqual({ type: 'complete' });
    const refused = await openStream(tiny.url, kind, FOREVER);
    expect(await refusalOf(refused)).toEqual({ status: 429, code: 'LIMIT_EXCEEDED' });
    expect(Number(refused.response.headers['retry-after'])).toBeGreaterThan(0);
    await tiny.server.close();
  });

  it('closes a stream that reads nothing, and serves others meanwhile', async () => {
    const tiny = await startTinyServer({
      limits: { stallMs: 200, socketsPerViewer: 2, subscribesPerMinute: 0 },
      deps: { closeTimeoutMs: 200 },
    });
    const stalled = await openStream(tiny.url, kind, { query: 'subscription { big(bytes: 1000000) }' });
    stalled.response.pause();
    const other = await openStream(tiny.url, kind, FOREVER);
    expect(await other.next()).toMatchObject({ type: 'next' });
    // The third connection gets no slot until the stalled one has been closed.
    let third = await openStream(tiny.url, kind, FOREVER);
    while (third.response.statusCode === 429) third = await openStream(tiny.url, kind, FOREVER);
    expect(await third.next()).toMatchObject({ type: 'next' });
    expect(other.response.closed).toBe(false);
    stalled.response.resume();
    expect(await stalled.ended).toBe('broken');
    await tiny.server.close();
  });
});

describe.each<[StreamKind]>([['SSE'], ['multipart']])('Authentication over %s', (kind) => {
  let tiny: TinyServer;
  beforeAll(async () => {
    const auth = { mode: 'jwt', verifier: { secret: TEST_SECRET }, issuer: null, audience: null } as const;
    tiny = await startTinyServer({ config: { auth } });
  });
  afterAll(() => tiny.server.close());

  it.each([[undefined], ['Bearer nonsense']])('responds with 401 to the token %s', async (authorization) => {
    const stream = await openStream(tiny.url, kind, FOREVER, authorization === undefined ? {} : { authorization });
    expect(await refusalOf(stream)).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
  });

  it('ends with UNAUTHENTICATED when the token expires', async () => {
    const exp = Math.floor(Date.now() / 1000) + 1;
    const authorization = `Bearer ${await signToken({ exp })}`;
    const stream = await openStream(tiny.url, kind, FOREVER, { authorization });
    expect(await stream.next()).toMatchObject({ payload: { data: { forever: 0 } } });
    expect(codesOf(await stream.next())).toEqual(['UNAUTHENTICATED']);
    expect(await stream.next()).toEqual({ type: 'complete' });
    expect(await stream.ended).toBe('whole');
  });
});

describe('The paths of streams', () => {
  let tiny: TinyServer;
  beforeAll(async () => {
    tiny = await startTinyServer();
  });
  afterAll(() => tiny.server.close());

  it.each([['GET'], ['PUT'], ['DELETE']])('rejects %s /graphql/stream with 405', async (method) => {
    const reply = await fetch(`${tiny.url}/graphql/stream`, { method });
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('rejects an Accept header without text/event-stream on /graphql/stream', async () => {
    const reply = await fetch(`${tiny.url}/graphql/stream`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify(FOREVER),
    });
    expect(reply.status).toBe(400);
  });

  it('rejects multipart of another specification, but responds with JSON if that is accepted too', async () => {
    const deferred = await tiny.post({ query: '{ hello }' }, { accept: 'multipart/mixed;deferSpec=20220824' });
    expect(deferred.status).toBe(400);
    const both = await tiny.post(
      { query: '{ hello }' },
      { accept: 'multipart/mixed;deferSpec=20220824,application/json' },
    );
    expect(await both.json()).toEqual({ data: { hello: 'world' } });
  });

  it('works with the client of graphql-sse', async () => {
    const client = createClient({ url: `${tiny.url}/graphql/stream`, retryAttempts: 0 });
    const results: unknown[] = [];
    for await (const result of client.iterate({ query: 'subscription { ticks(count: 3) }' })) results.push(result);
    expect(results).toEqual([1, 2, 3].map((ticks) => ({ data: { ticks } })));
    client.dispose();
  });
});
