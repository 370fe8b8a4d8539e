import { setTimeout as pause } from 'node:timers/promises';
import { type Benchmark, compared } from './benchmark.js';
import { type Side, startSides } from './live-sides.js';
import { openRawSocket, type RawSocket } from './raw-socket.js';

const ROUNDS = 5;
/** Events of each side per round. With fewer, the 99th percentile would be noise. */
const EVENTS = 1_000;
/** The sides alternate this often, so that other load on the machine affects both. */
const EVENTS_PER_TURN = 50;
/**
 * The interval between webhooks, whether or not the event has arrived: a sender that waits would hide what a slow webhook
 * does to later ones (coordinated omission). 100 per second is far below capacity, so the result is latency, not queueing.
 */
const SPACING_MS = 10;
/** The pause between turns, so that work after the last event of one side does not disturb the other. */
const REST_MS = 50;
const QUERY = 'subscription { webhookEvents(types: ["TEST"]) { id cursor webhookType webhookCode receivedAt itemId } }';

/** A subscriber in this process, so that both ends use the same clock. */
interface Listener {
  side: Side;
  socket: RawSocket;
  /** Resolves with the time at which the event with this code arrived. */
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

/** The milliseconds from sending each webhook until its event arrives. */
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
      // Warm-up of both.
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
