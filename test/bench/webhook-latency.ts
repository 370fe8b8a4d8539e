import { type Benchmark, compared } from './benchmark.js';
import { type Side, startSides } from './live-sides.js';
import { openRawSocket, type RawSocket } from './raw-socket.js';

const ROUNDS = 7;
/** Webhooks of a round, one after the other. */
const WEBHOOKS = 200;
const QUERY = 'subscription { webhookEvents(types: ["TEST"]) { id cursor webhookType webhookCode receivedAt itemId } }';

/** One subscriber in this process, so that both ends are timed by the same clock. */
interface Listener {
  side: Side;
  socket: RawSocket;
  /** Resolves with the next text that comes. */
  next(): Promise<void>;
}

async function listen(side: Side, token: string): Promise<Listener> {
  let arrived: () => void = () => undefined;
  const next = (): Promise<void> => new Promise((resolve) => (arrived = resolve));
  const socket = await openRawSocket(new URL(side.url), () => {
    arrived();
  });
  const acknowledged = next();
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await acknowledged;
  socket.send({ type: 'subscribe', id: '1', payload: { query: QUERY } });
  const there = { yet: false };
  const first = next().then(() => (there.yet = true));
  while (!there.yet) {
    await side.deliver('TEST', ['PRIMER'], 1);
    await Promise.race([first, new Promise((resolve) => setTimeout(resolve, 200))]);
  }
  return { side, socket, next };
}

/** Milliseconds from before a webhook is sent until its event is here: the slowest of a hundred. */
async function p99({ side, ...listener }: Listener): Promise<number> {
  const times: number[] = [];
  for (let sent = 0; sent < WEBHOOKS; sent += 1) {
    const event = listener.next();
    let tookMs = 0;
    const [answered] = side.prepare('TEST', [`N${sent}`]);
    const startedAt = performance.now();
    const timed = event.then(() => (tookMs = performance.now() - startedAt));
    await Promise.all([answered?.send(), timed]);
    times.push(tookMs);
  }
  return times.sort((a, b) => a - b)[Math.floor(WEBHOOKS * 0.99)] ?? 0;
}

export const webhookLatency: Benchmark = {
  title:
    'webhook received to event on the socket, against a bare receiver of the same body that checks the signature and publishes in memory; ours records it durably in between',
  async run() {
    const sides = await startSides({ bareChecks: true });
    try {
      const gateway = await listen(sides.gateway, sides.token);
      const bare = await listen(sides.bare, sides.token);
      for (const listener of [gateway, bare]) await p99(listener);
      const pairs: { subject: number; reference: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        pairs.push({ subject: await p99(gateway), reference: await p99(bare) });
      }
      for (const { socket } of [gateway, bare]) socket.close();
      return [{ name: 'p99 of the latency', unit: 'ms', ...compared(pairs, 'less'), atLeast: 1 / 3 }];
    } finally {
      await sides.close();
    }
  },
};
