import { setTimeout as pause } from 'node:timers/promises';
import { type Benchmark, compared } from './benchmark.js';
import { type Side, startSides } from './live-sides.js';
import { openRawSocket, type RawSocket } from './raw-socket.js';

const ROUNDS = 5;
/** Of each side in a round. A slowest hundredth of fewer events would be an accident. */
const EVENTS = 1_000;
/** The sides take turns so often that whatever else the machine does hits both. */
const EVENTS_PER_TURN = 50;
/**
 * From one webhook to the next, whether or not its event has come: a sender that waited would leave out what a slow one does to
 * those behind it. A hundred a second is far below what either side can do, so what is measured is latency and no queue.
 */
const SPACING_MS = 10;
/** Between turns: what one side does behind its last event is not to disturb the other. */
const REST_MS = 50;
const QUERY = 'subscription { webhookEvents(types: ["TEST"]) { id cursor webhookType webhookCode receivedAt itemId } }';

/** One subscriber in this process, so that both ends are timed by the same clock. */
interface Listener {
  side: Side;
  socket: RawSocket;
  /** Resolves when an event with this code has come, with the time of its coming. */
  arrival: (code: string) => Promise<number>;
}

async function listen(side: Side, token: string): Promise<Listener> {
  const awaited = new Map<string, (at: number) => void>();
  const arrival = (code: string): Promise<number> => new Promise((resolve) => awaited.set(code, resolve));
  const socket = await openRawSocket(new URL(side.url), (text) => {
    const at = performance.now();
    const message = text.toString();
    const code = /"webhookCode":"(\w+)"/.exec(message)?.[1] ?? (message.includes('connection_ack') ? 'ACK' : message);
    awaited.get(code)?.(at);
    awaited.delete(code);
  });
  const acknowledged = arrival('ACK');
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await acknowledged;
  socket.send({ type: 'subscribe', id: '1', payload: { query: QUERY } });
  const there = { yet: false };
  const first = arrival('PRIMER').then(() => (there.yet = true));
  while (!there.yet) {
    await side.deliver('TEST', ['PRIMER'], 1);
    await Promise.race([first, pause(200)]);
  }
  return { side, socket, arrival };
}

let sent = 0;

/** Milliseconds of each, from before a webhook is sent until its event is here. */
async function turn({ side, arrival }: Listener): Promise<number[]> {
  const codes = Array.from({ length: EVENTS_PER_TURN }, () => `N${(sent += 1)}`);
  const deliveries = side.prepare('TEST', codes);
  await pause(REST_MS);
  const startedAt = performance.now();
  const times = codes.map(async (code, index) => {
    await pause(startedAt + index * SPACING_MS - performance.now());
    const arrived = arrival(code);
    const sentAt = performance.now();
    await deliveries[index]?.send();
    return (await arrived) - sentAt;
  });
  return Promise.all(times);
}

function p99(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? Infinity;
}

async function round(gateway: Listener, bare: Listener): Promise<{ subject: number; reference: number }> {
  const subject: number[] = [];
  const reference: number[] = [];
  while (subject.length < EVENTS) {
    subject.push(...(await turn(gateway)));
    reference.push(...(await turn(bare)));
  }
  return { subject: p99(subject), reference: p99(reference) };
}

export const webhookLatency: Benchmark = {
  title:
    'webhook received to event on the socket, a hundred a second, against a bare receiver of the same body that checks the signature and publishes in memory; ours records it durably in between',
  async run() {
    const sides = await startSides({ bareChecks: true });
    try {
      const gateway = await listen(sides.gateway, sides.token);
      const bare = await listen(sides.bare, sides.token);
      // Both have been in use for a while before anything counts.
      await round(gateway, bare);
      const pairs: { subject: number; reference: number }[] = [];
      for (let taken = 0; taken < ROUNDS; taken += 1) pairs.push(await round(gateway, bare));
      for (const { socket } of [gateway, bare]) socket.close();
      return [{ name: 'p99 of the latency', unit: 'ms', ...compared(pairs, 'less'), atLeast: 1 / 3 }];
    } finally {
      await sides.close();
    }
  },
};
