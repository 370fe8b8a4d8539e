import { once } from 'node:events';
import { openStream, type StreamClient, type StreamKind } from '../../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { connect, openSocket, type WsClient } from '../../support/ws-client.js';

const FOREVER = { query: 'subscription { forever }' };
const PLACES = 3;
/** A connection without a pong is closed after four of these, which is long enough for these tests. */
const PING_MS = 1_000;
const HOUR_MS = 3_600_000;

/** One connection of the user, as far as these tests look. */
interface Held {
  /** Why the gateway ended it. */
  reason(): Promise<unknown>;
  cut(): void;
}

const holdStream = (kind: StreamKind) => async (tiny: TinyServer) => {
  const stream = await openStream(tiny.url, kind, FOREVER);
  await stream.next();
  return {
    reason: () => codeOf(stream),
    cut: () => {
      stream.cut();
    },
  };
};

async function codeOf(stream: StreamClient): Promise<unknown> {
  const end = (await stream.next())?.payload as { errors?: { extensions: { code: string } }[] } | undefined;
  await stream.ended;
  return end?.errors?.[0]?.extensions.code;
}

/** A suspended client: its system receives data, but no process responds. */
async function holdSuspendedSocket(tiny: TinyServer): Promise<Held> {
  const client = await connect(tiny.socketUrl);
  client.socket.removeAllListeners('ping');
  client.socket.pong = () => undefined;
  return {
    reason: async () => (await client.closed).reason,
    cut: () => {
      client.socket.terminate();
    },
  };
}

describe('A user whose connections all stopped responding', () => {
  let tiny: TinyServer;
  let aheadMs: number;
  let held: { cut: () => void }[];
  beforeEach(async () => {
    aheadMs = 0;
    held = [];
    tiny = await startTinyServer({
      limits: { socketsPerViewer: PLACES, subscribesPerMinute: 0 },
      deps: { now: () => Date.now() + aheadMs, pingMs: PING_MS },
    });
  });
  afterEach(async () => {
    for (const { cut } of held) cut();
    await tiny.server.close();
  });

  const keep = <T extends { cut: () => void }>(opened: T): T => {
    held.push(opened);
    return opened;
  };
  async function openLive(): Promise<WsClient> {
    const client = await connect(tiny.socketUrl);
    keep({
      cut: () => {
        client.socket.terminate();
      },
    });
    return client;
  }

  it.each([
    ['SSE', holdStream('SSE')],
    ['multipart', holdStream('multipart')],
  ] as const)(
    'gets a new stream and a new socket in place of the oldest %s streams, which receive the reason',
    async (_kind, hold) => {
      const silent: Held[] = [];
      for (let n = 0; n < PLACES; n += 1) {
        silent.push(keep(await hold(tiny)));
        aheadMs += 1_000;
      }
      expect((await openStream(tiny.url, 'SSE', FOREVER)).response.statusCode).toBe(429);
      aheadMs += HOUR_MS;

      const stream = keep(await openStream(tiny.url, 'SSE', FOREVER));
      expect(stream.response.statusCode).toBe(200);
      await expect(silent[0]?.reason()).resolves.toBe('SLOW_CONSUMER');
      await openLive();
      await expect(silent[1]?.reason()).resolves.toBe('SLOW_CONSUMER');
      const byHeader = keep(await openStream(tiny.url, 'multipart', FOREVER));
      expect(byHeader.response.statusCode).toBe(200);
      await expect(silent[2]?.reason()).resolves.toBe('SLOW_CONSUMER');
      // All remaining connections have just been opened.
      expect((await openStream(tiny.url, 'SSE', FOREVER)).response.statusCode).toBe(429);
    },
  );

  it('loses the socket that sends no pong, and none that does', async () => {
    const first = await openLive();
    const silent = keep(await holdSuspendedSocket(tiny));
    const last = await openLive();
    aheadMs += HOUR_MS;
    // Both receive one more ping, and respond.
    await Promise.all([once(first.socket, 'ping'), once(last.socket, 'ping')]);
    for (const { socket } of [first, last]) {
      socket.ping();
      await once(socket, 'pong');
    }
    await openLive();
    await expect(silent.reason()).resolves.toBe('SLOW_CONSUMER');

    const refused = await openSocket(tiny.socketUrl);
    refused.send({ type: 'connection_init' });
    expect((await refused.closed).code).toBe(4429);
    expect(first.socket.readyState).toBe(first.socket.OPEN);
    expect(last.socket.readyState).toBe(last.socket.OPEN);
  });
});
