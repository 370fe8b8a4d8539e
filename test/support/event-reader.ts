import { openStream } from './stream-client.js';
import { connect } from './ws-client.js';

/** The transports of subscriptions. */
export const TRANSPORTS = ['WebSocket', 'SSE', 'multipart'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** What the readers ask for of an event. */
export interface SeenEvent {
  id: string;
  cursor: string;
  webhookCode: string;
}

/** One connection with one subscription to webhookEvents. */
export interface EventReader {
  /** The next event; null when the connection has ended. Throws what the gateway says instead of an event. */
  next(): Promise<SeenEvent | null>;
  /** Cuts the connection in the middle of whatever it is doing. */
  cut(): void;
  /** Takes no more bytes from the connection; over WebSocket it goes on saying that it is alive. */
  stopReading(): void;
  readOn(): void;
}

/** How often a client that reads nothing says that it is alive. */
const PONG_MS = 100;

const queryFor = (fields: string): string =>
  `subscription ($after: String, $types: [String!]) { webhookEvents(after: $after, types: $types) { id cursor webhookCode ${fields} } }`;

/** Subscribes behind the cursor, over this transport. `fields`: what else it wants of each event. */
export async function openEventReader(
  url: string,
  options: { transport: Transport; token: string; after: string | null; types?: string[]; fields?: string },
): Promise<EventReader> {
  const payload = {
    query: queryFor(options.fields ?? ''),
    variables: { after: options.after, types: options.types ?? null },
  };
  const authorization = `Bearer ${options.token}`;
  if (options.transport !== 'WebSocket') {
    const stream = await openStream(url, options.transport, payload, { authorization });
    return {
      next: async () => eventIn((await stream.next())?.payload),
      cut: () => {
        stream.cut();
      },
      stopReading: () => {
        stream.response.pause();
      },
      readOn: () => {
        stream.response.resume();
      },
    };
  }
  const client = await connect(`${url.replace('http', 'ws')}/graphql`, { authorization });
  client.send({ type: 'subscribe', id: '1', payload });
  const gone = client.closed.then(() => null);
  let pongs: NodeJS.Timeout | undefined;
  void gone.then(() => {
    clearInterval(pongs);
  });
  return {
    next: async () => eventIn((await Promise.race([client.next(), gone]))?.payload),
    cut: () => {
      client.socket.terminate();
    },
    stopReading: () => {
      client.socket.pause();
      pongs = setInterval(() => {
        client.socket.pong(undefined, undefined, () => undefined);
      }, PONG_MS);
    },
    readOn: () => {
      client.socket.resume();
    },
  };
}

function eventIn(payload: unknown): SeenEvent | null {
  if (payload === undefined) return null;
  const event = (payload as { data?: { webhookEvents?: SeenEvent } }).data?.webhookEvents;
  if (event === undefined) throw new Error(`not an event: ${JSON.stringify(payload)}`);
  return event;
}

/**
 * A cursor from which everything that is fired later is read: the first event that a new subscriber saw. `fire` causes an
 * event each time it is called, and is called until the subscription is known to be there.
 */
export async function cursorFromNow(reader: EventReader, fire: () => Promise<unknown>): Promise<string> {
  const seen: string[] = [];
  const first = reader.next().then((event) => seen.push(event?.cursor ?? ''));
  while (seen.length === 0) await fire();
  await first;
  return seen[0] ?? '';
}

/** Reads `count` events behind the cursor, cut off after each of these numbers of events, resuming from the last one seen. */
export async function readThroughCuts(
  open: (after: string) => Promise<EventReader>,
  from: string,
  plan: { count: number; cuts: readonly number[] },
): Promise<SeenEvent[]> {
  const seen: SeenEvent[] = [];
  const ends = [...plan.cuts, plan.count];
  for (const end of ends) {
    const reader = await open(seen.at(-1)?.cursor ?? from);
    while (seen.length < end) {
      const event = await reader.next();
      if (event === null) throw new Error('the gateway ended a subscription');
      seen.push(event);
    }
    reader.cut();
  }
  return seen;
}
