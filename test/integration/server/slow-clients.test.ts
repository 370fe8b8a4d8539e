import { type SlowLink, startSlowLink } from '../../support/slow-link.js';
import { openStream } from '../../support/stream-client.js';
import { startTinyServer, type TinyServer } from '../../support/tiny-server.js';
import { connect } from '../../support/ws-client.js';

const STALL_MS = 3_000;
/** Pings are queued after the data that a slow client has not read. */
const PING_MS = 2_000;
/** Far more than the buffers of the network between take, and some seconds of the link. */
const LONG_BYTES = 40_000_000;
/** Slow, and fast enough for the system to take more within STALL_MS: it does when a third of a buffer of megabytes is free. */
const SLOW_BYTES_PER_SECOND = 3_000_000;

/** One subscription over one transport, as far as these tests look. */
interface Client {
  /** The next result. */
  next: () => Promise<{ payload?: unknown } | null>;
  /** The reason that the gateway sent when it ended the connection; null when it sent none. */
  reason: () => Promise<unknown>;
  cut: () => void;
}

async function openWebSocket(url: string, payload: object): Promise<Client> {
  const client = await connect(`${url.replace('http', 'ws')}/graphql`);
  client.send({ type: 'subscribe', id: '1', payload });
  return {
    next: () => client.next(),
    reason: async () => {
      const { code, reason } = await client.closed;
      return code === 1013 ? reason : null;
    },
    cut: () => {
      client.socket.terminate();
    },
  };
}

const openHttp = (kind: 'SSE' | 'multipart') => async (url: string, payload: object) => {
  const stream = await openStream(url, kind, payload);
  return {
    next: () => stream.next(),
    reason: async () => {
      await stream.ended;
      const last = stream.seen.at(-2)?.payload as { errors?: { extensions: { code: string } }[] } | undefined;
      return last?.errors?.[0]?.extensions.code ?? null;
    },
    cut: () => {
      stream.cut();
    },
  };
};

const TRANSPORTS = [
  ['WebSocket', openWebSocket],
  ['SSE', openHttp('SSE')],
  ['multipart', openHttp('multipart')],
] as const;

describe.each(TRANSPORTS)('Over %s, a client', (_name, open) => {
  let tiny: TinyServer;
  let link: SlowLink;
  let client: Client;
  let stalls: number;
  let onStall: () => void;
  beforeEach(async () => {
    stalls = 0;
    onStall = () => undefined;
    const warn = (_line: unknown, text?: string): void => {
      if (text?.includes('stopped reading') !== true) return;
      stalls += 1;
      onStall();
    };
    const log = { info: () => undefined, error: () => undefined, warn };
    tiny = await startTinyServer({
      limits: { stallMs: STALL_MS },
      deps: { log, pingMs: PING_MS },
    });
    link = await startSlowLink(tiny.url);
    client = await open(link.url, { query: `subscription { big(bytes: ${LONG_BYTES}) }` });
  });
  afterEach(async () => {
    client.cut();
    await link.close();
    await tiny.server.close();
  });

  it('that reads a long event slowly receives all of it', async () => {
    const startedAt = Date.now();
    const event = (await client.next()) as { payload: { data: { big: string } } };
    expect(event.payload.data.big).toHaveLength(LONG_BYTES);
    expect(stalls).toBe(0);
    // Otherwise the link was not slow, and nothing was shown.
    expect(Date.now() - startedAt).toBeGreaterThan(STALL_MS);
  });

  it('that reads slowly but steadily stays connected, and is closed when it stops', async () => {
    client.cut();
    await link.close();
    link = await startSlowLink(tiny.url, SLOW_BYTES_PER_SECOND);
    client = await open(link.url, { query: `subscription { big(bytes: ${LONG_BYTES}) }` });
    await link.passed((SLOW_BYTES_PER_SECOND * 2 * STALL_MS) / 1_000);
    expect(stalls).toBe(0);

    const stalled = new Promise<void>((resolve) => (onStall = resolve));
    const stoppedAt = Date.now();
    link.hold();
    await stalled;
    expect(Date.now() - stoppedAt).toBeLessThan(4 * STALL_MS);
  }, 40_000);

  it('that stopped reading, and then continues slowly, receives SLOW_CONSUMER', async () => {
    const stalled = new Promise<void>((resolve) => (onStall = resolve));
    link.hold();
    await stalled;
    link.trickle();
    await expect(client.reason()).resolves.toBe('SLOW_CONSUMER');
  });
});
