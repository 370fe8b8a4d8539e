import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import { signIn, TEST_JWT_SECRET } from '../../support/access-tokens.js';
import { openStream } from '../../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { connect, openSocket, type WsClient } from '../../support/ws-client.js';

const FOREVER = { query: 'subscription { forever }' };
const MAX_UNAUTHENTICATED = 4;
const LIMIT = 6;
const AUTH = {
  mode: 'jwt',
  verifier: { secret: Buffer.from(TEST_JWT_SECRET) },
  issuer: null,
  audience: null,
} as const;

describe('Unauthenticated sockets', () => {
  let tiny: TinyServer;
  let aheadMs: number;
  let open: WebSocket[];
  beforeEach(async () => {
    aheadMs = 0;
    open = [];
    const startedAt = Date.now();
    tiny = await startTinyServer({
      config: { auth: AUTH },
      limits: { connections: LIMIT, subscribesPerMinute: 0 },
      // The clock stands still unless a test advances it.
      deps: { maxUnauthenticatedSockets: MAX_UNAUTHENTICATED, now: () => startedAt + aheadMs },
    });
  });
  afterEach(async () => {
    for (const socket of open) socket.terminate();
    await tiny.server.close();
  });

  const keep = (client: WsClient): WsClient => {
    open.push(client.socket);
    return client;
  };
  const openUnauthenticated = async (): Promise<WsClient> => keep(await openSocket(tiny.socketUrl));
  async function openAuthenticated(name: string): Promise<WsClient> {
    const headers = { authorization: `Bearer ${await signIn(name)}` };
    const client = keep(await openSocket(tiny.socketUrl, { headers }));
    client.send({ type: 'connection_init' });
    expect((await client.next()).type).toBe('connection_ack');
    return client;
  }
  /** From another address of loopback. */
  function openFrom(localAddress: string): Promise<WebSocket> {
    const socket = new WebSocket(tiny.socketUrl, 'graphql-transport-ws', { localAddress });
    open.push(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => {
        resolve(socket);
      });
      socket.once('error', reject);
    });
  }
  const fill = (count: number): Promise<WsClient[]> => Promise.all(Array.from({ length: count }, openUnauthenticated));

  it('T30: do not block a caller whose upgrade has a token, even when they use all their slots', async () => {
    await fill(MAX_UNAUTHENTICATED);
    await expect(openSocket(tiny.socketUrl)).rejects.toThrow('503');
    await openAuthenticated('ada');
    await openAuthenticated('bea');
    // All slots are in use now, and the next connection replaces an unauthenticated one.
    const client = await openAuthenticated('cyd');
    client.send({ type: 'subscribe', id: '1', payload: FOREVER });
    expect((await client.next()).type).toBe('next');
    const authorization = `Bearer ${await signIn('dan')}`;
    expect((await openStream(tiny.url, 'SSE', FOREVER, { authorization })).response.statusCode).toBe(200);
  });

  it('T30: do not count as authenticated with an invalid token', async () => {
    await fill(MAX_UNAUTHENTICATED);
    for (const authorization of ['Bearer made-up', 'Basic dXNlcjpwYXNz']) {
      await expect(openSocket(tiny.socketUrl, { headers: { authorization } })).rejects.toThrow('503');
    }
    open[0]?.close();
    if (open[0]) await once(open[0], 'close');
    const client = keep(await openSocket(tiny.socketUrl, { headers: { authorization: 'Bearer made-up' } }));
    client.send({ type: 'connection_init' });
    expect((await client.closed).code).toBe(4401);
  });

  it('T30: of an address that has most slots make room for another address', async () => {
    const clients = await fill(MAX_UNAUTHENTICATED);
    await openFrom('127.0.0.2');
    const first = await Promise.race(clients.map(({ closed }) => closed));
    expect(first).toEqual({ code: 1013, reason: 'Try again later' });
    await openFrom('127.0.0.3');
    // No other address has more slots than this one would have.
    await expect(openFrom('127.0.0.2')).rejects.toThrow('503');
  });

  it('T30: make room for others of their own address after one second', async () => {
    const clients = await fill(MAX_UNAUTHENTICATED);
    await expect(openSocket(tiny.socketUrl)).rejects.toThrow('503');
    aheadMs = 1_000;
    const late = await openUnauthenticated();
    await Promise.race(clients.map(({ closed }) => closed));
    late.send({ type: 'connection_init', payload: { authorization: `Bearer ${await signIn('ada')}` } });
    expect((await late.next()).type).toBe('connection_ack');
  });

  it('T30: release their slots when they authenticate or close', async () => {
    for (let n = 0; n < LIMIT; n += 1) {
      const client = keep(await connect(tiny.socketUrl, { authorization: `Bearer ${await signIn(`user-${n}`)}` }));
      const unauthenticated = n < LIMIT - 2 ? await openUnauthenticated() : null;
      unauthenticated?.socket.close();
      await unauthenticated?.closed;
      expect(client.socket.readyState).toBe(WebSocket.OPEN);
    }
    // All are authenticated, and one more is rejected over every transport.
    const authorization = `Bearer ${await signIn('too-late')}`;
    await expect(openSocket(tiny.socketUrl)).rejects.toThrow('503');
    await expect(openSocket(tiny.socketUrl, { headers: { authorization } })).rejects.toThrow('503');
    for (const kind of ['SSE', 'multipart'] as const) {
      const refused = await openStream(tiny.url, kind, FOREVER, { authorization });
      expect([kind, refused.response.statusCode]).toEqual([kind, 503]);
      expect(refused.response.headers['retry-after']).toBeDefined();
    }
    expect(open.map(({ readyState }) => readyState).filter((state) => state === WebSocket.OPEN)).toHaveLength(LIMIT);
  });
});

it('T30: connections that send no request are bounded, and the oldest is closed to make room', async () => {
  /** The number that every gateway accepts, however low LIMIT_CONNECTIONS is. */
  const IDLE = 1_000;
  const tiny = await startTinyServer({
    limits: { connections: 1 },
    // Long enough that none is closed for being idle.
    deps: { arrival: { requestMs: 60_000, headersMs: 60_000, checkMs: 1_000 } },
  });
  const port = Number(new URL(tiny.url).port);
  const open: Socket[] = [];
  const openIdle = async (): Promise<void> => {
    const socket = connectTcp(port, '127.0.0.1').on('error', () => undefined);
    open.push(socket);
    await once(socket, 'connect');
  };
  await openIdle();
  const [oldest] = open;
  const isClosed = oldest && once(oldest, 'close');
  oldest?.resume();
  for (let n = 1; n < IDLE; n += 1) await openIdle();
  expect(oldest?.destroyed).toBe(false);
  // One too many, and then the connection of the request.
  await openIdle();
  await isClosed;
  expect((await tiny.post({ query: '{ hello }' }, { connection: 'close' })).status).toBe(200);
  expect(open.filter(({ destroyed }) => destroyed).length).toBeLessThanOrEqual(2);
  for (const socket of open) socket.destroy();
  await tiny.server.close();
});
