/** A process with many subscribers. Receives orders and reports events over the IPC channel of node:child_process. */
import { openRawSocket, type RawSocket } from './raw-socket.js';

/** The orders of the parent. The sockets share the tokens evenly. */
export type Order =
  | { type: 'open'; url: string; tokens: readonly string[]; query: string; count: number }
  /** Responded to with `reached` once this many events have arrived since the last `reset`, over all sockets together. */
  | { type: 'wait'; events: number }
  /** Responded to with `reached` once every socket has received an event. */
  | { type: 'wait-each' }
  /** Responded to with `done`, like `close`. */
  | { type: 'reset' }
  | { type: 'close' };
export interface Report {
  type: 'opened' | 'reached' | 'done';
}

/** The number of sockets opened in parallel. */
const AT_ONCE = 50;
const NEXT = Buffer.from('"type":"next"');

let sockets: RawSocket[] = [];
let events = 0;
let seen = new Set<number>();
let isReached: (() => boolean) | null = null;

function send(report: Report): void {
  process.send?.(report);
}

function check(): void {
  if (isReached?.() !== true) return;
  isReached = null;
  send({ type: 'reached' });
}

async function openOne(order: Order & { type: 'open' }, index: number): Promise<void> {
  let acknowledge: () => void = () => undefined;
  const acknowledged = new Promise<void>((resolve) => (acknowledge = resolve));
  const socket = await openRawSocket(new URL(order.url), (payload) => {
    if (payload.includes(NEXT)) {
      events += 1;
      if (seen.size < sockets.length) seen.add(index);
      check();
    } else if (payload.includes('connection_ack')) acknowledge();
    else throw new Error(`not an event: ${payload.toString()}`);
  });
  sockets.push(socket);
  const token = order.tokens[index % order.tokens.length] ?? '';
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  await acknowledged;
  const payload = { query: order.query, variables: { types: ['TO_ALL', `TO_ONE/S${index}`] } };
  socket.send({ type: 'subscribe', id: `subscription-${index}`, payload });
}

async function openAll(order: Order & { type: 'open' }): Promise<void> {
  for (let opened = 0; opened < order.count; opened += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, order.count - opened) }, (_, n) => opened + n);
    await Promise.all(indexes.map((index) => openOne(order, index)));
  }
  send({ type: 'opened' });
}

function obey(order: Order): void {
  if (order.type === 'open') void openAll(order);
  if (order.type === 'wait') isReached = () => events >= order.events;
  if (order.type === 'wait-each') isReached = () => seen.size >= sockets.length;
  if (order.type === 'reset') {
    events = 0;
    seen = new Set();
    send({ type: 'done' });
  }
  if (order.type === 'close') {
    for (const socket of sockets) socket.close();
    sockets = [];
    send({ type: 'done' });
  }
  check();
}

process.on('message', obey);
process.once('disconnect', () => process.exit(0));
