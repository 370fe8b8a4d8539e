import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { connectionsFor } from '../../src/config/limits.js';
import { type Crowd, openCrowd } from '../bench/crowd.js';
import { type ServerProcess, startServer } from '../bench/server-process.js';
import { signIn, TEST_JWT_SECRET } from '../support/access-tokens.js';
import { openStream } from '../support/stream-client.js';
import { createTempDir } from '../support/temp-dir.js';
import { startTinyServer } from '../support/tiny-server.js';
import { connect, openSocket, type WsClient } from '../support/ws-client.js';

const SMALL_HEAP = '--max-old-space-size=128';
const SOCKETS_PER_PERSON = 10;
const EVENTS = 'subscription { webhookEvents { webhookCode } }';
/** The share of a core: ten thousand sockets use less than half of it. */
const IDLE_CPU_SHARE = 0.08;

describe('a gateway with a small heap at its connection limit', () => {
  const dataDir = createTempDir();
  let gateway: ServerProcess;
  let crowd: Crowd;
  let first: WsClient;
  let sockets: number;
  beforeAll(async () => {
    const heapLimit = execFileSync(process.execPath, [SMALL_HEAP, '-p', 'v8.getHeapStatistics().heap_size_limit']);
    sockets = connectionsFor(Number(heapLimit));
    const env = { PORT: '0', DATA_DIR: dataDir.path, AUTH_JWT_SECRET: TEST_JWT_SECRET };
    gateway = await startServer([SMALL_HEAP, 'dist/main.js'], env);
    first = await connect(`${gateway.url.replace('http', 'ws')}/graphql`, {
      authorization: `Bearer ${await signIn('first')}`,
    });
    const people = Array.from({ length: Math.ceil(sockets / SOCKETS_PER_PERSON) }, (_, n) => signIn(`person-${n}`));
    const order = {
      url: `${gateway.url}/graphql`,
      tokens: await Promise.all(people),
      query: EVENTS,
      count: sockets - 1,
    };
    crowd = await openCrowd(order);
  }, 90_000);
  afterAll(async () => {
    first.socket.terminate();
    await crowd.end();
    await gateway.close();
    dataDir.remove();
  });

  it('refuses another connection with 503 on every transport, and serves the others', async () => {
    expect(sockets).toBeGreaterThan(1_000);
    const authorization = `Bearer ${await signIn('one-too-many')}`;
    const url = `${gateway.url.replace('http', 'ws')}/graphql`;
    await expect(openSocket(url)).rejects.toThrow('503');
    await expect(openSocket(url, { headers: { authorization } })).rejects.toThrow('503');
    for (const kind of ['SSE', 'multipart'] as const) {
      const { response } = await openStream(gateway.url, kind, { query: EVENTS }, { authorization });
      expect([kind, response.statusCode]).toEqual([kind, 503]);
    }
    const reply = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ viewer { items { totalCount } } }' }),
    });
    expect(await reply.json()).toMatchObject({ data: { viewer: { items: { totalCount: 0 } } } });
  });

  it('spends almost no CPU on idle sockets', async () => {
    // Between two pings of this socket, every other socket is pinged too.
    await once(first.socket, 'ping');
    const [cpuBefore, startedAt] = [gateway.cpuSeconds(), performance.now()];
    await once(first.socket, 'ping');
    const share = (gateway.cpuSeconds() - cpuBefore) / ((performance.now() - startedAt) / 1_000);
    expect(share).toBeLessThan(IDLE_CPU_SHARE);
  }, 40_000);
});

it('the total number of subscriptions is limited, as each needs as much memory as a socket', async () => {
  const tiny = await startTinyServer({ limits: { subscriptions: 2 } });
  const socket = await connect(tiny.socketUrl);
  const payload = { query: 'subscription { forever }' };
  for (const id of ['1', '2']) socket.send({ type: 'subscribe', id, payload });
  expect([await socket.next(), await socket.next()]).toMatchObject([{ type: 'next' }, { type: 'next' }]);
  socket.send({ type: 'subscribe', id: '3', payload });
  expect(JSON.stringify(await socket.next())).toMatch(/LIMIT_EXCEEDED.*retryAfterMs/);
  const stream = await openStream(tiny.url, 'SSE', payload);
  expect(JSON.stringify(await stream.next())).toMatch(/LIMIT_EXCEEDED/);
  expect(await socket.next()).toMatchObject({ type: 'complete', id: '3' });
  // One that has ended frees a slot.
  socket.send({ type: 'complete', id: '1' });
  socket.send({ type: 'subscribe', id: '4', payload });
  expect(await socket.next()).toMatchObject({ type: 'next', id: '4', payload: { data: { forever: 0 } } });
  socket.socket.terminate();
  await tiny.server.close();
});
